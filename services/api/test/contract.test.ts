// The HTTP contract, driven from the OpenAPI document itself: each route × a good request, each parameter and field at and
// beyond its limits, of a wrong type, unknown, twice; each route × everybody; each route × another site's things; and
// requests that nobody would write. A route that is added without a sample here fails.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import { isLong } from '@maylike/runtime/testing';
import {
  addressOf,
  edgesOf,
  fieldsOf,
  operationsOf,
  type JsonSchema,
  type Operation,
} from './contract-document.js';
import { bearer, noon, operatorToken, startTestApi, type TestApi } from './harness.js';
import {
  keyOf,
  ofNobody,
  sampleOf,
  sharedOrigin,
  thingsOf,
  type Sample,
  type Things,
} from './samples.js';

let api: TestApi;
let own: Things;
let foreign: Things;
let revoked: string;
let operations: Operation[];
/** What is in Redis before each request. */
let world: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  api = await startTestApi({
    // No writer is there to wait for.
    asker: { ask: () => Promise.resolve(null) },
    visit: (url) => Promise.resolve({ ok: true, url, title: 'A', format: 'rss', items: 1 }),
  });
  operations = await operationsOf(api.app);
  own = await thingsOf(api, 'own');
  foreign = await thingsOf(api, 'foreign');
  const key = await api.store.apiKeys.create(own.site.site.id, 'secret', noon);
  await api.store.apiKeys.revoke(key.record.id, noon);
  revoked = key.key;
  // Alive whatever the time of a test is.
  const beat = { service: 'ingest', id: 'one', pid: 1, ready: true, detail: '' };
  await api.store.processes.beat({ ...beat, at: noon + 365 * 86_400_000 });
  world = await dump();
});

afterAll(() => api.stop());

async function send(
  operation: Operation,
  {
    params = {},
    query = {},
    body,
    contentType = 'application/json',
  }: Omit<Sample, 'query'> & {
    readonly query?: Readonly<Record<string, string | readonly string[]>>;
  },
  key: string | null,
): Promise<LightMyRequestResponse> {
  return await api.app.inject({
    method: operation.method,
    url: addressOf(operation, params, query),
    headers: {
      ...(key === null ? {} : bearer(key)),
      ...(body === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined
      ? {}
      : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

/** Whether an answer is one that the document allows. */
function requireDocumented(operation: Operation, response: LightMyRequestResponse): void {
  const { statusCode } = response;
  if (statusCode >= 400) {
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(response.json()).toMatchObject({
      status: statusCode,
      type: expect.stringMatching(/^urn:maylike:problem:/),
    });
    return;
  }
  const isListed = operation.answers.size === 0 || operation.answers.has(statusCode);
  expect([operation.id, statusCode, isListed]).toEqual([operation.id, statusCode, true]);
  operation.answers.get(statusCode)?.parse(response.json());
}

/** Sends, and takes back what that has changed: the next one finds the same world. */
async function sendAndUndo(...sent: Parameters<typeof send>): Promise<LightMyRequestResponse> {
  const response = await send(...sent);
  if (sent[0].method !== 'GET' && response.statusCode < 300) await restore();
  return response;
}

async function dump(): Promise<Map<string, Buffer>> {
  const dumped = new Map<string, Buffer>();
  for (const key of await api.client.keys('*')) {
    const value = await api.client.dumpBuffer(key);
    dumped.set(key, value);
  }
  return dumped;
}

async function restore(): Promise<void> {
  await api.client.flushall();
  await Promise.all([...world].map(([key, value]) => api.client.restore(key, 0, value)));
}

/** Of these one alone is given. */
const isReference = (name: string): boolean => name === 'url' || name === 'id';

/** Every operation that publishers and pages use. */
const forSites = (): Operation[] =>
  operations.filter(({ opensWith }) => opensWith.some((name) => name.endsWith('Key')));

describe('each route', () => {
  test('has a sample here, and answers it as documented', async () => {
    expect(operations.length).toBeGreaterThan(20);
    for (const operation of operations) {
      const sample = sampleOf(operation, own);
      const response = await sendAndUndo(operation, sample, keyOf(operation, own));
      const isGood = response.statusCode < 300;
      expect([operation.id, response.statusCode, isGood]).toEqual([
        operation.id,
        response.statusCode,
        true,
      ]);
      requireDocumented(operation, response);
    }
  });

  test('takes each parameter at its limits, and refuses it beyond, by name', async () => {
    let tried = 0;
    for (const operation of forSites()) {
      await restore();
      const sample = sampleOf(operation, own);
      const key = keyOf(operation, own);
      for (const { name, in: where, schema } of operation.parameters) {
        if (where === 'header' || name === 'key') continue;
        const { inside, outside } = edgesOf(schema, name);
        const withValue = (value: unknown) =>
          where === 'path'
            ? { ...sample, params: { ...sample.params, [name]: String(value) } }
            : {
                ...sample,
                query: { ...(isReference(name) ? {} : sample.query), [name]: String(value) },
              };
        const faultsOf = async (value: unknown): Promise<unknown> => {
          const response = await send(operation, withValue(value), key);
          requireDocumented(operation, response);
          if (response.statusCode !== 400) return response.statusCode;
          return response
            .json<{ errors?: { field: string }[] }>()
            .errors?.map(({ field }) => field);
        };
        for (const value of outside) {
          // An empty part of a path is another path.
          if (where === 'path' && value === '') continue;
          tried += 1;
          expect([operation.id, name, value, await faultsOf(value)]).toEqual([
            operation.id,
            name,
            value,
            expect.arrayContaining([name]),
          ]);
        }
        for (const value of inside) {
          tried += 1;
          expect([operation.id, name, value, await faultsOf(value)]).not.toEqual([
            operation.id,
            name,
            value,
            expect.arrayContaining([name]),
          ]);
        }
      }
      const unknown = { ...sample, query: { ...sample.query, 'no-such-parameter': '1' } };
      const refused = await send(operation, unknown, key);
      expect([operation.id, refused.json()]).toMatchObject([
        operation.id,
        { status: 400, errors: [{ field: 'no-such-parameter' }] },
      ]);
    }
    await restore();
    expect(tried).toBeGreaterThan(40);
  }, 60_000);

  test('takes each field of its body at its limits, and refuses it beyond, missing, unknown or of another type, by name', async () => {
    let tried = 0;
    for (const operation of forSites()) {
      const sample = sampleOf(operation, own);
      if (operation.body === null || typeof sample.body !== 'object') continue;
      await restore();
      const refusal = async (body: unknown): Promise<unknown> => {
        tried += 1;
        const response = await send(operation, { ...sample, body }, keyOf(operation, own));
        requireDocumented(operation, response);
        if (response.statusCode !== 400) return response.statusCode;
        return response
          .json<{ errors?: { field: string }[] }>()
          .errors?.map(({ field }) => field.split('.')[0]);
      };
      const { fields, required, isOpen } = fieldsOf(operation.body, sample.body);
      for (const [name, schema] of fields) {
        const { inside, outside } = edgesOf(schema, name);
        const wrong: unknown[] = [...outside, { of: 'another type' }];
        for (const value of wrong)
          expect([
            operation.id,
            name,
            value,
            await refusal({ ...sample.body, [name]: value }),
          ]).toEqual([operation.id, name, value, expect.arrayContaining([name])]);
        for (const value of inside)
          expect([
            operation.id,
            name,
            value,
            await refusal({ ...sample.body, [name]: value }),
          ]).not.toEqual([operation.id, name, value, expect.arrayContaining([name])]);
      }
      for (const name of required) {
        const rest = Object.fromEntries(
          Object.entries(sample.body ?? {}).filter(([field]) => field !== name),
        );
        expect([operation.id, name, await refusal(rest)]).toEqual([
          operation.id,
          name,
          expect.arrayContaining([name]),
        ]);
      }
      const unknown = await refusal({ ...sample.body, 'no-such-field': 1 });
      if (!isOpen) expect([operation.id, unknown]).toEqual([operation.id, ['no-such-field']]);
      for (const body of ['[]', '"text"', '7', '{', ''])
        expect([operation.id, body, await refusal(body)]).not.toEqual([operation.id, body, 200]);
    }
    await restore();
    expect(tried).toBeGreaterThan(60);
  }, 60_000);
});

describe('D-01 and D-02: each route, for everybody', () => {
  test('opens with exactly the keys that it names', async () => {
    for (const operation of operations) {
      const { opensWith, id } = operation;
      const isOpen = opensWith.length === 0;
      const isForPages = opensWith.includes('publishableKey');
      const isForSites = isForPages || opensWith.includes('secretKey');
      const callers: [string | null, boolean][] = [
        [null, isOpen],
        ['sk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', isOpen],
        [revoked, isOpen],
        [`${own.site.secret}x`, isOpen],
        [own.site.publishable, isOpen || isForPages],
        [own.site.secret, isOpen || isForSites],
        [operatorToken, isOpen || opensWith.includes('operatorToken')],
      ];
      const refusals = new Set<string>();
      for (const [key, mayEnter] of callers) {
        api.now += 60_000;
        const { statusCode, body } = await sendAndUndo(operation, sampleOf(operation, own), key);
        const isRefused = statusCode === 401 || statusCode === 403;
        expect([id, key, statusCode, !isRefused]).toEqual([id, key, statusCode, mayEnter]);
        if (statusCode === 401) refusals.add(body);
      }
      api.now = noon;
      expect(refusals.size).toBeLessThanOrEqual(1);
    }
  });

  test('no key stands in Redis as it is, anywhere', async () => {
    const whole: string[] = [];
    for (const key of await api.client.keys('*'))
      whole.push(key, (await api.client.dumpBuffer(key)).toString('latin1'));
    const text = whole.join('\n');
    for (const { publishable, secret } of [own.site, foreign.site])
      for (const key of [publishable, secret]) expect(text).not.toContain(key.slice(3));
    expect(text).not.toContain(operatorToken);
  });
});

describe('D-03: two sites at one address', () => {
  /** Everything that belongs to a site, as Redis has it. */
  async function stateOf({ site, feedId }: Things): Promise<string> {
    const { id, networkId } = site.site;
    const keys = (await api.client.keys('*')).filter((key) =>
      [networkId, id, feedId].some((part) => key.includes(part)),
    );
    const dumps = await Promise.all(keys.sort().map((key) => api.client.dumpBuffer(key)));
    return JSON.stringify(keys.map((key, i) => [key, dumps[i]?.toString('base64')]));
  }

  test("with one's key nothing of the other is shown, counted or changed, by whatever id or address", async () => {
    const secrets = ['foreign', foreign.article.id, foreign.feedId, foreign.site.site.id];
    for (const operation of forSites()) {
      const before = await stateOf(foreign);
      const theirs = sampleOf(operation, foreign);
      const key = keyOf(operation, own);
      const response = await send(operation, theirs, key);
      expect(response.statusCode).toBeLessThan(500);
      for (const secret of secrets)
        expect([operation.id, response.body.includes(secret)]).toEqual([operation.id, false]);
      expect([operation.id, (await stateOf(foreign)) === before]).toEqual([operation.id, true]);
      await restore();
      const unknown = ofNobody(theirs, foreign);
      if (JSON.stringify(unknown) === JSON.stringify(theirs)) continue;
      const none = await sendAndUndo(operation, unknown, key);
      expect([operation.id, response.statusCode, response.body]).toEqual([
        operation.id,
        none.statusCode,
        none.body,
      ]);
      if (operation.id !== 'countEvents') expect(response.statusCode).toBe(404);
    }
  });

  test('the same address is each site’s own page', async () => {
    for (const [things, name] of [
      [own, 'own'],
      [foreign, 'foreign'],
    ] as const) {
      const url = `${sharedOrigin}/article`;
      const article = await api.app.inject({
        url: `/v1/articles?url=${url}`,
        headers: bearer(things.site.secret),
      });
      expect(article.json()).toMatchObject({ title: `Secret of ${name}`, id: things.article.id });
      const list = await api.app.inject({
        url: `/v1/recommendations?url=${url}`,
        headers: bearer(things.site.publishable),
      });
      const items = list.json<{ items: { title: string }[] }>().items;
      expect(items.map(({ title }) => title)).toEqual([`Near secret of ${name}`]);
    }
  });
});

describe('D-15: whatever is asked', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('', '0', '-1', '1e309', 'NaN', 'null', '[]', '{}', '%00', '../..', '\u0000'),
    fc.constantFrom('true', 'false', 'none', '5', '0.5', '12h', '2026-11-22', 'en', 'background'),
    fc.string({ minLength: 200, maxLength: 400 }),
  );
  /** What a field may be given: of its own kind, at its edges, or anything. */
  const valueOf = (schema: JsonSchema, name: string): fc.Arbitrary<unknown> => {
    const { inside, outside } = edgesOf(schema, name);
    const edges = [...inside, ...outside];
    return fc.oneof(
      text,
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(...(edges.length === 0 ? [null] : edges)),
    );
  };
  /** A sample's body with some of its fields exchanged; a body that is no JSON as it is. */
  const changedBodyOf = (operation: Operation, { body }: Sample): fc.Arbitrary<unknown> => {
    if (operation.body === null || typeof body !== 'object') return fc.constant(body);
    const changes = fieldsOf(operation.body, body).fields.map(([name, schema]) =>
      valueOf(schema, name).map((value) => ({ [name]: value })),
    );
    return fc
      .subarray(changes)
      .chain((some) => fc.tuple(...some))
      .map((exchanged): unknown => Object.assign({}, body, ...exchanged));
  };
  const requestOf = (
    operation: Operation,
    sample: Sample,
  ): fc.Arbitrary<Parameters<typeof send>[1]> => {
    const changes = operation.parameters
      .filter(({ in: where }) => where !== 'header')
      .map(({ name, in: where, schema }) =>
        fc.record({
          name: fc.constant(name),
          where: fc.constant(where),
          value: valueOf(schema, name),
        }),
      );
    const body = fc.oneof(
      { weight: 3, arbitrary: changedBodyOf(operation, sample) },
      { weight: 1, arbitrary: fc.oneof(fc.json(), text, fc.constant(undefined)) },
    );
    return fc
      .record({ changed: fc.subarray(changes).chain((some) => fc.tuple(...some)), body })
      .map(({ changed, body: sent }) => {
        const ofWhere = (where: string) =>
          Object.fromEntries(
            changed
              .filter((one) => one.where === where)
              .map(({ name, value }) => [
                name,
                typeof value === 'string' ? value : JSON.stringify(value),
              ]),
          );
        return {
          ...sample,
          params: { ...sample.params, ...ofWhere('path') },
          query: { ...sample.query, ...ofWhere('query') },
          ...(operation.method === 'GET' || operation.method === 'DELETE' ? {} : { body: sent }),
        };
      });
  };

  const operationAt = (place: number): Operation => {
    const operation = operations[place];
    if (operation === undefined) throw new Error('there is no such operation');
    return operation;
  };

  test(`${isLong ? '20,000' : '300'} requests find no fault of ours and no answer that is not documented`, async () => {
    const seen = new Map<string, number>();
    // By its place: what fails is printed, and an operation with its schemas is no line to read.
    const request = fc.nat(operations.length - 1).chain((place) => {
      const operation = operationAt(place);
      const keys = [keyOf(operation, own), own.site.publishable, null];
      const sent = requestOf(operation, sampleOf(operation, own));
      return fc.tuple(fc.constant(place), sent, fc.constantFrom(keys[0] ?? null, ...keys));
    });
    await fc.assert(
      fc.asyncProperty(request, async ([place, sent, key]) => {
        const operation = operationAt(place);
        api.now += 60_000;
        const response = await send(operation, sent, key);
        const { statusCode, body } = response;
        expect([operation.id, statusCode, statusCode < 500]).toEqual([
          operation.id,
          statusCode,
          true,
        ]);
        if (statusCode >= 400) expect(body).not.toMatch(/\n\s+at |node_modules|redis|ECONN|zod/i);
        requireDocumented(operation, response);
        seen.set(operation.id, (seen.get(operation.id) ?? 0) + 1);
      }),
      { numRuns: isLong ? 20_000 : 300, endOnFailure: true },
    );
    await restore();
    expect(seen.size).toBeGreaterThan(operations.length / 2);
  }, 600_000);
});
