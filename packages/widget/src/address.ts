// Which page is asked about, and the address that asks. Pure: what the page says is an argument.

/** A list under an article has five lines unless the publisher wants another number. */
export const limitDefault = 5;
/** More than twenty the API gives to nobody. */
export const limitMax = 20;

/** What a question is made of. Null means: not given. */
export interface Question {
  /** Where the API is; relative to `base`. */
  readonly api: string;
  readonly key: string | null;
  /** The address of the page that the list is for. */
  readonly url: string;
  readonly limit: number;
  readonly mode: string | null;
  readonly language: string | null;
}

/** What a page says of its own address. */
export interface PageAddresses {
  /** `data-url`. */
  readonly given: string | null;
  /** Of `<link rel="canonical">`. */
  readonly canonical: string | null;
  readonly location: string;
  /** What relative addresses are relative to. */
  readonly base: string;
}

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

/** The address that is asked about: the given one, else the canonical one, else where the page is, without fragment. */
export function pageUrlOf({ given, canonical, location, base }: PageAddresses): string {
  const said = [given, canonical].find((text) => text !== null && webUrlOf(text, base) !== null);
  const url = webUrlOf(said ?? location, base);
  if (url === null) return location;
  url.hash = '';
  return url.href;
}

/** `data-limit` as a number from 1 to {@link limitMax}; what is no number is the default. */
export function limitOf(text: string | null): number {
  const limit = Math.trunc(Number(text));
  return limit > 0 ? Math.min(limit, limitMax) : limitDefault;
}

/**
 * The address that asks a question. Its parameters stand in a fixed order, so that caches see one address for one
 * question. Null where there is no key, or no API at an http or https address.
 */
export function questionAddress(question: Question, base: string): string | null {
  const api = webUrlOf(question.api, base);
  if (api === null || question.key === null) return null;
  api.pathname = `${api.pathname.replace(/\/+$/, '')}/v1/recommendations`;
  api.hash = '';
  const { url, limit, mode, language, key } = question;
  const parameters = { url, limit: String(limit), mode, lang: language, key };
  api.search = '';
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) api.searchParams.set(name, value);
  }
  return api.href;
}
