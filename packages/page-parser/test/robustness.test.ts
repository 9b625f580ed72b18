import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PageParseError, parsePage, readParsedPage } from '../src/index.js';

const pieces = (
  '<html>|</html>|<head>|</head>|<body>|</body>|<p>|</p>|<div class="caption">|</div>|<a href="x">|</a>|' +
  '<ul>|<li>|</ul>|<table>|<tr>|<td>|</table>|<form>|</form>|<aside>|</aside>|<figure>|<figcaption>|' +
  '<svg>|</svg>|<title>|</title>|<script type="application/ld+json">|</script>|' +
  '{"@type":"Article","headline":{},"author":[null,{"name":1}]}|<!--|-->|<![CDATA[|]]>|<br>|<h1>|</h1>|' +
  'word, |Some longer text, with commas, and more, until it counts as a paragraph. |<meta charset=utf-8>|' +
  '<meta property="og:title" content="T">|<base href="//[">|<link rel=canonical href="/a">|&#xD800;|&#0;|' +
  '<time itemprop=datePublished datetime="2020-13-01">|<noscript>|</noscript>|<template>|<textarea>|' +
  '<style>|</style>|<iframe>|<frameset>|<article>|</article>|<section style="display:none">|<x-y is="a">|' +
  '<|>|&|"|\0|</br>|<p/>|<DIV>'
).split('|');

it('any heap of tags gives a page or a declared refusal, in well-formed Unicode', async () => {
  const soup = fc
    .array(fc.constantFrom(...pieces), { maxLength: 80 })
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(soup, async (html) => {
      try {
        const parsed = await parsePage(new TextEncoder().encode(html), {
          url: 'https://example.com/a',
        });
        expect(Buffer.from(parsed.text).toString()).toBe(parsed.text);
        expect(readParsedPage(parsed)).toEqual(parsed);
        expect(parsed.canonicalUrl ?? 'https://').toMatch(/^https?:\/\//);
      } catch (error) {
        if (!(error instanceof PageParseError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

it('any bytes give a page or a declared refusal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string(), async (bytes, contentType) => {
      try {
        const parsed = await parsePage(bytes, { url: 'https://example.com/', contentType });
        expect(readParsedPage(parsed)).toEqual(parsed);
      } catch (error) {
        if (!(error instanceof PageParseError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['a text beyond its bound', { text: 'a'.repeat(200_001) }],
  ['a control character', { title: 'Bell\u0007' }],
  ['half a surrogate pair', { text: '\ud800' }],
  ['an address of another scheme', { image: 'javascript:alert(1)' }],
  ['a date that is none', { publishedAt: 'tomorrow' }],
  ['a list for a text', { byline: ['Ann'] }],
])('what a thread answers is no page with %s', async (_what, fault) => {
  const html = new TextEncoder().encode('<title>A page</title><p>Some text.</p>');
  const parsed = await parsePage(html, { url: 'https://example.com/a' });
  expect(readParsedPage({ ...parsed, more: 1 })).toEqual(parsed);
  expect(() => readParsedPage({ ...parsed, ...fault })).toThrow();
});
