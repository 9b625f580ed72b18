// Lists of other articles' titles are told apart from an article's own text.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText, readHtml } from '../src/html-text.js';
import { linkListLines } from '../src/link-lists.js';

const listsOf = (html: string): string[] => linkListLines(readHtml(html).lines);
const story = '<p>The bridge is closed. <a href="/x">The report</a> names a crack.</p>';
const stale =
  '<p>Articles You May Like</p><ul><li><a href="/1">Wind stocks fall</a></li><li><a href="/2">Bank <b>branches</b> close</a></li><li>• <a href="/3">Bond sale</a></li></ul>';

describe('lines that are lists of links', () => {
  it('are the links of a list and the line that heads it', () => {
    expect(listsOf(story + stale)).toEqual([
      'Articles You May Like',
      'Wind stocks fall',
      'Bank branches close',
      '• Bond sale',
    ]);
  });

  it('are none where two links stand below each other, or where prose stands around them', () => {
    expect(listsOf(`${story}<p><a>One</a></p><p><a>Two</a></p>${story}`)).toEqual([]);
    const prose = '<li>See <a>one</a></li>'.repeat(5);
    expect(listsOf(`${story}<ul>${prose}</ul>`)).toEqual([]);
  });

  it('leave the paragraph before a list alone', () => {
    const long = `<p>${'A long last paragraph of the story. '.repeat(5)}</p>`;
    expect(listsOf(long + stale.slice(stale.indexOf('<ul>')))).toHaveLength(3);
  });

  it('are none where there is nothing else: then the list is the article', () => {
    expect(listsOf(stale)).toEqual([]);
  });

  it('are lines of the text, for any markup', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<a href=x>',
      '</a>',
      '<li>',
      'word ',
      '&amp;',
      '<br>',
      '\u0001',
      '&#1;',
      '<a',
      '<!--',
      '-->',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const html = pieces.join('');
        const lines = new Set(htmlToText(html).split('\n'));
        for (const line of listsOf(html)) expect(lines.has(line)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('take linear time', () => {
    const html = '<li><a href="x">t</a></li>'.repeat(40_000);
    expect(listsOf(`<p>Own text.</p><h2>More</h2>${html}`)).toHaveLength(40_001);
  });
});
