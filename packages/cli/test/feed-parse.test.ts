import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fileBytesMax } from '../src/black-boxes/limits.js';
import { withFolder } from './files.js';
import { runMain, type Run } from './support.js';

const folder = withFolder();

const rss = (title: string): string =>
  `<rss version="2.0"><channel><title>${title}</title><link>https://alder.example/</link>
   <language>EN</language><item><guid>g1</guid><link>/a</link><title>Ferry &amp; Harbour</title>
   <description>&lt;p&gt;It sails.&lt;/p&gt;</description><pubDate>Thu, 01 Jan 2026 08:00:00 GMT</pubDate>
   <author>Ana Lind</author><category>Ports</category></item></channel></rss>`;

const linesOf = ({ stdout }: Run): unknown[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

const refusal = (file: string, code: string) => ({
  file,
  ok: false,
  format: null,
  feed: { title: null, link: null, language: null },
  items: [],
  error: { code, message: expect.stringMatching(/^[A-Z].{9,}/) },
});

describe('feed parse', () => {
  it('prints what the service reads of a file, as one line', async () => {
    const file = folder.write('alder.xml', rss('Alder Post'));
    const run = await runMain(['feed', 'parse', file]);
    expect(run.code).toBe(0);
    expect(linesOf(run)).toEqual([
      {
        file,
        ok: true,
        format: 'rss',
        feed: { title: 'Alder Post', link: 'https://alder.example/', language: 'en' },
        items: [
          {
            id: 'g1',
            url: 'https://alder.example/a',
            title: 'Ferry & Harbour',
            summary: 'It sails.',
            contentText: 'It sails.',
            publishedAt: '2026-01-01T08:00:00.000Z',
            updatedAt: null,
            authors: ['Ana Lind'],
            tags: ['Ports'],
            image: null,
            language: null,
          },
        ],
      },
    ]);
  });

  it('says at the end how many files, how long, how much memory, and nothing of it when told to be quiet', async () => {
    const file = folder.write('summed.xml', rss('Alder Post'));
    const [loud, quiet] = [
      await runMain(['feed', 'parse', '--json', file, file]),
      await runMain(['feed', 'parse', '--quiet', file]),
    ];
    expect(loud.stderr).toMatch(/^2 files, 0\.0 s, \d+ MB of memory at most\n$/);
    expect(quiet).toMatchObject({ code: 0, stderr: '' });
  });

  it('takes relative addresses by --url and bytes by the charset of --content-type', async () => {
    const latin = Buffer.from(
      '<rss><channel><item><link>b</link><title>Élan</title></item></channel></rss>',
      'latin1',
    );
    const file = folder.write('latin.xml', latin);
    const options = [
      '--url',
      'https://alder.example/x/',
      '--content-type',
      'text/xml; charset=iso-8859-1',
    ];
    const run = await runMain(['feed', 'parse', ...options, file]);
    expect(linesOf(run)).toMatchObject([
      { items: [{ url: 'https://alder.example/x/b', title: 'Élan' }] },
    ]);
  });

  it('invents no address for what is relative to an unknown one', async () => {
    const file = folder.write(
      'relative.xml',
      '<rss><channel><item><link>b</link><title>T</title></item></channel></rss>',
    );
    expect(linesOf(await runMain(['feed', 'parse', file]))).toMatchObject([
      { items: [{ url: null, title: 'T' }] },
    ]);
  });

  it('prints the lines in the order of the files, however long each takes', async () => {
    const long = `<rss><channel>${'<item><title>long</title></item>'.repeat(20_000)}</channel></rss>`;
    const files = Array.from({ length: 12 }, (_, place) =>
      folder.write(`order-${place}.xml`, place % 4 === 0 ? long : rss(`Feed ${place}`)),
    );
    const run = await runMain(['feed', 'parse', ...files]);
    expect(linesOf(run)).toMatchObject(files.map((file) => ({ file, ok: true })));
  });

  it('gives a line with a reason for everything that is no feed, and ends with 65', async () => {
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const inside = join(folder.path, 'folder');
    mkdirSync(inside);
    const files: [string, string][] = [
      [join(folder.path, 'absent.xml'), 'file_missing'],
      [inside, 'not_a_file'],
      [pipe, 'not_a_file'],
      ['/dev/zero', 'not_a_file'],
      [folder.write('empty.xml', ''), 'empty'],
      [folder.write('page.html', '<!doctype html><html><body>Hello</body></html>'), 'not_a_feed'],
      [
        folder.write(
          'noise.bin',
          Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 256)),
        ),
        'not_a_feed',
      ],
      [folder.write('broken.xml', '<rss><<<<'), 'malformed'],
      [folder.write('gigantic.xml', new Uint8Array(fileBytesMax + 1)), 'too_large'],
      [`${folder.path}/\0`, 'file_unreadable'],
    ];
    const good = folder.write('good.xml', rss('Alder Post'));
    const run = await runMain(['feed', 'parse', ...files.map(([file]) => file), good]);
    expect(run.code).toBe(65);
    expect(linesOf(run)).toEqual([
      ...files.map(([file, code]) => refusal(file, code)),
      expect.objectContaining({ file: good, ok: true }),
    ]);
    expect(run.stderr).toMatch(
      /^maylike: 10 of 11 files gave no feed; their lines say why\.\n11 files, .* at most\n$/,
    );
  });

  const mayReadAll = process.getuid?.() === 0;
  (mayReadAll ? it.skip : it)(
    `refuses a file that may not be read${mayReadAll ? ' (skipped: the superuser may read all)' : ''}`,
    async () => {
      const file = folder.write('locked.xml', rss('Alder Post'));
      chmodSync(file, 0);
      expect(linesOf(await runMain(['feed', 'parse', file]))).toEqual([
        refusal(file, 'file_unreadable'),
      ]);
    },
  );

  it.each([
    ['no file', []],
    ['a base that is no address', ['--url', 'alder', 'x.xml']],
    ['a base outside of the web', ['--url', 'file:///etc/', 'x.xml']],
  ])('refuses %s as wrong usage', async (_, args) => {
    expect(await runMain(['feed', 'parse', ...args])).toMatchObject({ code: 64, stdout: '' });
  });
});
