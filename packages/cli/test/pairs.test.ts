import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { jsonLines, neighbours, withFolder } from './files.js';
import { runMain } from './support.js';

const folder = withFolder();

const texts = [
  'The ferry sails from the harbour to the island of Brannoy.',
  'The ferry to the island of Brannoy is late.',
  'Nurses strike at the hospital of Tolvik over pay and nights.',
  'The strike at the hospital of Tolvik goes on.',
  'A ferry of nurses leaves the harbour.',
];
const docs = folder.write(
  'docs.jsonl',
  jsonLines(texts.map((text, place) => ({ id: `d${place}`, text, lang: 'en' }))),
);

const runPairs = (content: string | Uint8Array, ...options: string[]) =>
  runMain(['pairs', '--docs', docs, '--pairs', folder.write('pairs.tsv', content), ...options]);

describe('pairs', () => {
  it('prints the ids and the score of every pair in its order, further columns left out', async () => {
    const run = await runPairs('d0\td1\ten\t2.5\nd1\td0\nd0\td2\nd0\td0\n');
    expect(run.code).toBe(0);
    const lines = run.stdout.split('\n').map((line) => line.split('\t'));
    expect(lines.map(([one, two]) => [one, two])).toEqual([
      ['d0', 'd1'],
      ['d1', 'd0'],
      ['d0', 'd2'],
      ['d0', 'd0'],
      ['', undefined],
    ]);
    const scores = lines.slice(0, 4).map(([, , score]) => score);
    expect(scores).toEqual([scores[0], scores[0], '0.000000', '1.000000']);
    expect(scores[0]).toMatch(/^0\.[1-9]\d{5}$/);
    expect(run.stderr).toMatch(/^4 pairs of 5 documents, 0\.0 s, \d+ MB of memory at most\n$/);
  });

  it('skips a first line of two ids that no document has, and takes one of known ids', async () => {
    const [named, bare] = [await runPairs('id1\tid2\trated\nd0\td1\n'), await runPairs('d0\td1\n')];
    expect(named.stdout).toBe(bare.stdout);
    expect(bare.stdout).toMatch(/^d0\td1\t0\.\d{6}\n$/);
  });

  it('reads gzip, Windows line ends and blank lines', async () => {
    const odd = await runPairs(gzipSync('id1\tid2\r\nd0\td1\r\n\r\nd2\td3\r\n'), '--quiet');
    const plain = await runPairs('d0\td1\nd2\td3\n');
    expect(odd).toMatchObject({ code: 0, stdout: plain.stdout, stderr: '' });
  });

  it('gives with --ranked the mean of both directions of relatedness', async () => {
    const ranked = await neighbours(docs, '--ranked');
    const direction = (from: string, to: string): number =>
      ranked.find(({ id }) => id === from)?.neighbours.find(({ id }) => id === to)?.score ??
      Number.NaN;
    const run = await runPairs('d0\td1\nd0\td4\nd2\td3\nd4\td3\n', '--ranked');
    expect(run.code).toBe(0);
    for (const line of run.stdout.trimEnd().split('\n')) {
      const [one = '', two = '', score = ''] = line.split('\t');
      const both = [direction(one, two), direction(two, one)];
      if (both.every((value) => !Number.isNaN(value)))
        expect(Number(score)).toBeCloseTo(both.reduce((sum, value) => sum + value, 0) / 2, 5);
    }
    expect(run.stdout.split('\n')[0]).not.toBe((await runPairs('d0\td1\n')).stdout.trimEnd());
  });

  it.each([
    ['an unknown id', 'd0\td1\nd0\tnobody\n', /line 2: no document has the id "nobody"/],
    ['a first line with one unknown id', 'd0\tnobody\n', /line 1: no document has the id "nobody"/],
    ['two unknown ids that are not in the first line', 'd0\td1\nx\ty\n', /line 2: no .* id "x"/],
    ['a line of one column', 'd0\td1\nd0\n', /line 2: expected two ids with a tab between/],
    ['an id with control characters, made harmless', 'd0\t\u001b[2J\n', /line 1: .* id "\[2J"/],
  ])('refuses %s before it prints anything', async (_, content, reason) => {
    const run = await runPairs(content);
    expect(run).toMatchObject({ code: 65, stdout: '' });
    expect(run.stderr).toMatch(reason);
  });

  it('refuses files that cannot be read', async () => {
    const pairs = folder.write('some.tsv', 'd0\td1\n');
    const noDocs = await runMain(['pairs', '--docs', '/nowhere/x', '--pairs', pairs]);
    const noPairs = await runMain(['pairs', '--docs', docs, '--pairs', '/nowhere/y']);
    expect([noDocs.code, noPairs.code]).toEqual([65, 65]);
    expect(noDocs.stderr).toContain('/nowhere/x cannot be read');
    expect(noPairs.stderr).toContain('/nowhere/y cannot be read');
  });

  it.each([[['--docs', 'x']], [['--pairs', 'x']]])(
    'refuses %j alone as wrong usage',
    async (args) => {
      expect(await runMain(['pairs', ...args])).toMatchObject({ code: 64, stdout: '' });
    },
  );
});
