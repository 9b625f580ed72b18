import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withFolder } from './files.js';
import { runMain } from './support.js';

const folder = withFolder();
const url = 'https://alder.example/harbour/ferry';

const paragraphs = Array.from(
  { length: 6 },
  (_, place) =>
    `Paragraph ${place} tells of the ferry, which sails from the harbour to the island each morning with cars and people.`,
);
const page = `<!doctype html><html lang="en"><head><title>The ferry sails again</title>
  <meta property="og:site_name" content="Alder Post"><meta name="author" content="Ana Lind">
  <meta property="article:published_time" content="2026-01-01T08:00:00Z">
  <link rel="canonical" href="/harbour/ferry"></head><body><nav>Home News</nav><article>
  ${paragraphs.map((text) => `<p>${text}</p>`).join('')}</article></body></html>`;

describe('page extract', () => {
  it('prints the article as one line of JSON', async () => {
    const run = await runMain([
      'page',
      'extract',
      folder.write('a.html', page),
      '--url',
      url,
      '--json',
    ]);
    expect(run.code).toBe(0);
    expect(run.stdout.split('\n')).toHaveLength(2);
    expect(run.json()).toEqual({
      title: 'The ferry sails again',
      byline: 'Ana Lind',
      text: paragraphs.join('\n'),
      language: 'en',
      publishedAt: '2026-01-01T08:00:00.000Z',
      canonicalUrl: url,
      image: null,
      siteName: 'Alder Post',
    });
    expect(run.stderr).toMatch(/^1 page, 0\.0 s, \d+ MB of memory at most\n$/);
  });

  it('prints it for people: title, what is known, a blank line, the text', async () => {
    const run = await runMain([
      'page',
      'extract',
      folder.write('b.html', page),
      '--url',
      url,
      '--quiet',
    ]);
    expect(run.stdout.split('\n')).toEqual([
      'The ferry sails again',
      'By         Ana Lind',
      'Published  2026-01-01T08:00:00.000Z',
      'Site       Alder Post',
      'Language   en',
      `Address    ${url}`,
      '',
      ...paragraphs,
      '',
    ]);
    expect(run.stderr).toBe('');
  });

  it('lets no control character of a page reach a terminal', async () => {
    const hostile = page
      .replace('The ferry', 'The &#27;[2J ferry')
      .replace('Paragraph 0', '\u001b]0;x\u0007 Paragraph');
    const run = await runMain(['page', 'extract', folder.write('c.html', hostile), '--url', url]);
    expect(run.code).toBe(0);
    expect(run.stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it.each([
    ['a missing file', null, /absent\.html: There is no such file\. \(file_missing\)/],
    ['an empty file', '', /The page has no bytes, or only blanks\. \(empty\)/],
    ['what is no page', '%PDF-1.7', /\(not_html\)/],
    ['a page too deep', `<html><body>${'<div>'.repeat(5_000)}</body></html>`, /\(too_complex\)/],
  ])('refuses %s in one sentence', async (name, content, message) => {
    const file =
      content === null
        ? join(folder.path, 'absent.html')
        : folder.write(`${name.replaceAll(' ', '-')}.html`, content);
    const run = await runMain(['page', 'extract', file, '--url', url, '--json']);
    expect(run).toMatchObject({ code: 65, stdout: '' });
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['no address', ['a.html']],
    ['a relative address', ['a.html', '--url', '/harbour']],
    ['two files', ['a.html', 'b.html', '--url', url]],
  ])('refuses %s as wrong usage', async (_, args) => {
    expect(await runMain(['page', 'extract', ...args])).toMatchObject({ code: 64, stdout: '' });
  });
});
