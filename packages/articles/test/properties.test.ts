// Who an article is must not depend on how its address is spelled today. 10,000 cases each in the long run; a case that
// fails is printed with the seed that repeats it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { articleIdOf, canonicalUrl, contentHash, type ArticleContent } from '../src/index.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
const numRuns = isLong ? 10_000 : 200;
const timeoutMs = 120_000;

const letters = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const pathPart = fc.oneof(
  letters,
  fc.constantFrom('%C3%A9', 'ü', 'a b', '%7E', 'é', '..', '.', ''),
);
/** An address as publishers write them, in parts, so that it can be spelled in other ways. */
const address = fc.record({
  scheme: fc.constantFrom('http', 'https'),
  host: fc
    .array(letters, { minLength: 1, maxLength: 3 })
    .map((labels) => `${labels.join('.')}.example`),
  path: fc.array(pathPart, { maxLength: 4 }),
  // Names of no tracker begin with x.
  query: fc.array(
    fc.tuple(
      letters.map((name) => `x${name}`),
      letters,
    ),
    { maxLength: 3 },
  ),
});
const tracking = fc.constantFrom('utm_source=rss', 'utm_medium=x', 'fbclid=1', 'UTM_Campaign=a');

interface Address {
  readonly scheme: string;
  readonly host: string;
  readonly path: readonly string[];
  readonly query: readonly (readonly [string, string])[];
}

function written({ scheme, host, path, query }: Address, more: readonly string[] = []): string {
  const pairs = [...more, ...query.map(([name, value]) => `${name}=${value}`)].join('&');
  return `${scheme}://${host}/${path.join('/')}${pairs === '' ? '' : `?${pairs}`}`;
}

describe('D-20: a canonical address', () => {
  it(
    'is its own, whatever it was made of',
    () => {
      const raw = fc.oneof(
        address.map((one) => written(one)),
        fc.webUrl({ withQueryParameters: true, withFragments: true, size: 'small' }),
      );
      fc.assert(
        fc.property(raw, (text) => {
          const once = canonicalUrl(text);
          expect(canonicalUrl(once)).toBe(once);
          expect(canonicalUrl(once, 'https://elsewhere.example/base')).toBe(once);
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );

  it(
    'and with it the id is the same with a fragment, trackers, capitals in the host, a default port, white space',
    () => {
      const spelling = fc.record({
        fragment: fc.oneof(
          fc.constant(''),
          letters.map((name) => `#${name}`),
        ),
        trackers: fc.array(tracking, { maxLength: 2 }),
        hasPort: fc.boolean(),
        isLoud: fc.boolean(),
        space: fc.constantFrom('', ' ', '\n\t'),
      });
      fc.assert(
        fc.property(address, spelling, fc.string(), (one, how, siteId) => {
          const { fragment, trackers, hasPort, isLoud, space } = how;
          const port = one.scheme === 'http' ? ':80' : ':443';
          const host = `${isLoud ? one.host.toUpperCase() : one.host}${hasPort ? port : ''}`;
          const other = `${space}${written({ ...one, host }, trackers)}${fragment}${space}`;
          const url = canonicalUrl(written(one));
          expect(canonicalUrl(other)).toBe(url);
          expect(articleIdOf(siteId, canonicalUrl(other))).toBe(articleIdOf(siteId, url));
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );

  it(
    'and with it the id is another one for another path, host, or query',
    () => {
      fc.assert(
        fc.property(address, letters, (one, more) => {
          const url = canonicalUrl(written(one));
          const others = [
            written({ ...one, path: [...one.path, 'x', more] }),
            written({ ...one, host: `x${more}.${one.host}` }),
            written({ ...one, query: [...one.query, ['y', more]] }),
          ].map((raw) => canonicalUrl(raw));
          const ids = [url, ...others].map((each) => articleIdOf('site', each));
          expect(new Set(ids).size).toBe(4);
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );
});

describe('D-20: the hash of a content', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  const content: fc.Arbitrary<ArticleContent> = fc.record({
    url: fc.constant('https://example.com/a'),
    title: text,
    summary: text,
    text,
    publishedAt: fc.option(fc.nat(2_000_000_000)),
    updatedAt: fc.option(fc.nat(2_000_000_000)),
    authors: fc.array(text, { maxLength: 2 }),
    tags: fc.array(text, { maxLength: 2 }),
    section: fc.option(text),
    language: fc.constantFrom(null, 'en'),
    image: fc.constant(null),
    source: fc.option(text),
  });

  it(
    'is the same for the same words, and another one for one word more',
    () => {
      const spaced = (words: string): string => ` ${words.replaceAll(' ', '\n  ')}\t`;
      fc.assert(
        fc.property(content, fc.option(fc.nat()), (one, updatedAt) => {
          const { title, summary, text: body } = one;
          const hash = contentHash(one);
          expect(contentHash({ ...one, updatedAt })).toBe(hash);
          const respaced = { title: spaced(title), summary: spaced(summary), text: spaced(body) };
          expect(contentHash({ ...one, ...respaced })).toBe(hash);
          const decomposed = { title: title.normalize('NFD'), text: body.normalize('NFD') };
          expect(contentHash({ ...one, ...decomposed })).toBe(hash);
          for (const change of [
            { title: `${title} x` },
            { summary: `${summary} x` },
            { text: `${body} x` },
          ])
            expect(contentHash({ ...one, ...change })).not.toBe(hash);
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );
});
