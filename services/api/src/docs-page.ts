// The documentation of the HTTP contract as one page, drawn from the OpenAPI document that the routes themselves make:
// what is not true of a route cannot stand here. No script, nothing from elsewhere.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { problemCodes, problemStatus, problemTitle } from './errors.js';
import { html, Html } from './ops/html.js';
import { problemTypeOf } from './problem.js';

/** As far as the page reads it; the rest of a schema is left out. */
interface Schema {
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly format?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
}

const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    format: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    items: schemaSchema.optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
    required: z.array(z.string()).optional(),
    anyOf: z.array(schemaSchema).optional(),
    oneOf: z.array(schemaSchema).optional(),
  }),
);

const contentSchema = z
  .record(z.string(), z.object({ schema: schemaSchema.optional() }))
  .optional();
const operationSchema = z.object({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: schemaSchema.optional(),
      }),
    )
    .optional(),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string().optional(), content: contentSchema }),
  ),
});
const documentSchema = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string().optional() }),
  tags: z.array(z.object({ name: z.string(), description: z.string().optional() })).optional(),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z
    .object({
      securitySchemes: z
        .record(z.string(), z.object({ description: z.string().optional() }))
        .optional(),
    })
    .optional(),
});

type Operation = z.infer<typeof operationSchema>;
type Document = z.infer<typeof documentSchema>;

/** Deeper structures are left to the document itself. */
const depthMax = 6;

const style = `
:root{color-scheme:light dark;font:16px/1.55 system-ui,sans-serif}
body{max-width:62rem;margin:2rem auto;padding:0 1rem}
nav ul{columns:20rem;padding-left:1.2rem}
section{border-top:1px solid #8886;margin-top:2rem}
h3 code{font-size:1.1rem}
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid #8884}
.method{font-weight:700}
.quiet{opacity:.75}
div.wide{overflow-x:auto}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing runs and nothing is loaded: the page's own style alone. */
export const docsContentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page of an OpenAPI document. @throws ZodError for what is none. */
export function docsPage(document: unknown): string {
  const { info, tags = [], paths, components } = documentSchema.parse(document);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = tags.map(({ name, description = '' }) => ({
    name,
    description,
    operations: operations.filter(({ operation }) => operation.tags?.includes(name)),
  }));
  const body = html`<header><h1>${info.title} ${info.version}</h1></header>
    <main>
      <p>${info.description ?? ''}</p>
      <p>For programs: <a href="/openapi.json">openapi.json</a></p>
      ${contents(groups)} ${keys(components?.securitySchemes)} ${groups.map(groupSection)}
      ${problems()}
    </main>`;
  return wholePage(`${info.title}: the HTTP interface`, body);
}

function wholePage(title: string, body: Html): string {
  const head = new Html(`<style>${style}</style>`);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`.markup;
}

interface Listed {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}
interface Group {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Listed[];
}

const anchorOf = ({ path, method, operation }: Listed): string =>
  operation.operationId ?? `${method}-${path}`;

function contents(groups: readonly Group[]): Html {
  const items = groups.flatMap(({ operations }) =>
    operations.map(
      (one) =>
        html`<li>
          <a href="#${anchorOf(one)}"><code>${one.method.toUpperCase()} ${one.path}</code></a>
        </li>`,
    ),
  );
  return html`<nav aria-label="Routes">
    <ul>
      ${items}
    </ul>
  </nav>`;
}

function keys(schemes: NonNullable<Document['components']>['securitySchemes'] = {}): Html {
  const rows = Object.entries(schemes).map(
    ([name, { description = '' }]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${description}</td>
      </tr>`,
  );
  return html`<section>
    <h2>Keys</h2>
    <div class="wide">
      <table>
        ${rows}
      </table>
    </div>
  </section>`;
}

function groupSection({ name, description, operations }: Group): Html {
  return html`<section>
    <h2>${name}</h2>
    <p>${description}</p>
    ${operations.map(operationArticle)}
  </section>`;
}

function operationArticle(one: Listed): Html {
  const { path, method, operation } = one;
  const parameters = (operation.parameters ?? []).map((parameter) =>
    row(
      parameter.name,
      { ...parameter.schema, description: parameter.description ?? parameter.schema?.description },
      parameter.required === true,
      `in ${parameter.in}`,
    ),
  );
  const answers = Object.entries(operation.responses)
    .filter(([status]) => !status.endsWith('xx') && !status.endsWith('XX'))
    .map(([status, { description = '', content }]) => {
      return html`<h4>Answer ${status}</h4>
        <p>${description === 'Default Response' ? '' : description}</p>
        ${contentTables(content)}`;
    });
  return html`<article id="${anchorOf(one)}">
    <h3>
      <code><span class="method">${method.toUpperCase()}</span> ${path}</code>
    </h3>
    <p>${operation.summary ?? ''}</p>
    <p class="quiet">${prose(operation.description ?? '')}</p>
    <p class="quiet">${whoMay(operation)}</p>
    ${
      parameters.length === 0
        ? html``
        : html`<h4>Parameters</h4>
            ${table(parameters)}`
    }
    ${
      operation.requestBody === undefined
        ? html``
        : html`<h4>Body</h4>
            ${contentTables(operation.requestBody.content)}`
    }
    ${answers}
  </article>`;
}

function whoMay({ security = [] }: Operation): string {
  const names = security.flatMap((scheme) => Object.keys(scheme));
  return names.length === 0 ? '' : `With: ${[...new Set(names)].join(' or ')}`;
}

function contentTables(content: Operation['responses'][string]['content']): Html[] {
  return Object.entries(content ?? {}).map(([type, { schema = {} }]) => {
    const rows = rowsOf(schema, '', depthMax);
    return html`<p class="quiet"><code>${type}</code></p>
      ${rows.length === 0 ? html`` : table(rows)}`;
  });
}

const table = (rows: readonly Html[]): Html =>
  html`<div class="wide">
    <table>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">What it may be</th>
        <th scope="col">What it means</th>
      </tr>
      ${rows}
    </table>
  </div>`;

/** The fields of a schema, one a row, named by their path; of alternatives, all fields once. */
function rowsOf(schema: Schema, prefix: string, depth: number): Html[] {
  if (depth === 0) return [];
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const isRequired = schema.required?.includes(name) === true;
    return [row(path, field, isRequired, ''), ...rowsOf(field, path, depth - 1)];
  });
  const items = schema.items === undefined ? [] : rowsOf(schema.items, `${prefix}[]`, depth - 1);
  const seen = new Set(own.map(({ markup }) => markup));
  const others = alternatives
    .flatMap((alternative) => rowsOf(alternative, prefix, depth - 1))
    .filter(({ markup }) => !seen.has(markup) && seen.add(markup).has(markup));
  return [...own, ...items, ...others];
}

function row(name: string, schema: Schema, isRequired: boolean, where: string): Html {
  const parts = [typeInWords(schema), limitsInWords(schema), isRequired ? 'required' : '', where];
  return html`<tr>
    <th scope="row"><code>${name}</code></th>
    <td>${parts.filter((part) => part !== '').join(', ')}</td>
    <td>${prose(schema.description ?? '')}</td>
  </tr>`;
}

function typeInWords(schema: Schema): string {
  const { type, format, items } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (alternatives.length > 0) return [...new Set(alternatives.map(typeInWords))].join(' or ');
  if (type === undefined) return 'anything';
  if (items !== undefined) return `list of ${typeInWords(items)}`;
  const name = typeof type === 'string' ? type : type.join(' or ');
  return format === undefined ? name : `${name} (${format})`;
}

/** A text whose words between backticks are code. */
const prose = (text: string): Html[] =>
  text
    .split('`')
    .map((part, i) =>
      i % 2 === 0 ? html`${part}` : new Html(`<code>${html`${part}`.markup}</code>`),
    );

/** JSON Schema of a whole number without limits names those of JavaScript: they say nothing. */
const isTold = (bound: number | undefined): boolean =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

function limitsInWords({ default: byDefault, ...limits }: Schema): string {
  const range = (low: number | undefined, high: number | undefined, unit: string): string => {
    if (isTold(low) && isTold(high)) return `${low} to ${high}${unit}`;
    if (isTold(high)) return `at most ${high}${unit}`;
    return isTold(low) ? `at least ${low}${unit}` : '';
  };
  const parts = [
    range(limits.minimum, limits.maximum, ''),
    range(limits.minLength, limits.maxLength, ' characters'),
    range(limits.minItems, limits.maxItems, ' entries'),
    byDefault === undefined ? '' : `default ${JSON.stringify(byDefault)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function problems(): Html {
  const rows = problemCodes.map(
    (code) =>
      html`<tr>
        <th scope="row"><code>${problemTypeOf(code)}</code></th>
        <td>${problemStatus(code)}</td>
        <td>${problemTitle(code)}</td>
      </tr>`,
  );
  return html`<section>
    <h2>Problems</h2>
    <p>
      Whatever is not answered is told as <code>application/problem+json</code> (RFC 9457), with a
      type, and where a field is wrong, its name.
    </p>
    <div class="wide">
      <table>
        <tr>
          <th scope="col">type</th>
          <th scope="col">status</th>
          <th scope="col">title</th>
        </tr>
        ${rows}
      </table>
    </div>
  </section>`;
}
