import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limitOf, pageUrlOf, questionAddress, routeUrl, webUrlOf } from '../src/address.js';

const base = 'https://news.example/a?b=1';
const location = `${base}#comments`;
const canonical = 'https://news.example/canonical';

describe('the page that is asked about', () => {
  it('is the given one before all others', () => {
    const given = 'https://news.example/given';
    expect(pageUrlOf([given, canonical], location, base)).toBe(given);
  });

  it.each([null, undefined, '', ' '])('is the canonical one where none is given: %j', (given) => {
    expect(pageUrlOf([given, canonical], location, base)).toBe(canonical);
  });

  it('is where the page is, without its fragment, where it says nothing else', () => {
    expect(pageUrlOf([null, undefined], location, base)).toBe(base);
  });

  it('may be given relative to the page', () => {
    expect(pageUrlOf(['/b'], location, base)).toBe('https://news.example/b');
  });

  it.each(['javascript:alert(1)', 'mailto:a@b.example', 'https://'])(
    'is not %s, which is no page',
    (text) => {
      expect(pageUrlOf([text, canonical], location, base)).toBe(canonical);
      expect(pageUrlOf([null, text], location, base)).toBe(base);
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

describe("the address of one of the API's routes", () => {
  it.each([
    ['https://maylike.example', 'https://maylike.example/v1/events'],
    ['https://maylike.example/', 'https://maylike.example/v1/events'],
    ['https://maylike.example/under/', 'https://maylike.example/under/v1/events'],
    ['https://maylike.example/?a=b#c', 'https://maylike.example/v1/events'],
    ['/maylike', 'https://news.example/maylike/v1/events'],
  ])('of an API at %s is %s', (api, address) => {
    expect(routeUrl(api, base, 'events')?.href).toBe(address);
  });

  it.each(['javascript:alert(1)', 'file:///x', 'https://'])('is none for an API at %s', (api) => {
    expect(routeUrl(api, base, 'events')).toBeNull();
  });
});

describe('the address that asks', () => {
  const asked = (given: Readonly<Record<string, string | undefined>>): URL =>
    new URL(questionAddress(new URL('https://maylike.example/v1/recommendations'), given));
  const url = 'https://news.example/a?b=1&c=ä';

  it('names what is given and nothing else', () => {
    expect(asked({ key: 'pk_1', limit: '5', url, mode: undefined, reasons: '' }).href).toBe(
      'https://maylike.example/v1/recommendations?url=https%3A%2F%2Fnews.example%2Fa%3Fb%3D1%26c%3D%C3%A4&limit=5&key=pk_1',
    );
  });

  it('is the same in whatever order it is given', () => {
    const given = Object.entries({ url, minScore: '0.2', key: 'pk_1', maxAge: '7d', tag: 'a' });
    fc.assert(
      fc.property(fc.shuffledSubarray(given, { minLength: given.length }), (shuffled) => {
        expect(asked(Object.fromEntries(shuffled)).href).toBe(
          asked(Object.fromEntries(given)).href,
        );
      }),
    );
  });

  it('says exactly what was asked, whatever characters it has', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true }),
        fc.string({ unit: 'grapheme' }).map((text) => `pk_${text.trim()}`),
        (page, key) => {
          expect([...asked({ url: page, key }).searchParams]).toEqual([
            ['url', page],
            ['key', key],
          ]);
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
