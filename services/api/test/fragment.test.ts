// The answer as HTML: the same items in the same order, as links that work without script, and nothing in it that came
// from outside as markup.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AnswerItem } from '@maylike/ranking';
import { fragmentOf } from '../src/fragment.js';
import {
  createSite,
  noon,
  publish,
  relate,
  startTestApi,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';

let api: TestApi;
let daily: TestSite;
let weekly: TestSite;
let page: TestArticle;
let own: TestArticle;
let others: TestArticle;

beforeAll(async () => {
  api = await startTestApi();
  daily = await createSite(api, 'daily');
  weekly = await createSite(api, 'weekly', daily.site.networkId);
  page = await publish(api, daily, { path: 'page', hoursOld: 9 });
  own = await publish(api, daily, { path: 'own', title: 'Own & <b>bold</b>', hoursOld: 3 });
  others = await publish(api, weekly, { path: 'others', title: 'Of another outlet', hoursOld: 5 });
  await relate(api, daily.site.networkId, page, [
    [own, 0.9],
    [others, 0.8],
  ]);
});

afterAll(() => api.stop());

const ask = (
  parameters: Readonly<Record<string, string>>,
  path = '/v1/recommendations.html',
  headers: Readonly<Record<string, string>> = {},
) =>
  api.app.inject({
    url: `${path}?${new URLSearchParams({ key: daily.publishable, ...parameters }).toString()}`,
    headers,
  });

const question = () => ({ url: page.url, fallback: 'none' });

/** The addresses and relations of links, in order. */
const linksOf = (markup: string): string[] =>
  [...markup.matchAll(/<a href="([^"]*)"[^>]*?(rel="[^"]*")?>/g)].map(
    ([, href = '', rel = '']) => `${href} ${rel}`,
  );

describe('the fragment', () => {
  test('shows the items of the answer in its order; links of other outlets say so', async () => {
    const response = await ask(question());
    expect(response.statusCode).toBe(200);
    expect(linksOf(response.body)).toEqual([`${own.url} `, `${others.url} rel="external"`]);
    const json = (await ask(question(), '/v1/recommendations')).json<{ items: { id: string }[] }>();
    const ids = [...response.body.matchAll(/data-article="([^"]*)"/g)].map(([, id]) => id);
    expect(ids).toEqual(json.items.map(({ id }) => id));
    expect(response.body).toContain('Own &amp; &lt;b&gt;bold&lt;/b&gt;');
    expect(response.body).toContain('<h2 id="maylike-heading">Articles You May Like</h2>');
    expect(response.body).toContain('<time datetime="2026-11-22T09:00:00.000Z"');
  });

  test('is in the language of the article', async () => {
    expect((await ask(question())).body).toMatch(/lang="en"\s+dir="ltr"/);
  });

  test('is cached, tagged and kept from search engines like the answer it is made of', async () => {
    const [fragment, json] = await Promise.all([
      ask(question()),
      ask(question(), '/v1/recommendations'),
    ]);
    for (const name of ['cache-control', 'surrogate-key', 'vary', 'x-content-type-options']) {
      expect([name, fragment.headers[name]]).toEqual([name, json.headers[name]]);
    }
    expect(fragment.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    });
    const tag = String(fragment.headers.etag);
    expect((await ask(question(), undefined, { 'if-none-match': tag })).statusCode).toBe(304);
  });

  test('has the filters, and the refusals, of the answer', async () => {
    expect(linksOf((await ask({ ...question(), limit: '1' })).body)).toHaveLength(1);
    expect((await ask({ ...question(), tag: 'none such' })).body).toBe('');
    const refused = await ask({ ...question(), limit: '0' });
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({ errors: [{ field: 'limit' }] });
  });
});

const item = (changes: Partial<AnswerItem>): AnswerItem => ({
  id: 'A'.repeat(22),
  url: 'https://daily.example/a',
  title: 'Title',
  summary: '',
  image: null,
  publishedAt: new Date(noon).toISOString(),
  source: 'Daily',
  authors: [],
  section: null,
  score: 0.5,
  strategy: 'related',
  because: [],
  alsoIn: [],
  ...changes,
});
const fragment = (items: readonly AnswerItem[], language = 'en'): string =>
  fragmentOf({ article: null, items, complete: true, generation: null }, daily.site, language);

describe('what comes from outside', () => {
  const payloads = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</a></li></ul></section><iframe src=javascript:alert(1)>',
    '<!--#exec cmd="id" -->',
    '<esi:include src="http://inside/"/>',
    '<!--esi <esi:vars>$(HTTP_COOKIE)</esi:vars>-->',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '<svg/onload=alert(1)>',
    '<![CDATA[<script>alert(1)</script>]]>',
    '\u003cscript\u003ealert(1)\u003c/script\u003e',
    '{{constructor.constructor("alert(1)")()}}',
    '<style>@import "//evil.example"</style>',
    '`onclick=alert(1)',
    '<base href="//evil.example/">',
  ];
  /** The names of the elements that a fragment has. */
  const elementsOf = (markup: string): string[] =>
    [...markup.matchAll(/<\s*\/?\s*([^\s>/]+)/g)].map(([, name = '']) => name);
  const attributeNames = new Set(
    'class lang dir aria-labelledby id data-article data-strategy href rel datetime'.split(' '),
  );
  const allowed = new Set(['section', 'h2', 'ul', 'li', 'a', 'small', 'span', 'time']);

  test.each(payloads)('is text and nothing else: %s', (payload) => {
    const markup = fragment([
      item({
        title: payload,
        source: payload,
        id: payload,
        url: `https://daily.example/?${payload}`,
        alsoIn: [{ id: 'x', url: `https://weekly.example/#${payload}`, source: payload }],
      }),
    ]);
    expect(elementsOf(markup).filter((name) => !allowed.has(name))).toEqual([]);
    // Every attribute is one of ours, with its value between quotes that the value cannot end.
    const attributes = [...markup.matchAll(/<[a-z0-9]+((?:\s+[a-z-]+="[^"<>]*")*)\s*>/g)];
    expect(attributes).toHaveLength(elementsOf(markup).length / 2);
    const names = attributes.flatMap(([, text = '']) =>
      [...text.matchAll(/\s([a-z-]+)="/g)].map(([, name = '']) => name),
    );
    expect(names.filter((name) => !attributeNames.has(name))).toEqual([]);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', 'x', ''])(
    'is no link where it is no web address: %s',
    (url) => {
      expect(fragment([item({ url })])).toBe('');
      expect(
        linksOf(fragment([item({ alsoIn: [{ id: 'x', url, source: 'Weekly' }] })])),
      ).toHaveLength(1);
    },
  );

  test('speaks the languages that the widget speaks, in their direction; English for all others', () => {
    expect(fragment([item({})], 'ar-EG')).toMatch(/lang="ar-EG"\s+dir="rtl"/);
    expect(fragment([item({})], 'de')).toContain('Das könnte Sie auch interessieren');
    expect(fragment([item({})], 'ja')).toContain('Articles You May Like');
    expect(fragment([item({})], '"><script>')).toContain('lang="en"');
  });
});
