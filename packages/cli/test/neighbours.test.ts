import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { evidence, relatedness } from '@maylike/ranking';
import { NEIGHBOUR_FLOOR } from '@maylike/tfidf';
import { lineBytesMax } from '../src/black-boxes/limits.js';
import {
  jsonLines,
  neighbours,
  withFolder,
  type DocumentFields,
  type NeighboursLine,
} from './files.js';
import { runMain } from './support.js';

const folder = withFolder();

const ferry = 'The ferry sails from the harbour to the island of Brannoy.';
const strike = 'Nurses strike at the hospital of Tolvik over pay and nights.';

const words = [
  'ferry',
  'harbour',
  'island',
  'nurse',
  'hospital',
  'strike',
  'budget',
  'council',
  'wind',
  'turbine',
];
const times = [undefined, '2026-01-01', '2026-01-02T10:00:00', '2026-01-02T10:00:00Z', '2026'];

/** Documents of few words, so that equal scores, equal texts and empty ones are common. */
const documents = (max: number) =>
  fc
    .array(
      fc.record({
        text: fc
          .array(fc.constantFrom(...words), { maxLength: 8 })
          .map((picked) => picked.join(' ')),
        published: fc.constantFrom(...times),
        source: fc.constantFrom(undefined, 'one', 'two'),
      }),
      { minLength: 1, maxLength: max },
    )
    .map((drawn): DocumentFields[] =>
      drawn.map(({ text, published, source }, place) => ({
        id: `d${place}`,
        text,
        lang: 'en',
        ...(published === undefined ? {} : { published }),
        ...(source === undefined ? {} : { source }),
      })),
    );

const timeOf = ({ published }: DocumentFields): number =>
  published === undefined || published === '2026'
    ? 0
    : Date.parse(published.length === 19 ? `${published}Z` : published);

/** Every pair's score as `pairs` has it. */
async function allScores(docs: string, ids: readonly string[]): Promise<Map<string, number>> {
  const all = ids.flatMap((one) => ids.map((two) => `${one}\t${two}\n`));
  const pairs = folder.write('all-pairs.tsv', all.join(''));
  const run = await runMain(['pairs', '--docs', docs, '--pairs', pairs]);
  expect(run.code).toBe(0);
  return new Map(
    run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [one = '', two = '', score = ''] = line.split('\t');
        return [`${one} ${two}`, Number(score)];
      }),
  );
}

/** What `neighbours` has to print, from every pair's score. */
function bruteForce(
  all: readonly DocumentFields[],
  scores: ReadonlyMap<string, number>,
): NeighboursLine[] {
  return all.map(({ id }) => ({
    id,
    neighbours: all
      .map((other, place) => ({ other, place, score: scores.get(`${id} ${other.id}`) ?? -1 }))
      .filter(({ other, score }) => other.id !== id && score > 0)
      .sort((a, b) => b.score - a.score || timeOf(b.other) - timeOf(a.other) || b.place - a.place)
      .map(({ other, score }) => ({ id: other.id, score })),
  }));
}

describe('neighbours', () => {
  it('prints the nearest others of every document, in the order of the file', async () => {
    const docs = folder.write(
      'four.jsonl',
      jsonLines([
        {
          id: 'a',
          title: 'Ferry',
          text: ferry,
          lang: 'en',
          published: '2026-01-02',
          source: 'x',
          url: 'u',
          labels: [1],
        },
        { id: 'b', title: null, text: strike, lang: 'en', published: null, source: null },
        { id: 'c', text: `${ferry} It was late.`, lang: 'en' },
        { id: 'd', text: '' },
      ]),
    );
    const lines = await neighbours(docs);
    expect(lines.map(({ id, neighbours: found }) => [id, found.map((one) => one.id)])).toEqual([
      ['a', ['c']],
      ['b', []],
      ['c', ['a']],
      ['d', []],
    ]);
    const score = lines[0]?.neighbours[0]?.score ?? 0;
    expect(score).toBeGreaterThan(0.3);
    expect(score).toBe(Math.round(score * 1e6) / 1e6);
    expect(lines[2]?.neighbours[0]?.score).toBe(score);
  });

  it('orders equal scores by time, later first, then by place, later first', async () => {
    const same = (id: string, published?: string) => ({ id, text: ferry, lang: 'en', published });
    const docs = folder.write(
      'equal.jsonl',
      jsonLines([
        same('none'),
        same('new', '2026-01-03'),
        same('old', '2026-01-01T00:00:00+02:00'),
        same('old-2', '2025-12-31T22:00:00'),
        same('unreadable', 'yesterday'),
      ]),
    );
    const [first] = await neighbours(docs);
    expect(first?.neighbours.map(({ id }) => id)).toEqual(['new', 'old-2', 'old', 'unreadable']);
  });

  it('equals brute force over pairs, whatever the documents', async () => {
    await fc.assert(
      fc.asyncProperty(documents(24), async (all) => {
        const docs = folder.write('property.jsonl', jsonLines(all));
        const scores = await allScores(
          docs,
          all.map(({ id }) => id),
        );
        const expected = bruteForce(all, scores);
        expect(await neighbours(docs, '--top', '10000', '--threads', '1')).toEqual(expected);
        const cut = expected.map(({ id, neighbours: found }) => ({
          id,
          neighbours: found.slice(0, 2),
        }));
        expect(await neighbours(docs, '--top', '2', '--threads', '1')).toEqual(cut);
      }),
      { numRuns: 5 },
    );
  }, 60_000);

  it('orders by relatedness with --ranked, as its definition says', async () => {
    await fc.assert(
      fc.asyncProperty(documents(24), async (all) => {
        const docs = folder.write('ranked.jsonl', jsonLines(all));
        const plain = (await neighbours(docs, '--top', '64', '--threads', '1')).map((line) =>
          line.neighbours.filter(({ score }) => score >= NEIGHBOUR_FLOOR),
        );
        const placeOf = new Map(all.map(({ id }, place) => [id, place]));
        const place = (id: string): number => placeOf.get(id) ?? -1;
        const expected = all.map(({ id }, x) => {
          const own = new Map((plain[x] ?? []).map((one) => [place(one.id), one.score]));
          const ranked = (plain[x] ?? []).map((one) => {
            const best = (plain[place(one.id)] ?? []).map((z) => place(z.id));
            const score = relatedness(one.score, evidence(x, own, best));
            return { id: one.id, score: Math.round(score * 1e6) / 1e6 };
          });
          return { id, neighbours: ranked };
        });
        const printed = await neighbours(docs, '--ranked', '--top', '64', '--threads', '1');
        for (const [x, { id, neighbours: found }] of printed.entries()) {
          expect(id).toBe(expected[x]?.id);
          expect(new Map(found.map((one) => [one.id, one.score]))).toEqual(
            new Map(expected[x]?.neighbours.map((one) => [one.id, one.score])),
          );
          const scores = found.map(({ score }) => score);
          expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        }
      }),
      { numRuns: 5 },
    );
  }, 60_000);

  it('prints the same whatever the number of threads, with and without gzip', async () => {
    const all = Array.from({ length: 180 }, (_, place) => ({
      id: `d${place}`,
      title: `${words[place % 10] ?? ''} ${words[(place * 7) % 10] ?? ''}`,
      text: Array.from({ length: 30 }, (_, at) => words[(place * at + at) % 10]).join(' '),
      lang: 'en',
      published: `2026-01-${String(1 + (place % 28)).padStart(2, '0')}`,
      source: `s${place % 3}`,
    }));
    const plain = folder.write('many.jsonl', jsonLines(all));
    const packed = folder.write('many.gz', gzipSync(jsonLines(all)));
    for (const ranked of [[], ['--ranked']]) {
      const one = await runMain(['neighbours', '--docs', plain, '--threads', '1', ...ranked]);
      const three = await runMain(['neighbours', '--docs', packed, '--threads', '3', ...ranked]);
      expect(one.code).toBe(0);
      expect(one.stdout).not.toBe('');
      expect(three.stdout).toBe(one.stdout);
    }
  }, 60_000);

  it('learns the boilerplate of each source from the whole file before it looks at any document', async () => {
    const subjects = [
      ferry,
      strike,
      'Wind turbines rise above Kelvi.',
      'The council votes on its budget.',
      'Bees return to Orrin.',
      'A comet crosses the sky.',
    ];
    const names = ['Oda', 'Pim', 'Quirin', 'Runa', 'Siv', 'Tove'];
    const footer = 'Subscribe to our newsletter for the best stories every morning';
    const all = subjects.map((text, place) => ({
      id: `d${place}`,
      title: text,
      text: `${text}\n${names[place] ?? ''}\n${footer}`,
      lang: 'en',
      source: 'alder',
    }));
    const docs = folder.write('footer.jsonl', jsonLines(all));
    for (const { neighbours: found } of await neighbours(docs)) expect(found).toEqual([]);
    const apart = all.map((one, place) => ({ ...one, source: `s${place}` }));
    const others = await neighbours(folder.write('footers.jsonl', jsonLines(apart)));
    expect(others[0]?.neighbours).not.toEqual([]);
  });

  it('counts no line that is another document’s headline', async () => {
    const stale = 'Hospital bond sale priced in California';
    const docs = folder.write(
      'stale.jsonl',
      jsonLines([
        {
          id: 'weapons',
          title: 'Weapons for the front',
          text: `Shells arrive at the front.\n${stale}`,
          lang: 'en',
          source: 'a',
        },
        { id: 'bonds', title: stale, text: 'Investors bought it at par.', lang: 'en', source: 'b' },
      ]),
    );
    expect((await neighbours(docs)).map((line) => line.neighbours)).toEqual([[], []]);
  });

  it('reads blank lines, Windows line ends, a byte order mark and a last line without an end', async () => {
    const [a, b] = [
      { id: 'a', text: ferry },
      { id: 'b', text: ferry },
    ].map((one) => JSON.stringify(one));
    const docs = folder.write('odd.jsonl', `\uFEFF${a ?? ''}\r\n\r\n  \n${b ?? ''}`);
    expect((await neighbours(docs)).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('prints nothing for no documents', async () => {
    const run = await runMain(['neighbours', '--docs', folder.write('none.jsonl', '')]);
    expect(run).toMatchObject({ code: 0, stdout: '' });
    expect(run.stderr).toMatch(/^0 documents, 0\.0 s, \d+ MB of memory at most\n$/);
  });

  it('shows a terminal how far it is, unless it is to be quiet', async () => {
    const docs = folder.write('bar.jsonl', jsonLines([{ id: 'a', text: ferry }]));
    const seen = await runMain(['neighbours', '--docs', docs], { isTTY: true });
    expect(seen.stderr).toContain('Making terms');
    const quiet = await runMain(['neighbours', '--docs', docs, '--quiet'], { isTTY: true });
    expect(quiet.stderr).toBe('');
  });

  const good = JSON.stringify({ id: 'a', text: ferry });
  it.each([
    ['what is not JSON', `${good}\n{"id":`, /line 2: not JSON: /],
    ['what is no object', `${good}\n\n["id"]`, /line 3: expected a JSON object/],
    ['a document without an id', '{"text":"x"}', /line 1: id: expected a string of 1 to 1000 char/],
    ['an id that is no string', '{"id":7,"text":"x"}', /line 1: id: expected/],
    ['an empty id', '{"id":"","text":"x"}', /line 1: id: expected/],
    ['an id that comes twice', `${good}\n${good}`, /line 2: id: "a" stands in line 1 already/],
    ['a document without a text', '{"id":"a","title":"x"}', /line 1: text: expected a string/],
    ['a text that is no string', '{"id":"a","text":null}', /line 1: text: expected a string/],
    ['a title that is no string', '{"id":"a","text":"x","title":1}', /line 1: title: expected/],
    [
      'a time that is no string',
      '{"id":"a","text":"x","published":1}',
      /line 1: published: expected/,
    ],
    ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), /line 1: not JSON: /],
    [
      'a line that is too long',
      Buffer.alloc(lineBytesMax + 1, 32),
      /line 1 has more than 10000000 bytes/,
    ],
    [
      'a torn gzip',
      gzipSync(good.repeat(99)).subarray(0, 40),
      /cannot be read: unexpected end of file/,
    ],
    ['a broken gzip', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]), /cannot be read: /],
  ])('refuses %s with the place and the reason, and prints nothing', async (_, content, reason) => {
    const docs = folder.write('refused.jsonl', content);
    const run = await runMain(['neighbours', '--docs', docs]);
    expect(run).toMatchObject({ code: 65, stdout: '' });
    expect(run.stderr).toMatch(reason);
    expect(run.stderr).toMatch(/^maylike: .*refused\.jsonl.*\n$/);
  });

  it.each([
    ['a missing file', 'absent.jsonl', /cannot be read: ENOENT/],
    ['a directory', '.', /cannot be read: it is a directory/],
    ['a device', '/dev/zero', /cannot be read: it is a device/],
  ])('refuses %s', async (_, name, reason) => {
    const docs = name.startsWith('/') ? name : join(folder.path, name);
    const run = await runMain(['neighbours', '--docs', docs]);
    expect(run).toMatchObject({ code: 65, stdout: '' });
    expect(run.stderr).toMatch(reason);
  });

  it.each([
    ['no file', []],
    ['no neighbours', ['--docs', 'x', '--top', '0']],
    ['too many neighbours', ['--docs', 'x', '--top', '10001']],
    ['no threads', ['--docs', 'x', '--threads', '0']],
  ])('refuses %s as wrong usage', async (_, args) => {
    expect(await runMain(['neighbours', ...args])).toMatchObject({ code: 64, stdout: '' });
  });
});
