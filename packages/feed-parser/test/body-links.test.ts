// Links in running text are kept; those of lists are not, and neither is what only looks like a link.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hrefsInText } from '../src/body-links.js';
import { readHtml, readMarkup } from '../src/html-text.js';
import { onlyItem, rss } from './feeds.js';

const hrefsOf = (html: string): string[] => hrefsInText(readHtml(html).lines);
const prose = (href: string): string =>
  `<p>The bridge was closed on Tuesday after a <a class="x" href="${href}">report</a> on it.</p>`;
const stale =
  '<h3>Articles You May Like</h3><ul><li><a href="/1">Wind stocks fall</a></li><li><a href="/2">Bank branches close</a></li><li>• <a href="/3">Bond sale</a></li></ul><p><a href="/4">Read on</a></p>';

const site = '<link>https://news.example/</link>';
const itemOf = (elements: string) =>
  onlyItem(
    rss(`<item><title>T</title><link>https://news.example/own</link>${elements}</item>`, site),
  );
const described = (html: string): string => `<description><![CDATA[${html}]]></description>`;
const withContent = (html: string): string =>
  `${described(prose('/teaser'))}<content:encoded><![CDATA[${html}]]></content:encoded>`;

describe("an item's links", () => {
  it('are those of its running text, canonical; lists, itself and its teaser do not count', async () => {
    const html =
      prose('/a?utm_source=rss') + prose('https://other.example/b#c') + prose('/own') + stale;
    expect((await itemOf(withContent(html))).links).toEqual([
      'https://news.example/a',
      'https://other.example/b',
    ]);
  });

  it('are those of its description where there is no more', async () => {
    expect((await itemOf(described(prose('/a')))).links).toEqual(['https://news.example/a']);
  });

  it('are read in markup that was escaped twice, and never in plain text', () => {
    const escaped = prose('/a').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    expect(hrefsInText(readMarkup({ value: escaped, kind: 'html' }).lines)).toEqual(['/a']);
    expect(readMarkup({ value: 'see https://news.example/a', kind: 'text' }).lines).toEqual([]);
  });
});

describe('links in markup', () => {
  it.each([
    ['entities in an address', '<a href="/x?a=1&amp;b=2">', ['/x?a=1&b=2']],
    ['an address without quotes', '<a href=/x>', ['/x']],
    ['no address', '<a name=x>', ['']],
    ['an address of another attribute', '<a data-href="/no" title=y>', ['']],
  ])('with %s', (_which, tag, hrefs) => {
    expect(hrefsOf(`${tag}word</a> and more than twenty letters of prose`)).toEqual(hrefs);
  });

  it('that are never closed are no links: all that follows is in them', () => {
    expect(hrefsOf(`<p><a href="/x">A word.</p><p>${'And so on. '.repeat(20)}</p>`)).toEqual([]);
  });

  it('are matched with their own addresses, for any markup', () => {
    const piece = fc.constantFrom(
      ...['<p>', '</p>', '</a>', '<li>', 'enough words of running text ', '&#1;', '\u0001', '&#2;'],
      ...['<script><a href=/no></script>', '<!-- <a href=/no> -->', '<a', '\n'],
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.array(piece, { maxLength: 20 }),
        (a, b) => {
          const html = `${a.join('')}</a><p>${prose('/yes')}${b.join('')}`;
          expect(hrefsOf(html)).toEqual(['/yes']);
        },
      ),
      { numRuns: 300 },
    );
  });
});
