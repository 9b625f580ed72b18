// The four black-box commands over the data that nobody here wrote: no crash, no hang, a reason for every refusal; and
// `neighbours` held against brute force over `pairs`.
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Report, runBlackBox } from './black-box.js';
import { data, every, filesUnder, skipped, someOf, testTimeoutMs } from './sample.js';

const given = data === '' ? it.skip : it;

const folder = mkdtempSync(join(tmpdir(), 'maylike-conformance-'));
const output = join(folder, 'output');
const report = new Report();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  report.print();
});

function fields(line: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`no object: ${line}`);
  return { ...parsed };
}

function linesOfText(file: string): string[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text.split('\n').filter((line) => line !== '');
}

const countsInWords = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${count} ${name}`).join(', ');

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

describe('feed parse', () => {
  /** More would be more than some systems take as arguments. */
  const batchFiles = 1_000;

  given(
    `gives each file of the feed collections its line, with items or a reason ${skipped}`,
    async () => {
      const files = [
        ...someOf(await filesUnder(join(data, 'feeds'))),
        ...(await filesUnder(join(data, 'security'))),
      ];
      expect(files.length).toBeGreaterThan(3_000 / every);
      for (let at = 0; at < files.length; at += batchFiles) {
        const batch = files.slice(at, at + batchFiles);
        const run = await runBlackBox(output, ['feed', 'parse', '--json', ...batch]);
        const lines = linesOfText(output).map(fields);
        expect(lines.map(({ file }) => file)).toEqual(batch);
        const counts = new Map<string, number>();
        for (const { file, ok, format, items, error } of lines) {
          if (ok === true) {
            expect({ file, format }).toEqual({
              file,
              format: expect.stringMatching(/^(rss|atom|rdf|json)$/),
            });
            expect(error).toBeUndefined();
            count(counts, 'parsed');
          } else {
            const reason = { code: expect.any(String), message: expect.stringMatching(/\S/) };
            expect({ file, ok, items, error }).toEqual({
              file,
              ok: false,
              items: [],
              error: reason,
            });
            count(counts, fields(JSON.stringify(error))['code'] as string);
          }
        }
        expect(run.code).toBe(counts.size === 1 && counts.has('parsed') ? 0 : 65);
        expect(run.seconds).not.toBeNull();
        report.add(
          `feed parse, files ${at + 1} to ${at + batch.length}`,
          countsInWords(counts),
          run,
        );
      }
    },
    testTimeoutMs,
  );
});

describe('page extract', () => {
  given(
    `extracts an article page or says in one sentence why not ${skipped}`,
    async () => {
      const pages = someOf(
        (await filesUnder(join(data, 'article-pages'))).filter((file) =>
          file.endsWith('source.html'),
        ),
      );
      expect(pages.length).toBeGreaterThan(30 / every);
      const counts = new Map<string, number>();
      let [seconds, megabytes] = [0, 0];
      for (const page of pages) {
        const url = 'https://pages.example/article';
        const run = await runBlackBox(output, ['page', 'extract', page, '--url', url, '--json']);
        if (run.code === 0) {
          const [line = '', ...more] = linesOfText(output);
          expect(more).toEqual([]);
          expect(Object.keys(fields(line))).toEqual(
            'title byline text language publishedAt canonicalUrl image siteName'.split(' '),
          );
          count(counts, fields(line)['text'] === '' ? 'without an article' : 'extracted');
        } else {
          expect(run.code).toBe(65);
          expect(run.stderr).toMatch(/^maylike: .+\n$/);
          count(counts, 'refused');
        }
        seconds += run.seconds ?? 0;
        megabytes = Math.max(megabytes, run.megabytes ?? 0);
      }
      const sum = { code: 0, stderr: '', seconds, megabytes };
      report.add(`page extract, ${pages.length} pages`, countsInWords(counts), sum);
    },
    testTimeoutMs,
  );
});

interface Neighbour {
  readonly id: string;
  readonly score: number;
}

function neighboursOf(line: string): { id: unknown; neighbours: Neighbour[] } {
  const { id, neighbours } = fields(line);
  if (!Array.isArray(neighbours)) throw new Error(`no neighbours: ${line}`);
  return {
    id,
    neighbours: neighbours.map((value: unknown) => {
      const { id: other, score } = fields(JSON.stringify(value));
      if (typeof other !== 'string' || typeof score !== 'number') throw new Error(line);
      return { id: other, score };
    }),
  };
}

describe('neighbours and pairs', () => {
  given(
    `give every document of the labelled sets its list, plain and ranked ${skipped}`,
    async () => {
      const sets = [
        ...someOf(await filesUnder(join(data, 'same-story'))),
        join(data, 'human-ratings', 'semeval2022t8.jsonl'),
      ];
      for (const docs of sets) {
        const ids = linesOfText(docs).map((line) => fields(line)['id']);
        const known = new Set(ids);
        for (const mode of [[], ['--ranked']]) {
          const run = await runBlackBox(output, ['neighbours', '--docs', docs, ...mode]);
          expect({ docs, code: run.code, stderr: run.stderr }).toMatchObject({ docs, code: 0 });
          const lines = linesOfText(output).map(neighboursOf);
          expect(lines.map(({ id }) => id)).toEqual(ids);
          for (const { id, neighbours } of lines) {
            const scores = neighbours.map(({ score }) => score);
            expect(neighbours.length).toBeLessThanOrEqual(10);
            expect(neighbours.every((other) => known.has(other.id) && other.id !== id)).toBe(true);
            expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
            expect(scores).toEqual(scores.toSorted((a, b) => b - a));
          }
          const listed = lines.filter(({ neighbours }) => neighbours.length > 0).length;
          const name = `neighbours ${mode.join(' ')} ${basename(docs)}`;
          report.add(name.replace('  ', ' '), `${ids.length} documents, ${listed} with any`, run);
        }
      }
    },
    testTimeoutMs,
  );

  given(
    `score every rated pair, plain and ranked ${skipped}`,
    async () => {
      const docs = join(data, 'human-ratings', 'semeval2022t8.jsonl');
      const pairs = join(data, 'human-ratings', 'semeval2022t8-pairs.tsv');
      const rated = linesOfText(pairs).map((line) => line.split('\t', 2).join('\t'));
      for (const mode of [[], ['--ranked']]) {
        const run = await runBlackBox(output, ['pairs', '--docs', docs, '--pairs', pairs, ...mode]);
        expect(run.code).toBe(0);
        const scored = linesOfText(output).map((line) => line.split('\t'));
        expect(scored.map((columns) => columns.slice(0, 2).join('\t'))).toEqual(rated.slice(1));
        expect(scored.every(([, , score = '']) => /^[01]\.\d{6}$/.test(score))).toBe(true);
        report.add(`pairs ${mode.join(' ')} semeval2022t8`, `${scored.length} pairs`, run);
      }
    },
    testTimeoutMs,
  );
});

/** A document with what decides between equal scores. */
interface Placed {
  readonly id: string;
  readonly publishedAt: number;
}

/** Documents of which all pairs are compared; a sixteenth of the pairs is enough for every day. */
const documentCount = every === 1 ? 2_000 : 500;

/** Writes summaries of nine outlets and full texts of one, half and half, as one file. */
function writeRealDocuments(file: string): Placed[] {
  const lines = [
    linesOfText(join(data, 'stream', 'feed_stream.jsonl.gz')).slice(0, documentCount / 2),
    linesOfText(join(data, 'scale', 'reuters-financial-2009.jsonl.gz')).slice(0, documentCount / 2),
  ].flat();
  writeFileSync(file, lines.join('\n'));
  return lines.map((line) => {
    const { id, published } = fields(line);
    const time = typeof published === 'string' ? Date.parse(published) : 0;
    return { id: String(id), publishedAt: time };
  });
}

/** Every score of a `pairs` run over all pairs, as a square of whole millionths. */
async function readSquare(documents: readonly Placed[]): Promise<Int32Array> {
  const size = documents.length;
  const placeOf = new Map(documents.map(({ id }, place) => [id, place]));
  const square = new Int32Array(size * size).fill(-1);
  for await (const line of createInterface({ input: createReadStream(output) })) {
    const [one = '', two = '', score = ''] = line.split('\t');
    const [a, b] = [placeOf.get(one) ?? Number.NaN, placeOf.get(two) ?? Number.NaN];
    square[a * size + b] = square[b * size + a] = Math.round(Number(score) * 1e6);
  }
  return square;
}

/** A document's whole list by brute force. */
function listOf(place: number, documents: readonly Placed[], square: Int32Array): Neighbour[] {
  const scoreE6 = (other: number): number => square[place * documents.length + other] ?? 0;
  const time = (other: number): number => documents[other]?.publishedAt ?? 0;
  return documents
    .map((_, other) => other)
    .filter((other) => other !== place && scoreE6(other) > 0)
    .sort((a, b) => scoreE6(b) - scoreE6(a) || time(b) - time(a) || b - a)
    .map((other) => ({ id: documents[other]?.id ?? '', score: scoreE6(other) / 1e6 }));
}

describe('neighbours', () => {
  given(
    `equals brute force over pairs on ${documentCount} real documents, all pairs of them ${skipped}`,
    async () => {
      const docs = join(folder, 'documents.jsonl');
      const documents = writeRealDocuments(docs);
      expect(documents).toHaveLength(documentCount);
      const pairs = join(folder, 'pairs.tsv');
      const ids = documents.map(({ id }) => id);
      const all = ids.map((one, place) =>
        ids
          .slice(place + 1)
          .map((two) => `${one}\t${two}\n`)
          .join(''),
      );
      writeFileSync(pairs, all.join(''));
      const scored = await runBlackBox(output, ['pairs', '--docs', docs, '--pairs', pairs]);
      expect(scored.code).toBe(0);
      const pairCount = (documentCount * (documentCount - 1)) / 2;
      report.add(`pairs, all of ${documentCount} documents`, `${pairCount} pairs`, scored);
      const square = await readSquare(documents);
      expect(square.filter((scoreE6) => scoreE6 === -1)).toHaveLength(documents.length);
      const top = String(documents.length);
      const found = await runBlackBox(output, ['neighbours', '--docs', docs, '--top', top]);
      expect(found.code).toBe(0);
      let place = 0;
      let listed = 0;
      for await (const line of createInterface({ input: createReadStream(output) })) {
        const neighbours = listOf(place, documents, square);
        const expected = JSON.stringify({ id: ids[place], neighbours });
        // Compared as text, for speed; as values only where they differ, to see where.
        if (line !== expected) expect(fields(line)).toEqual(fields(expected));
        place += 1;
        listed += neighbours.length;
      }
      expect(place).toBe(documents.length);
      report.add(`neighbours --top ${top}, the same documents`, `${listed} neighbours`, found);
    },
    testTimeoutMs,
  );
});
