/** What a source prints under everything stops counting; what an event's reports repeat does not. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BoilerplateLearner, boilerplateTableFrom, makeTerms } from '../src/index.js';

const newsletter = 'Unlock the Morning Tide newsletter for free';
const headlines = [
  'Harbour dues rise again',
  'Orchestra hires young conductor',
  'Glacier retreats faster',
  'Striker signs until June',
  'Bakers protest flour prices',
  'Observatory spots comet',
];

/** A learner that has read one article a headline, each with the lines under it. */
function learnedFrom(articles: readonly (readonly [title: string, text: string])[]) {
  const learner = new BoilerplateLearner();
  for (const [title, text] of articles) learner.add('courier', { title, text });
  return learner.table();
}

const termIds = (text: string, boilerplate?: ReturnType<typeof learnedFrom>): number[] => [
  ...makeTerms({
    title: 'A title',
    text,
    language: 'en',
    boilerplate: boilerplate?.forSource('courier') ?? null,
  }).terms.ids,
];

describe('boilerplate of a source', () => {
  const table = learnedFrom(
    headlines.map((title, at) => [title, `Own words number ${at} of ${title}.\n${newsletter}`]),
  );

  it('a line under headlines that share no word is learned, with the evidence', () => {
    expect(table.linesOf('courier')).toEqual([
      { key: expect.any(Number), text: newsletter, articles: headlines.length },
    ]);
    expect(table.forSource('courier').isBoilerplate(newsletter)).toBe(true);
  });

  it('an article has the terms that it would have without the line', () => {
    const text = 'The ferry to Lisse was cancelled.';
    expect(termIds(`${newsletter}\n${text}`, table)).toEqual(termIds(text));
    expect(termIds(`${text} ${newsletter}.`, table)).toEqual(termIds(text));
  });

  it('case, punctuation, spaces and numbers make no other line', () => {
    const dated = learnedFrom(
      headlines.map((title, at) => [title, `Published ${at + 1} May, ${at + 10}:30`]),
    );
    expect(dated.forSource('courier').isBoilerplate('PUBLISHED 29 may 9:05')).toBe(true);
  });

  it('another source keeps the line', () => {
    expect(table.forSource('meridian').isBoilerplate(newsletter)).toBe(false);
  });

  it('a paragraph that the reports of one event repeat is kept', () => {
    const background = 'The Halden Bridge has carried the road since the old ferry was given up.';
    const event = learnedFrom(
      ['closed', 'measured', 'painted', 'repaired', 'reopened', 'remembered'].map((what) => [
        `Bridge ${what}`,
        background,
      ]),
    );
    expect(event.forSource('courier').isBoilerplate(background)).toBe(false);
  });

  it('a line that one article repeats is not learned', () => {
    const chorus = learnedFrom([['Song of the year', `${newsletter}\n`.repeat(50)]]);
    expect(chorus.forSource('courier').isBoilerplate(newsletter)).toBe(false);
  });

  it('the headline of another article is a link to it, whatever the source', () => {
    expect(table.forSource('unknown').isBoilerplate('Orchestra hires young conductor')).toBe(true);
  });

  it('an article whose whole text is boilerplate keeps its text', () => {
    expect(termIds(newsletter, table)).toEqual(termIds(newsletter));
  });

  it('a line without letters is never boilerplate', () => {
    const numbers = learnedFrom(headlines.map((title) => [title, '1234\n* * *']));
    expect(numbers.linesOf('courier')).toEqual([]);
  });
});

describe('a table', () => {
  it('is the same after it was stored', () => {
    const table = learnedFrom(headlines.map((title) => [title, newsletter]));
    const lines = new Map([['courier', table.linesOf('courier')]]);
    const restored = boilerplateTableFrom(lines, new Set());
    expect(restored.forSource('courier').isBoilerplate(newsletter)).toBe(true);
    expect(restored.linesOf('courier')).toEqual(table.linesOf('courier'));
  });

  it('does not depend on the order of sources, and never fails on any text', () => {
    const samples = fc.array(
      fc.record({
        source: fc.constantFrom('a', 'b'),
        title: fc.string({ unit: 'binary' }),
        text: fc.string({ unit: 'binary' }),
      }),
    );
    fc.assert(
      fc.property(samples, (articles) => {
        const together = new BoilerplateLearner();
        for (const { source, ...sample } of articles) together.add(source, sample);
        for (const wanted of ['a', 'b']) {
          const alone = new BoilerplateLearner();
          for (const { source, ...sample } of articles)
            if (source === wanted) alone.add(source, sample);
          expect(together.table().linesOf(wanted)).toEqual(alone.table().linesOf(wanted));
        }
      }),
      { numRuns: 200 },
    );
  });
});
