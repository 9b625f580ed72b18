import { describe, expect, it } from '@jest/globals';
import { hrefsInProse, linkedUrls, linkedUrlsMax, type LinePiece } from '../src/index.js';

const text = (words: string): LinePiece => ({ text: words, href: null });
const link = (words: string, href = '/b'): LinePiece => ({ text: words, href });
const sentence = 'The council said on Tuesday that the ';

describe('links in a line', () => {
  it.each<[string, LinePiece[], string[]]>([
    ['of running text count', [text(sentence), link('wall', '/w'), text('.')], ['/w']],
    ['without prose do not', [link('The wall is built after a long night')], []],
    ['behind a label do not', [text('Read more on this: '), link('The wall is built')], []],
    ['behind a bullet and a date do not', [text('• 12 May 2026 '), link('The wall')], []],
    ['without words do not: a picture', [text(sentence), link(' '), text('wall stands.')], []],
    ['of a line without links are none', [text(sentence)], []],
  ])('%s', (_which, line, expected) => {
    expect(hrefsInProse(line)).toEqual(expected);
  });
});

describe('the pages that links point to', () => {
  const base = 'https://news.example/a/b';

  it('are canonical, each once, in the order of the text', () => {
    const hrefs = ['/z?utm_source=x', 'c#part', ' HTTPS://Other.example/ ', '/z', 'c'];
    expect(linkedUrls(hrefs, base, [])).toEqual([
      'https://news.example/z',
      'https://news.example/a/c',
      'https://other.example/',
    ]);
  });

  it('are neither places in the same page, nor that page, nor what is no page', () => {
    const hrefs = ['#note', '', 'mailto:a@b.example', 'javascript:alert(1)', 'http://', '/a/b#x'];
    expect(linkedUrls(hrefs, base, [`${base}?utm_medium=rss`, null])).toEqual([]);
  });

  it('are left out where they are relative to nothing', () => {
    expect(linkedUrls(['/x', 'https://news.example/y'], null, [])).toEqual([
      'https://news.example/y',
    ]);
  });

  it(`are at most ${linkedUrlsMax}, the first ones`, () => {
    const hrefs = Array.from({ length: 5_000 }, (_, i) => `/${i}`);
    const found = linkedUrls(hrefs, base, []);
    expect(found).toHaveLength(linkedUrlsMax);
    expect(found.at(-1)).toBe(`https://news.example/${linkedUrlsMax - 1}`);
  });
});
