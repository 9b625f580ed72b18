// Which page is asked about, and the address that asks. Pure: what the page says is an argument.

/** A list under an article has five lines unless the publisher wants another number. */
export const limitDefault = 5;
/** More than twenty the API gives to nobody. */
export const limitMax = 20;

/**
 * The parameters of `GET /v1/recommendations`, by their names there and in an element's `dataset`: the attribute of
 * `maxAge` is `data-max-age`. They stand in an address in this order, so that caches see one address for one question.
 */
const parameterNames =
  'url id limit exclude section tag author lang maxAge before after mode diversity minScore fallback key'.split(
    ' ',
  );

/** An address as an absolute http or https one, or null where it is none. */
export function webUrlOf(text: string, base?: string): URL | null {
  try {
    const url = new URL(text, base);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    // Not an address: that is the answer.
    return null;
  }
}

/**
 * The address that is asked about, without fragment: the first that is one of `said` (relative to `base`), else where the
 * page is.
 */
export function pageUrlOf(
  said: readonly (string | null | undefined)[],
  location: string,
  base: string,
): string {
  for (const text of [...said, location]) {
    const url = text?.trim() ? webUrlOf(text, base) : null;
    if (url === null) continue;
    url.hash = '';
    return url.href;
  }
  return location;
}

/** `data-limit` as a number from 1 to {@link limitMax}; what is no number is the default. */
export function limitOf(text: string | null | undefined): number {
  const limit = Math.trunc(Number(text));
  return limit > 0 ? Math.min(limit, limitMax) : limitDefault;
}

/** The address of one of the API's routes; null where the API is at no http or https address. */
export function routeUrl(api: string, base: string, route: string): URL | null {
  const url = webUrlOf(api, base);
  if (url === null) return null;
  url.pathname = url.pathname.replace(/\/*$/, `/v1/${route}`);
  url.search = url.hash = '';
  return url;
}

/** The address that asks a question: what is blank or not given is left out, what is no parameter too. */
export function questionAddress(
  route: URL,
  given: Readonly<Record<string, string | undefined>>,
): string {
  for (const name of parameterNames) {
    const value = given[name]?.trim();
    if (value) route.searchParams.set(name, value);
  }
  return route.href;
}
