// The OpenAPI document as tests work with it: operations, schemas that judge answers, and values at and beyond limits.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

/** A JSON Schema, as far as the tests make values of it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Names of the security schemes that open it; none: it is open. */
  readonly opensWith: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Of a JSON body. */
  readonly body: JsonSchema | null;
  /** Schemas of good answers by status; null where there is no JSON. */
  readonly answers: ReadonlyMap<number, z.ZodType | null>;
}

const schema = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.object({ schema: schema.optional() })).optional();
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        security: z.array(schema).optional(),
        parameters: z
          .array(
            z.object({
              name: z.string(),
              in: z.enum(['query', 'path', 'header']),
              required: z.boolean().optional(),
              schema: schema.optional(),
            }),
          )
          .optional(),
        requestBody: z.object({ content }).optional(),
        responses: z.record(z.string(), z.object({ content })),
      }),
    ),
  ),
});
const methods = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Every operation that a server documents. */
export async function operationsOf(app: FastifyInstance): Promise<Operation[]> {
  const { paths } = documentSchema.parse((await app.inject('/openapi.json')).json());
  return Object.entries(paths).flatMap(([path, entries]) =>
    Object.entries(entries).map(([method, operation]) => ({
      id: operation.operationId,
      method: methods.parse(method.toUpperCase()),
      path,
      opensWith: (operation.security ?? []).flatMap((scheme) => Object.keys(scheme)),
      parameters: (operation.parameters ?? []).map((parameter) => ({
        ...parameter,
        required: parameter.required === true,
        schema: parameter.schema ?? {},
      })),
      body: operation.requestBody?.content?.['application/json']?.schema ?? null,
      answers: new Map(
        Object.entries(operation.responses)
          .filter(([status]) => /^2\d\d$/.test(status))
          .map(([status, answer]) => {
            const json = answer.content?.['application/json']?.schema;
            return [Number(status), json === undefined ? null : z.fromJSONSchema(json)];
          }),
      ),
    })),
  );
}

/** A request's address. */
export function addressOf(
  { path }: Operation,
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string | readonly string[]>>,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    (typeof values === 'string' ? [values] : values).map((value): [string, string] => [
      name,
      value,
    ]),
  );
  return pairs.length === 0 ? filled : `${filled}?${new URLSearchParams(pairs).toString()}`;
}

const numberOf = (of: JsonSchema, key: string): number | null => {
  const value = of[key];
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
};

/** Values that a schema names as its limits, and values just beyond them. */
export interface Edges {
  readonly inside: readonly unknown[];
  readonly outside: readonly unknown[];
}

const addressNames = new Set(['url', 'image']);

/**
 * The edges of one field. Texts with a pattern or a format have no value that a test could make up: only a wrong one.
 *
 * @param name A field of this name is an address, whatever its schema can say.
 */
export function edgesOf(of: JsonSchema, name: string): Edges {
  const inside: unknown[] = [];
  const outside: unknown[] = [];
  const listed = z.array(z.unknown()).safeParse(of['enum']);
  if (listed.success) {
    inside.push(...listed.data);
    outside.push('not-one-of-them');
  }
  const step = of['type'] === 'integer' ? 1 : 0.01;
  const [minimum, maximum] = [numberOf(of, 'minimum'), numberOf(of, 'maximum')];
  if (minimum !== null) {
    inside.push(minimum);
    outside.push(minimum - step);
  }
  if (maximum !== null) {
    inside.push(maximum);
    outside.push(maximum + step);
  }
  const isPlain = of['pattern'] === undefined && of['format'] === undefined;
  const [minLength, maxLength] = [numberOf(of, 'minLength'), numberOf(of, 'maxLength')];
  if (minLength !== null && minLength > 0) outside.push('x'.repeat(minLength - 1));
  if (maxLength !== null) {
    const start = addressNames.has(name) ? 'https://news.example/' : '';
    if (isPlain) inside.push(start + 'x'.repeat(maxLength - start.length));
    outside.push('x'.repeat(maxLength + 1));
  }
  if (!isPlain) outside.push('\u0000 no such thing');
  return { inside, outside };
}

const schemaList = z.array(schema).catch([]);
const schemaFields = z.record(z.string(), schema).catch({});

/**
 * The fields of a body; of alternatives, those of the one that a sample is of.
 *
 * @returns `isOpen`: whether fields that it does not name are let pass.
 */
export function fieldsOf(
  body: JsonSchema,
  sample: unknown,
): {
  readonly fields: readonly (readonly [string, JsonSchema])[];
  readonly required: readonly string[];
  readonly isOpen: boolean;
} {
  const given = z.record(z.string(), z.unknown()).catch({}).parse(sample);
  const alternatives = [
    ...schemaList.parse(body['oneOf']),
    ...schemaList.parse(body['anyOf']),
  ].filter((one) => one['properties'] !== undefined);
  const isOf = (one: JsonSchema): boolean =>
    Object.entries(schemaFields.parse(one['properties'])).every(
      ([name, field]) => field['const'] === undefined || field['const'] === given[name],
    );
  const chosen = alternatives.find(isOf) ?? body;
  return {
    fields: Object.entries(schemaFields.parse(chosen['properties'])),
    required: z.array(z.string()).catch([]).parse(chosen['required']),
    isOpen: chosen['additionalProperties'] !== false,
  };
}
