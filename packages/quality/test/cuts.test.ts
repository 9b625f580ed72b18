import { describe, expect, it } from '@jest/globals';
import {
  bySources,
  maylike,
  randomFrom,
  sampleOf,
  titleAndFirstSentence,
  titleOnly,
  wireCopyOf,
  withBoilerplate,
} from '../src/index.js';
import { documentOf } from './documents.js';

const storm = documentOf(
  's',
  'Storm hits coast',
  'Storm hits coast\nThe U.K. coast was hit at 3.5 metres. Towns were flooded.\nMore follows.',
);
const many = Array.from({ length: 40 }, (_, row) =>
  documentOf(`${row}`, `Headline ${row}`, `Text ${row}`),
);

describe('cut documents', () => {
  it('keep the title alone, or with the first sentence after it', () => {
    expect(titleOnly(storm)).toMatchObject({ title: 'Storm hits coast', summary: '', text: '' });
    expect(titleAndFirstSentence(storm).text).toBe('The U.K. coast was hit at 3.5 metres.');
  });
  it('take the first sentence of the summary where there is one', () => {
    const cut = titleAndFirstSentence({ ...storm, summary: 'It stormed! Then it rained.' });
    expect(cut.text).toBe('It stormed!');
  });
  it('have a headline made of the first words where there is no title', () => {
    const untitled = { ...storm, title: '', text: `${'long '.repeat(60)}end. Next.` };
    expect(titleOnly(untitled).title).toHaveLength(120);
  });
});

describe('boilerplate', () => {
  const outlets = bySources(many, 3, 7);
  it('is the same for all documents of a source, and keeps the text', () => {
    const dirty = withBoilerplate(outlets, 7);
    const surroundings = new Map<string, Set<string>>();
    for (const [row, { source, text }] of dirty.entries()) {
      const own = outlets[row]?.text ?? '';
      expect(text).toContain(`News\n${own}\n`);
      const known = surroundings.get(source) ?? new Set();
      surroundings.set(source, known.add(text.replace(`News\n${own}\n`, '')));
    }
    expect(surroundings.size).toBe(3);
    for (const kinds of surroundings.values()) expect(kinds.size).toBe(1);
    expect(new Set([...surroundings.values()].map((kinds) => [...kinds].join())).size).toBe(3);
  });
  it('is the same for the same seed and another for another', () => {
    expect(withBoilerplate(outlets, 7)).toEqual(withBoilerplate(outlets, 7));
    expect(withBoilerplate(outlets, 8)).not.toEqual(withBoilerplate(outlets, 7));
  });
});

describe('a wire copy', () => {
  it('is still the nearest of its original', () => {
    const original = documentOf('w', 'Rates rise', 'The central bank raised rates. '.repeat(9));
    const set = [
      original,
      wireCopyOf(original),
      documentOf('o', 'Rates', 'Rates of the bank fell.'),
    ];
    const scores = maylike.prepare(set).scores(0);
    expect(scores[1]).toBeGreaterThan(scores[2] ?? 0);
    expect(set[1]?.id).toBe('w (copy)');
  });
});

describe('a sample', () => {
  it('is as large as asked, in order, and the same for the same seed', () => {
    const sample = sampleOf(many, 10, randomFrom(1));
    expect(sample).toHaveLength(10);
    expect(sample).toEqual(many.filter((document) => sample.includes(document)));
    expect(sampleOf(many, 10, randomFrom(1))).toEqual(sample);
    expect(sampleOf(many, 100, randomFrom(1))).toEqual(many);
  });
  it('leaves nothing out in the long run', () => {
    const random = randomFrom(3);
    const seen = new Set(Array.from({ length: 100 }, () => sampleOf(many, 4, random)).flat());
    expect(seen.size).toBe(many.length);
  });
});
