// From an OpenAPI document to src/generated/: the types of every operation, and the table of where each is asked.
// `node infra/dev/client-types.mjs` gives it the document of the API as it is built, and writes what comes back.
import openapiTypescript, { astToString } from 'openapi-typescript';

const note =
  '// Made of the OpenAPI document by `node infra/dev/client-types.mjs`: never edited by hand.\n';
const methods = ['get', 'put', 'post', 'delete', 'patch'];

/** The generated sources: file name → text, not yet formatted. */
export async function generatedFiles(document) {
  const types = astToString(await openapiTypescript(document, { alphabetize: true }));
  return new Map([
    ['schema.ts', `${note}${types}`],
    ['operations.ts', `${note}${operationsText(document)}`],
  ]);
}

/** The table of operations as TypeScript: by operation id, in alphabetical order. */
function operationsText(document) {
  const entries = Object.entries(document.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method]?.operationId !== undefined)
      .map((method) => [item[method].operationId, operationOf(document, method, path)]),
  );
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const table = JSON.stringify(Object.fromEntries(entries));
  return [
    '/**',
    ' * Where each operation is asked, whether a publishable key may stand in its address, and the types of what is sent',
    ' * and of a good answer: null for none.',
    ' */',
    `export const operationTable = ${table} as const;\n`,
  ].join('\n');
}

function operationOf(document, method, path) {
  const { security = [], requestBody, responses } = document.paths[path][method];
  const schemes = document.components?.securitySchemes ?? {};
  const isKeyInQuery = security
    .flatMap((requirement) => Object.keys(requirement))
    .some((name) => schemes[name]?.in === 'query' && schemes[name].name === 'key');
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  return {
    method: method.toUpperCase(),
    path,
    isKeyInQuery,
    bodyType: firstTypeOf(requestBody),
    answerType: firstTypeOf(good),
  };
}

const firstTypeOf = (described) => Object.keys(described?.content ?? {})[0] ?? null;
