// The publisher's side against the API itself: what the client's types (packages/client) promise is what comes, and the
// examples that a publisher copies (infra/examples) do what they say.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MayLikeClient, RefusedError } from '@maylike/client';
import {
  createSite,
  publish,
  relate,
  serve,
  startTestApi,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';
import { exampleFile, php, runPhp, startServerExample, type Running } from './support/examples.js';

let api: TestApi;
let daily: TestSite;
let bridge: TestArticle;
let ferry: TestArticle;
let baseUrl: string;

beforeAll(async () => {
  api = await startTestApi();
  daily = await createSite(api, 'daily');
  bridge = await publish(api, daily, { path: 'bridge' });
  ferry = await publish(api, daily, { path: 'ferry', title: 'The ferry' });
  await relate(api, daily.site.networkId, bridge, [[ferry, 0.5]]);
  baseUrl = await serve(api);
});
afterAll(() => api.stop());

const client = (key: string, keyIn: 'query' | 'header' = 'query') =>
  new MayLikeClient({ baseUrl, key, keyIn });

test('its generated sources are what the document of this API gives', async () => {
  const generator = new URL('../../../infra/dev/client-types.mjs', import.meta.url).href;
  const { wantedFiles } = (await import(generator)) as {
    wantedFiles: (document: unknown) => Promise<Map<string, string>>;
  };
  const document: unknown = (await api.app.inject('/openapi.json')).json();
  const files = await wantedFiles(document);
  expect(files.size).toBe(2);
  // When this fails: node infra/dev/client-types.mjs
  for (const [path, text] of files)
    expect([path, (await readFile(path, 'utf8')) === text]).toEqual([path, true]);
  // The generator's own libraries take seconds to load, and longer on a busy machine.
}, 120_000);

describe('the client', () => {
  test.each(['query', 'header'] as const)('brings the list, its key in the %s', async (keyIn) => {
    const asked = client(daily.publishable, keyIn);
    const answer = await asked.recommendations({ url: bridge.url, limit: 3, fallback: 'none' });
    expect(answer.article?.id).toBe(bridge.id);
    expect(answer.items.map(({ url, title, strategy }) => [url, title, strategy])).toEqual([
      [ferry.url, 'The ferry', 'related'],
    ]);
    expect(answer.complete).toBe(true);
    expect(await asked.recommendations({ id: bridge.id, limit: 3, fallback: 'none' })).toEqual(
      answer,
    );
  });

  test('brings the fragment, whose items are marked for the widget', async () => {
    const query = { url: bridge.url, fallback: 'none' } as const;
    const fragment = await client(daily.publishable).call('getRecommendationsFragment', { query });
    expect(fragment).toContain(`<li data-article="${ferry.id}" data-strategy="related">`);
  });

  test('takes every wish that the document knows, as it is meant', async () => {
    const answer = await client(daily.publishable).recommendations({
      url: bridge.url,
      exclude: [ferry.id, 'https://daily.example/a,b'],
      lang: 'en',
      maxAge: '7d',
      mode: 'balanced',
      diversity: 0.3,
      minScore: 0.1,
      after: '2026-11-01',
      author: 'Ada',
      tag: 'tag',
      fallback: 'none',
    });
    expect(answer.items).toEqual([]);
  });

  test('tells the API of an article', async () => {
    const keyed = client(daily.secret);
    const reference = { url: 'https://daily.example/pushed' };
    await keyed.pushArticle(reference, { title: 'A pushed title', text: 'Text of it.' });
    expect(await keyed.article(reference)).toMatchObject({ title: 'A pushed title' });
  });

  test('says which field the API refuses', async () => {
    const refused = await client(daily.publishable)
      .recommendations({ url: bridge.url, limit: 21 })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({ status: 400, code: 'request_invalid', field: 'limit' });
  });

  test('says why a key is refused', async () => {
    const article = { url: bridge.url };
    await expect(client('pk_none').recommendations(article)).rejects.toMatchObject({
      status: 401,
      code: 'unauthorized',
    });
    await expect(client(daily.publishable).article(article)).rejects.toMatchObject({
      status: 403,
      code: 'secret_key_needed',
    });
  });

  test('reads an article and takes it down', async () => {
    const withdrawn = await publish(api, daily, { path: 'withdrawn' });
    const keyed = client(daily.secret);
    const article = await keyed.article({ url: withdrawn.url });
    expect(article).toMatchObject({ id: withdrawn.id, state: 'live' });
    expect(await keyed.article({ id: withdrawn.id })).toEqual(article);
    await keyed.takeDownArticle({ url: withdrawn.url });
    await expect(keyed.article({ id: withdrawn.id })).rejects.toMatchObject({
      status: 410,
      code: 'article_gone',
    });
  });

  test('asks any other operation by its id', async () => {
    const keyed = client(daily.secret);
    expect(await keyed.call('getReadiness', {})).toMatchObject({ ready: true });
    const xmlUrl = 'xmlUrl="https://daily.example/feed"';
    const body = `<opml version="2.0"><body><outline type="rss" ${xmlUrl}/></body></opml>`;
    await keyed.call('importFeeds', { body });
    expect(await keyed.call('exportFeeds', {})).toContain(xmlUrl);
    const events = [{ type: 'click', id: ferry.id, position: 1, strategy: 'related' }] as const;
    const counted = await client(daily.publishable).call('countEvents', {
      body: { events: [...events] },
    });
    expect(counted).toBeNull();
  });
});

describe('the server that writes the list into its pages', () => {
  let server: Running;
  beforeAll(async () => {
    const env = { MAYLIKE_URL: baseUrl, MAYLIKE_KEY: daily.publishable };
    server = await startServerExample({
      ...env,
      SITE_ORIGIN: 'https://daily.example',
      LIST_TIMEOUT_MS: '20000',
    });
  });
  afterAll(() => server.stop());
  const page = async (path: string) => await (await fetch(`${server.origin}${path}`)).text();

  test('has links that are there without script, marked for the widget', async () => {
    const html = await page('/bridge');
    expect(html).toContain(
      `<li data-article="${ferry.id}" data-strategy="related"><a href="${ferry.url}">The ferry</a>`,
    );
    expect(html).toContain(`data-url="${bridge.url}"`);
  });

  test('sends the page without a list where it is told of none', async () => {
    // The API refuses addresses of this length.
    const html = await page(`/${'a'.repeat(10_000)}`);
    expect([html.includes('</html>'), html.includes('<ul>')]).toEqual([true, false]);
  });
});

(php === null ? describe.skip : describe)(
  `the WordPress plugin${php === null ? ' (skipped: no php on the PATH)' : ''}`,
  () => {
    const plugin = exampleFile('wordpress/maylike.php');

    test('is PHP without a fault', async () => {
      expect(await runPhp(php ?? '', '-l', plugin)).toMatch(/^No syntax errors/m);
    });

    test('writes the list below a post, and asks once for two views of it', async () => {
      const stub = fileURLToPath(new URL('support/wordpress.php', import.meta.url));
      const printed = await runPhp(php ?? '', stub, plugin, baseUrl, daily.publishable, bridge.url);
      const told: unknown = JSON.parse(printed);
      expect(told).toMatchObject({ scripts: [`${baseUrl}/widget.js`], asked: 1 });
      expect(told).toHaveProperty(
        'content',
        expect.stringContaining(
          `<p>Post.</p><articles-you-may-like data-api="${baseUrl}" data-key="${daily.publishable}"`,
        ),
      );
      expect(told).toHaveProperty(
        'content',
        expect.stringContaining(
          `<li data-article="${ferry.id}" data-strategy="related"><a href="${ferry.url}">The ferry</a></li>`,
        ),
      );
    });
  },
);
