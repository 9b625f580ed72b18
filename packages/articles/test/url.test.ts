import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ArticleError, canonicalUrl, isOwnUrl, urlCharactersMax } from '../src/index.js';

describe('canonicalUrl', () => {
  it.each([
    ['HTTPS://Example.COM:443/News?utm_source=x&id=7#top', 'https://example.com/News?id=7'],
    ['http://example.com', 'http://example.com/'],
    ['  https://example.com/a/../b  ', 'https://example.com/b'],
    ['https://user:secret@example.com/a', 'https://example.com/a'],
    ['https://bücher.example/a', 'https://xn--bcher-kva.example/a'],
    ['https://example.com/a?b=2&a=1&fbclid=zz', 'https://example.com/a?b=2&a=1'],
    ['https://example.com/a_1?xtor=RSS-9', 'https://example.com/a_1'],
    ['https://example.com/a?at_medium=RSS&at_bbc_team=editorial&p=1', 'https://example.com/a?p=1'],
    ['https://example.com/a?ref=rss&utm_medium=rss&utm_source=rss_feed', 'https://example.com/a'],
    ['https://example.com/a?ref=main&from=rssfeed', 'https://example.com/a?ref=main'],
    ['https://example.com/a?&&', 'https://example.com/a'],
    ['https://example.com/a?UTM_Medium=rss', 'https://example.com/a'],
  ])('spells %s as %s', (raw, expected) => {
    expect(canonicalUrl(raw)).toBe(expected);
  });

  it('reads letters beyond ASCII however often it is asked', () => {
    for (let i = 0; i < 20_000; i++) {
      expect(canonicalUrl('https://bücher.example/a')).toBe('https://xn--bcher-kva.example/a');
    }
  });

  it('resolves a relative address against its base', () => {
    expect(canonicalUrl('../b?x=1', 'https://example.com/a/c')).toBe('https://example.com/b?x=1');
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.com/a',
    'no address',
    '',
    'file:///etc/passwd',
  ])('refuses %s', (raw) => {
    expect(() => canonicalUrl(raw)).toThrow(ArticleError);
  });

  it('refuses an address over the limit and shows only its beginning', () => {
    const raw = `https://example.com/${'a'.repeat(urlCharactersMax)}`;
    expect(() => canonicalUrl(raw)).toThrow(/longer than an address may be/);
    expect(() => canonicalUrl(raw)).toThrow(expect.objectContaining({ code: 'url_too_long' }));
  });

  it('leaves a canonical address as it is', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (raw) => {
        const once = canonicalUrl(raw);
        expect(canonicalUrl(once)).toBe(once);
      }),
    );
  });

  it('answers every text with an http address or an ArticleError', () => {
    fc.assert(
      fc.property(fc.string(), (raw) => {
        try {
          expect(canonicalUrl(raw)).toMatch(/^https?:\/\//);
        } catch (error) {
          expect(error).toBeInstanceOf(ArticleError);
        }
      }),
    );
  });
});

describe('isOwnUrl', () => {
  const origins = ['https://www.example.com', 'http://127.0.0.1:8099'];

  it.each([
    'https://www.example.com/a',
    'https://example.com/a',
    'https://m.example.com/a',
    'http://127.0.0.1:8099/x',
  ])('takes %s as the site’s own', (url) => {
    expect(isOwnUrl(url, origins)).toBe(true);
  });

  it.each([
    'https://evil-example.com/a',
    'https://example.com.evil.net/',
    'http://127.0.0.1:8098/x',
    'nonsense',
  ])('takes %s as nobody’s', (url) => {
    expect(isOwnUrl(url, origins)).toBe(false);
  });
});
