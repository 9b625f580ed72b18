import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limitOf, pageUrlOf, questionAddress, webUrlOf } from '../src/address.js';

const page = {
  given: null,
  canonical: null,
  location: 'https://news.example/a?b=1#comments',
  base: 'https://news.example/a?b=1',
};

describe('the page that is asked about', () => {
  it('is the given one before all others', () => {
    const given = 'https://news.example/given';
    expect(pageUrlOf({ ...page, given, canonical: 'https://news.example/canonical' })).toBe(given);
  });

  it('is the canonical one where none is given', () => {
    const canonical = 'https://news.example/canonical';
    expect(pageUrlOf({ ...page, canonical })).toBe(canonical);
  });

  it('is where the page is, without its fragment, where it says nothing else', () => {
    expect(pageUrlOf(page)).toBe('https://news.example/a?b=1');
  });

  it('may be given relative to the page', () => {
    expect(pageUrlOf({ ...page, canonical: '/b' })).toBe('https://news.example/b');
  });

  it.each(['javascript:alert(1)', 'mailto:a@b.example', 'https://'])(
    'is not %s, which is no page',
    (text) => {
      const canonical = 'https://news.example/canonical';
      expect(pageUrlOf({ ...page, given: text, canonical })).toBe(canonical);
      expect(pageUrlOf({ ...page, canonical: text })).toBe('https://news.example/a?b=1');
    },
  );
});

describe('the limit', () => {
  it.each([
    [null, 5],
    ['', 5],
    ['many', 5],
    ['0', 5],
    ['-3', 5],
    ['NaN', 5],
    ['1', 1],
    ['7.9', 7],
    ['20', 20],
    ['21', 20],
    ['Infinity', 20],
  ])('of %j is %d', (text, limit) => {
    expect(limitOf(text)).toBe(limit);
  });

  it('is one that the API takes, whatever is written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
        const limit = limitOf(text);
        return Number.isInteger(limit) && limit >= 1 && limit <= 20;
      }),
    );
  });
});

describe('the address that asks', () => {
  const base = 'https://news.example/a';
  const question = {
    api: 'https://maylike.example',
    key: 'pk_1',
    url: 'https://news.example/a?b=1&c=ä',
    limit: 5,
    mode: null,
    language: null,
  };

  it('names the page, the limit and the key, and nothing that was not asked for', () => {
    expect(questionAddress(question, base)).toBe(
      'https://maylike.example/v1/recommendations?url=https%3A%2F%2Fnews.example%2Fa%3Fb%3D1%26c%3D%C3%A4&limit=5&key=pk_1',
    );
  });

  it('names mode and language where they are given', () => {
    const address = questionAddress({ ...question, mode: 'followup', language: 'en-gb' }, base);
    expect([...new URL(String(address)).searchParams].slice(2, 4)).toEqual([
      ['mode', 'followup'],
      ['lang', 'en-gb'],
    ]);
  });

  it.each([
    ['https://maylike.example/', 'https://maylike.example/v1/recommendations'],
    ['https://maylike.example/under/', 'https://maylike.example/under/v1/recommendations'],
    ['https://maylike.example/?a=b#c', 'https://maylike.example/v1/recommendations'],
    ['/maylike', 'https://news.example/maylike/v1/recommendations'],
  ])('of an API at %s is %s', (api, start) => {
    expect(questionAddress({ ...question, api }, base)?.split('?')[0]).toBe(start);
  });

  it.each(['javascript:alert(1)', 'file:///x', 'https://'])('is none for an API at %s', (api) => {
    expect(questionAddress({ ...question, api }, base)).toBeNull();
  });

  it('is none without a key', () => {
    expect(questionAddress({ ...question, key: null }, base)).toBeNull();
  });

  it('says exactly what was asked, whatever characters it has', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true }),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        (url, key) => {
          const address = new URL(String(questionAddress({ ...question, url, key }, base)));
          expect(address.origin).toBe('https://maylike.example');
          expect(address.searchParams.get('url')).toBe(url);
          expect(address.searchParams.get('key')).toBe(key);
          expect([...address.searchParams]).toHaveLength(3);
        },
      ),
    );
  });
});

it('only http and https addresses are addresses of pages', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const url = webUrlOf(text);
      return url === null || url.protocol === 'http:' || url.protocol === 'https:';
    }),
  );
});
