import { mkdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { jsonLines, withFolder } from './files.js';
import { runMain, type Run } from './support.js';

const folder = withFolder();

const documents = [
  {
    id: 'a',
    title: 'Ferry sails again',
    text: 'The ferry sails from the harbour to the island of Brannoy.',
    lang: 'en',
    labels: ['event:ferry', 'class:travel'],
    url: 'https://news.example/a',
    links: ['https://news.example/b'],
  },
  {
    id: 'b',
    title: 'Brannoy has its ferry back',
    text: 'From the harbour the ferry sails to Brannoy again, the island says.',
    lang: 'en',
    labels: ['event:ferry', 'class:travel'],
    url: 'https://news.example/b',
  },
  {
    id: 'c',
    title: 'Nurses strike',
    text: 'Nurses strike at the hospital of Tolvik over pay and nights.',
    lang: 'en',
    labels: ['event:strike', 'class:health'],
  },
];
const docs = folder.write('docs.jsonl', jsonLines(documents));

interface MeasureLine {
  readonly set: string;
  readonly kind: string;
  readonly system: string;
  readonly figures: Readonly<Record<string, number>>;
}

const isMeasure = (value: unknown): value is MeasureLine =>
  typeof value === 'object' && value !== null && 'figures' in value && 'system' in value;

function measuresOf(run: Run): MeasureLine[] {
  const parsed = run.json();
  if (!Array.isArray(parsed) || !parsed.every(isMeasure)) throw new Error(run.stdout);
  return parsed;
}

const quality = (...args: string[]): Promise<Run> => runMain(['quality', ...args]);

describe('quality of own documents', () => {
  it('is measured by labels, links and pairs, each system beside the others', async () => {
    const pairs = folder.write('pairs.tsv', 'a\tb\t3\na\tc\t0\nb\tc\t1\n');
    const run = await quality('--docs', docs, '--pairs', pairs, '--links', '--json');
    expect(run.code).toBe(0);
    const measures = measuresOf(run);
    expect([...new Set(measures.map(({ kind }) => kind))]).toEqual([
      'same story',
      'same subject',
      'links in bodies',
      'human ratings',
    ]);
    const systems = new Set(measures.map(({ system }) => system));
    expect([...systems]).toEqual([
      'TF-IDF (scikit-learn)',
      'TF-IDF sublinear, stems',
      'BM25, whole article',
      'MoreLikeThis (Lucene)',
      'MayLike, cosine only',
      'MayLike',
    ]);
    const own = measures.filter(({ system }) => system === 'MayLike');
    expect(own.map(({ figures }) => figures)).toContainEqual({ MAP: 1, 'nDCG@5': 1 });
    expect(own.map(({ figures }) => figures)).toContainEqual({ 'recall@10': 1 });
  });

  it('stands in a table on standard output, time and memory beside it', async () => {
    const { code, stdout, stderr } = await quality('--docs', docs);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SAME STORY\nSET +DOCS +ASKED +SYSTEM +MAP +NDCG@5\n/);
    expect(stdout).toMatch(/ 3 +2 +MayLike +1\.0000 +1\.0000\n/);
    expect(stderr).toMatch(/MayLike, 0\.0 s, \d+ MB\n/);
  });

  it('that say nothing of themselves are refused with what they would need', async () => {
    const plain = folder.write('plain.jsonl', jsonLines([{ id: '1', text: 'x' }]));
    const { code, stderr, stdout } = await quality('--docs', plain);
    expect(code).toBe(65);
    expect(stderr).toContain('nothing to measure by');
    expect(stdout).toBe('');
  });

  it.each([
    ['{"id":"1"}\n', 'document 1: text'],
    ['{"id":"1","text":""}\nnot json\n', 'document 2: not JSON'],
  ])('with the line %j are refused, naming it', async (content, named) => {
    const { code, stderr } = await quality('--docs', folder.write('bad.jsonl', content));
    expect(code).toBe(65);
    expect(stderr).toContain(named);
  });

  it('with a pair of unknown documents are refused, naming it', async () => {
    const pairs = folder.write('unknown.tsv', 'a\tb\t3\na\tz\t0\n');
    const { code, stderr } = await quality('--docs', docs, '--pairs', pairs);
    expect(code).toBe(65);
    expect(stderr).toContain('pair 2: no document z');
  });

  it.each([['--links'], ['--pairs', docs]])('are needed for %s', async (...args) => {
    const { code, stderr } = await quality(...args);
    expect(code).toBe(64);
    expect(stderr).toContain('--docs');
  });
});

describe('quality on published sets', () => {
  const data = `${folder.path}/data`;
  mkdirSync(`${data}/same-story`, { recursive: true });
  folder.write('data/same-story/newscluster.jsonl', jsonLines(documents));

  it('is measured on the sets that begin as named', async () => {
    const run = await quality('--data', data, '--sets', 'newscluster title', '--json');
    expect(new Set(measuresOf(run).map(({ set }) => set))).toEqual(
      new Set(['newscluster title', 'newscluster title and sentence']),
    );
  });

  it('says which sets are not there and leaves them out', async () => {
    const { code, stdout, stderr } = await quality('--data', data, '--sets', 'ecbplus', '--json');
    expect(code).toBe(0);
    expect(stdout).toBe('[]\n');
    expect(stderr).toContain('ecbplus: skipped');
  });

  it('refuses a name that no set begins with, and a folder that is not there', async () => {
    const unknown = await quality('--data', data, '--sets', 'nothing');
    expect(unknown.code).toBe(64);
    expect(unknown.stderr).toContain('There are: newscluster, wikiref220');
    const { code, stderr } = await quality('--data', `${data}/elsewhere`);
    expect(code).toBe(64);
    expect(stderr).toContain('--data FOLDER');
  });
});
