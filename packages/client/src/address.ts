// The address of a question. Pure.

/** What a parameter may be: a list stands for the parameter repeated. */
export type ParameterValue = string | number | boolean | readonly (string | number)[] | undefined;

/**
 * `base` with a path and a query. Parameters stand in alphabetical order, so that caches see one address for one
 * question however it was written; what is undefined is left out.
 *
 * @param template - A path of the OpenAPI document, as `/v1/articles/{id}`.
 */
export function addressOf(
  base: URL,
  template: string,
  path: Readonly<Record<string, string>>,
  query: Readonly<Record<string, ParameterValue>>,
): URL {
  const url = new URL(base);
  const filled = template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(path[name] ?? ''),
  );
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${filled}`;
  url.search = '';
  url.hash = '';
  const names = Object.keys(query).sort();
  for (const name of names) {
    for (const value of valuesOf(query[name])) url.searchParams.append(name, String(value));
  }
  return url;
}

function valuesOf(value: ParameterValue): readonly (string | number | boolean)[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
}
