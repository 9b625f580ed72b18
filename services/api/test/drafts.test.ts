import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acquireWriter, type Ask, type DraftFindings } from '@maylike/store';
import { NO_BOUND } from '@maylike/tfidf';
import {
  bearer,
  createSite,
  publish,
  relate,
  startTestApi,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';

let api: TestApi;
let daily: TestSite;
let other: TestSite;
let missiles: TestArticle;
let drones: TestArticle;

beforeAll(async () => {
  api = await startTestApi();
  daily = await createSite(api, 'daily');
  other = await createSite(api, 'other');
  missiles = await publish(api, daily, { path: 'missiles', section: 'World', hoursOld: 30 });
  drones = await publish(api, daily, { path: 'drones', section: 'Sport', hoursOld: 2 });
  await publish(api, other, { path: 'elsewhere' });
  await relate(api, daily.site.networkId, missiles, [[drones, 0.3]]);
});

afterAll(() => api.stop());

const draft = { title: 'A draft', text: 'Of Storm Shadow missiles.', section: 'Sport' };

async function post(
  body: unknown,
  query: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = bearer(daily.publishable),
) {
  return await api.app.inject({
    method: 'POST',
    url: `/v1/recommendations?${new URLSearchParams(query).toString()}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const neighbours = (...scored: readonly (readonly [TestArticle, number])[]): DraftFindings => ({
  generation: 'generation-1',
  list: {
    bound: NO_BOUND,
    entries: scored.map(([{ number, version }, score]) => ({
      number,
      version,
      scoreE6: Math.round(score * 1e6),
    })),
  },
  story: null,
  labels: [{ id: 7, label: 'Storm Shadow' }],
  language: 'en',
});

/** Does the writer's part for the next question; looks until there is one. */
async function answerNext(answer: Parameters<typeof answerAsk>[1]): Promise<Ask> {
  return await answerAsk(daily.site.networkId, answer);
}

async function answerAsk(
  networkId: string,
  answer: DraftFindings | { readonly reason: string },
): Promise<Ask> {
  const writer = await acquireWriter(api.client, networkId, 'test', 10_000);
  if (writer === null) throw new Error('the lease is taken');
  let ask: Ask | undefined;
  while (ask === undefined) [ask] = (await writer.asks.read('0-0', 1)).asks;
  await writer.asks.answer(ask, answer);
  await writer.release();
  return ask;
}

interface Body {
  readonly article: unknown;
  readonly items: readonly { id: string; strategy: string; because: string[] }[];
  readonly complete: boolean;
  readonly generation: string | null;
}

describe('the answer to a draft', () => {
  test('is what the writer finds, in the shape of any answer; no cache may keep it', async () => {
    const asked = answerNext(neighbours([missiles, 0.6], [drones, 0.5]));
    const response = await post({ ...draft, summary: 'Lead.', tags: ['War'], language: 'EN-gb' });
    expect((await asked).texts).toEqual({
      source: daily.site.id,
      input: {
        title: 'A draft',
        lead: 'Lead.',
        text: 'Of Storm Shadow missiles.',
        tags: ['War'],
        section: 'Sport',
        language: 'en-gb',
      },
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Origin' });
    expect(response.headers.etag).toBeUndefined();
    const body = response.json<Body>();
    expect(body).toMatchObject({ article: null, complete: true, generation: 'generation-1' });
    expect(body.items).toMatchObject([
      { id: missiles.id, strategy: 'related', because: ['Storm Shadow'], title: 'missiles' },
      { id: drones.id, strategy: 'related', because: ['Storm Shadow'] },
    ]);
  });

  test('obeys the parameters of the query', async () => {
    const asked = answerNext(neighbours([missiles, 0.9], [drones, 0.5]));
    const response = await post(draft, { section: 'sport', fallback: 'none', limit: '1' });
    await asked;
    expect(response.json<Body>().items.map(({ id }) => id)).toEqual([drones.id]);
  });

  test('is the fallback’s, not complete, where the text cannot be worked on', async () => {
    const asked = answerNext({ reason: 'it killed its thread' });
    const response = await post(draft);
    await asked;
    expect(response.statusCode).toBe(200);
    expect(response.body).not.toContain('killed');
    expect(response.json<Body>()).toMatchObject({
      article: null,
      items: [
        { id: drones.id, strategy: 'section' },
        { id: missiles.id, strategy: 'latest' },
      ],
      complete: false,
      generation: null,
    });
  });

  test('is the fallback’s after a second where no process writes the network', async () => {
    const startedAt = performance.now();
    const response = await post(draft, {}, bearer(other.publishable));
    expect(performance.now() - startedAt).toBeGreaterThan(990);
    expect(response.json<Body>()).toMatchObject({
      items: [{ strategy: 'latest' }],
      complete: false,
    });
  });
});

describe('a question about a draft', () => {
  const long = (characters: number): string => 'a'.repeat(characters);

  test.each<[string, unknown, Record<string, string>, string]>([
    ['without a title', { text: 'x' }, {}, 'title'],
    ['with an empty title', { ...draft, title: '' }, {}, 'title'],
    ['with too long a title', { ...draft, title: long(1_001) }, {}, 'title'],
    ['without a text', { title: 'x' }, {}, 'text'],
    ['with too long a text', { ...draft, text: long(200_001) }, {}, 'text'],
    ['with a text that is none', { ...draft, text: 7 }, {}, 'text'],
    ['with too long a summary', { ...draft, summary: long(5_001) }, {}, 'summary'],
    ['with too many tags', { ...draft, tags: Array.from({ length: 33 }, String) }, {}, 'tags'],
    ['with too long a tag', { ...draft, tags: ['x', long(101)] }, {}, 'tags.1'],
    ['with too long a section', { ...draft, section: long(101) }, {}, 'section'],
    ['with a language that is none', { ...draft, language: 'English!' }, {}, 'language'],
    ['with too long a source', { ...draft, source: long(201) }, {}, 'source'],
    ['with a field that is not known', { ...draft, body: 'x' }, {}, 'body'],
    ['with an address', draft, { url: 'https://daily.example/missiles' }, 'url'],
    ['with too high a limit', draft, { limit: '21' }, 'limit'],
    ['with an empty parameter', draft, { section: '' }, 'section'],
    ['that excludes what is no article', draft, { exclude: 'nonsense' }, 'exclude'],
  ])(
    '%s is refused by the name of the field, and nobody is asked',
    async (_, body, query, field) => {
      const response = await post(body, query);
      expect(response.statusCode).toBe(400);
      expect(response.headers['content-type']).toContain('application/problem+json');
      const { type, errors } = response.json<{ type: string; errors: { field: string }[] }>();
      expect(type).toBe('urn:maylike:problem:request-invalid');
      expect(errors.map((error) => error.field)).toContain(field);
      expect(await api.client.xlen(`ml:{n-${daily.site.networkId}}:asks`)).toBe(0);
    },
  );

  test.each<[string, number, () => ReturnType<typeof post>]>([
    ['that is no JSON', 400, () => post('{')],
    ['without a body', 400, () => post('null')],
    ['in plain text', 415, () => post('x', {}, { ...own(), 'content-type': 'text/plain' })],
    [
      'as a form',
      415,
      () => post('title=x', {}, { ...own(), 'content-type': 'application/x-www-form-urlencoded' }),
    ],
    ['of more bytes than any draft has', 413, () => post({ ...draft, text: long(700_000) })],
    ['without a key', 401, () => post(draft, {}, {})],
    ['with a key that is not known', 401, () => post(draft, {}, bearer('pk_nonsense'))],
    ['with a secret key in the address', 400, () => post(draft, { key: daily.secret }, {})],
    [
      'from the page of another origin',
      403,
      () => post(draft, {}, { ...own(), origin: 'https://elsewhere.example' }),
    ],
  ])('%s is refused with %i', async (_, status, ask) => {
    const response = await ask();
    expect(response.statusCode).toBe(status);
    expect(response.json<{ status: number }>().status).toBe(status);
  });

  const own = (): { authorization: string } => bearer(daily.publishable);

  test('of the longest text in three bytes a character is read', async () => {
    const asked = answerNext(neighbours());
    const response = await post({ ...draft, text: '記'.repeat(200_000) });
    expect((await asked).texts?.input.text).toHaveLength(200_000);
    expect(response.statusCode).toBe(200);
  });

  test('may be asked by the site’s own pages', async () => {
    const origin = 'https://daily.example';
    const preflight = await api.app.inject({
      method: 'OPTIONS',
      url: '/v1/recommendations',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers).toMatchObject({
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': 'Authorization, Content-Type, If-None-Match',
    });
    const asked = answerNext(neighbours());
    const response = await post(draft, { key: daily.publishable }, { origin });
    await asked;
    expect(response.headers['access-control-allow-origin']).toBe(origin);
  });

  test('is described with the limits of its fields', async () => {
    const document = (await api.app.inject('/openapi.json')).json<{
      paths: Record<
        string,
        {
          post?: {
            requestBody: { content: Record<string, { schema: object }> };
            parameters: object[];
          };
        }
      >;
    }>();
    const post = document.paths['/v1/recommendations']?.post;
    expect(Object.keys(post?.requestBody.content ?? {})).toEqual(['application/json']);
    expect(post?.requestBody.content['application/json']?.schema).toMatchObject({
      required: ['title', 'text'],
      properties: {
        title: { minLength: 1, maxLength: 1_000 },
        text: { maxLength: 200_000 },
        summary: { maxLength: 5_000 },
        tags: { maxItems: 32, items: { maxLength: 100 } },
      },
      additionalProperties: false,
    });
    expect(post?.parameters).not.toContainEqual(expect.objectContaining({ name: 'url' }));
    expect(post?.parameters).toContainEqual(expect.objectContaining({ name: 'limit' }));
  });

  test('is counted by its outcome', async () => {
    const { body } = await api.app.inject('/metrics');
    expect(body).toMatch(/maylike_drafts_total\{outcome="unanswerable",service="api"\} 1/);
    expect(body).toMatch(/maylike_drafts_total\{outcome="unanswered",service="api"\} 1/);
  });
});
