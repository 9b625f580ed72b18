import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalUrl, twinKeyUrl } from '../src/index.js';

const page = 'https://example.com/news/ferry-sails';

describe('the key of a page and its twins', () => {
  it.each([
    'https://example.com/news/ferry-sails/',
    'http://example.com/news/ferry-sails',
    'https://www.example.com/news/ferry-sails',
    'https://m.example.com/news/ferry-sails',
    'https://mobile.example.com/news/ferry-sails/',
    'https://amp.example.com/news/ferry-sails',
    'https://example.com/amp/news/ferry-sails',
    'https://example.com/news/ferry-sails/amp',
    'https://example.com/news/ferry-sails/amp/',
    'https://example.com/news/ferry-sails.amp',
    'https://example.com/news/ferry-sails?amp',
    'https://example.com/news/ferry-sails?amp=1',
    'https://example.com/news/ferry-sails?outputType=amp',
  ])('is one for %s', (twin) => {
    expect(twinKeyUrl(canonicalUrl(twin))).toBe(twinKeyUrl(page));
  });

  it('keeps an AMP file’s name apart from its ending', () => {
    expect(twinKeyUrl('https://example.com/a/b.amp.html')).toBe('https://example.com/a/b.html');
  });

  it.each([
    'https://example.com/news/ferry-sails-2',
    'https://example.com/News/ferry-sails',
    'https://example.com/news/ferry-sails?page=2',
    'https://example.com/news/ferry-sails?amp=2',
    'https://blog.example.com/news/ferry-sails',
    'https://example.org/news/ferry-sails',
    'https://example.com:8443/news/ferry-sails',
    'https://example.com/amps/news/ferry-sails',
    'https://example.com/news/ferry-sails/lamp',
  ])('is another for %s', (other) => {
    expect(twinKeyUrl(canonicalUrl(other))).not.toBe(twinKeyUrl(page));
  });

  it.each([
    ['https://m.example/a', 'https://m.example/a'],
    ['https://example.com/amp', 'https://example.com/amp'],
    ['https://example.com/', 'https://example.com/'],
    ['https://example.com', 'https://example.com/'],
  ])('takes nothing away that is all there is: %s', (url, key) => {
    expect(twinKeyUrl(url)).toBe(key);
  });

  it('never hangs on scheme, host twin or last slash, whatever the path', () => {
    const word = fc.constantFrom('amp', 'a', 'm', 'x.amp', 'x.amp.html', 'AMP', 'ä', '..', '%2F');
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('', '?b=1'),
        (words, query) => {
          const keyOf = (start: string, slash: string): string =>
            twinKeyUrl(canonicalUrl(`${start}example.com/a/${words.join('/')}${slash}${query}`));
          const key = keyOf('https://', '');
          expect(keyOf('http://m.', '/')).toBe(key);
          expect(keyOf('https://www.', '/')).toBe(key);
        },
      ),
    );
  });
});
