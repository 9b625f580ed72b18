import { describe, expect, it } from '@jest/globals';
import {
  linkRecall,
  maylikeCosine,
  measure,
  plainTfidf,
  QualityError,
  qualitySets,
  questionsByLabel,
  questionsByLinks,
  readOwnSets,
  readQualityDocument,
  readRatedPairs,
  readSet,
  samePrecision,
  storiesOf,
  type QualitySet,
  type Scorer,
} from '../src/index.js';
import { documentOf } from './documents.js';

const line = (id: string, text: string, ...labels: string[]): string =>
  JSON.stringify({ id, text, lang: 'en', labels });

const storms = [
  line('a', 'A storm flooded the coast towns', 'event:storm', 'topic:weather'),
  line('b', 'The storm flooded towns on the coast', 'event:storm', 'topic:weather'),
  line('c', 'A storm broke trees in the hills', 'event:trees', 'topic:weather'),
  line('d', 'Bond yields fell', 'event:bonds', 'topic:money'),
];
const storySet: QualitySet = { name: 'storms', kind: 'same story', file: 'a', label: 'event' };
const reader = (files: Readonly<Record<string, readonly string[]>>) => ({
  lines: (file: string, max = Infinity) => Promise.resolve((files[file] ?? []).slice(0, max)),
});
/** A system that thinks in fixed scores. */
const fixed = (rows: readonly (readonly number[])[]): Scorer => ({
  scores: (row) => Float64Array.from(rows[row] ?? []),
  score: (a, b) => rows[a]?.[b] ?? 0,
});

describe('a line of a set', () => {
  it('is read with what it has', () => {
    const given = { id: '1', title: 'T', description: 'D', text: 'X', lang: 'de', source: 'S' };
    const read = readQualityDocument(JSON.stringify({ ...given, labels: ['event:1'], other: 3 }));
    expect(read).toEqual({
      id: '1',
      title: 'T',
      summary: 'D',
      text: 'X',
      language: 'de',
      source: 'S',
      labels: ['event:1'],
      url: null,
      links: [],
    });
  });
  it.each([
    ['{', 'not JSON'],
    ['[]', 'expected a JSON object'],
    ['{"id":"1"}', 'text'],
    ['{"id":1,"text":""}', 'id'],
    ['{"id":"1","text":"","labels":[1]}', 'labels'],
    ['{"id":"1","text":"","links":"x"}', 'links'],
  ])('that is %s is refused, naming what is wrong', (bad, named) => {
    expect(() => readQualityDocument(bad)).toThrow(QualityError);
    expect(() => readQualityDocument(bad)).toThrow(named);
  });
});

describe('questions', () => {
  it('are asked of each document that shares a label with another, and no document is its own answer', () => {
    const questions = questionsByLabel(storms.map(readQualityDocument), 'event');
    expect(questions.map(({ row, relevant }) => [row, ...relevant])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
  it('follow links both ways, whatever the spelling of an address', () => {
    const set = [
      documentOf('1', '', '', { url: 'https://x.example/a/', links: ['http://x.example/b?utm=1'] }),
      documentOf('2', '', '', { url: 'https://x.example/b' }),
      documentOf('3', '', '', { url: 'https://x.example/c', links: ['https://x.example/c#top'] }),
    ];
    const questions = questionsByLinks(set);
    expect(questions.map(({ row, relevant }) => [row, ...relevant])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(
      linkRecall(
        fixed([
          [0, 1, 2],
          [0, 0, 2],
        ]),
        questions,
      ),
    ).toEqual({ 'recall@10': 0.5 });
  });
  it('about a subject count what is relevant among the first five', () => {
    const questions = [{ row: 0, relevant: new Set([1, 6]) }];
    expect(samePrecision(fixed([[0, 7, 6, 5, 4, 3, 2]]), questions)).toEqual({ 'P@5': 1 / 5 });
  });
});

describe('stories', () => {
  it('are joined through their founder only, so a chain of small edits does not drift', () => {
    // 1 copies 0; 2 copies 1 but not 0; 3 copies 0.
    const scorer = fixed([
      [0, 0.9, 0.5, 0.9],
      [0.9, 0, 0.95, 0.5],
      [0.5, 0.95, 0, 0.1],
      [0.9, 0.5, 0.1, 0],
    ]);
    expect(storiesOf(4, scorer, 0.8)).toEqual([0, 0, 2, 0]);
  });
});

describe('a set of a data folder', () => {
  it('is asked of a system and measured', async () => {
    const set = await readSet(storySet, reader({ a: storms }));
    expect(measure(set, plainTfidf)).toEqual({
      set: 'storms',
      kind: 'same story',
      system: plainTfidf.name,
      documents: 4,
      questions: 2,
      figures: { MAP: 1, 'nDCG@5': 1 },
    });
  });
  it('is hidden among others that answer nothing, whatever their labels', async () => {
    const hidden = { ...storySet, hiddenAmong: { file: 'b', count: 1 } };
    const others = [
      line('x', 'A storm flooded the towns on the coast', 'event:storm'),
      line('y', 'y'),
    ];
    const set = await readSet(hidden, reader({ a: storms, b: others }));
    expect(set.documents).toHaveLength(5);
    expect(set.questions).toBe(2);
    expect(measure(set, plainTfidf).figures['MAP']).toBeLessThan(1);
  });
  it('of ratings turns them round and takes the pairs of its language', async () => {
    const pairs = [
      'id1\tid2\tlang1\tlang2\toverall',
      'a\tb\ten\ten\t1.0\r',
      'a\tc\ten\ten\t2.5\r',
      'a\td\ten\ten\t4.0\r',
      'b\td\ten\tde\t1.0\r',
    ];
    const set = await readSet(
      { name: 'r', kind: 'human ratings', file: 'a', pairs: 'p', label: 'en' },
      reader({ a: storms, p: pairs }),
    );
    expect(set.questions).toBe(3);
    expect(measure(set, plainTfidf).figures['Spearman']).toBeCloseTo(1, 12);
  });
  it('of copies counts what one story holds', async () => {
    const twice = [...storms, line('e', 'bond  YIELDS fell!')];
    const copies: QualitySet = { name: 'c', kind: 'copies', file: 'a', label: 'text' };
    const set = await readSet(copies, reader({ a: twice }));
    expect(set.only).toBe(maylikeCosine);
    expect(measure(set, maylikeCosine).figures['copies found']).toBe(1);
  });
  it('names the file and the document that cannot be read', async () => {
    const bad = reader({ a: [storms[0] ?? '', '{"id":"1"}'] });
    await expect(readSet(storySet, bad)).rejects.toThrow('a, document 2: text');
  });
  it('has a name of its own', () => {
    expect(new Set(qualitySets.map(({ name }) => name)).size).toBe(qualitySets.length);
  });
});

describe("a publisher's own documents", () => {
  const documents = storms.map(readQualityDocument);
  it('are asked what their labels and pairs can answer, and nothing else', () => {
    const pairs = readRatedPairs(['id1\tid2\tscore', 'a\tb\t4', 'a\td\t0'], documents);
    expect(pairs).toEqual([
      { a: 0, b: 1, rating: 4 },
      { a: 0, b: 3, rating: 0 },
    ]);
    const sets = readOwnSets('mine', documents, { pairs, asksLinks: true });
    expect(sets.map(({ kind }) => kind)).toEqual(['same story', 'same subject', 'human ratings']);
    expect(readOwnSets('mine', documents.slice(2))).toEqual([]);
  });
  it.each([
    ['a\tz\t1', 'no document z'],
    ['a\tb\tmuch', 'much is no rating'],
    ['a\tb', 'is no rating'],
  ])('refuse the pair %j', (bad, named) => {
    expect(() => readRatedPairs(['a\tb\t1', bad], documents)).toThrow(QualityError);
    expect(() => readRatedPairs(['a\tb\t1', bad], documents)).toThrow(named);
  });
});
