/** What a source prints under everything stops counting; what an event's reports repeat does not. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BoilerplateLearner, boilerplateTableFrom, makeTerms } from '../src/index.js';
import { phrasesOf, withoutPhrases } from '../src/phrases.js';

const newsletter = 'Unlock the Morning Tide newsletter for free';
const headlines = [
  'Harbour dues rise again',
  'Orchestra hires young conductor',
  'Glacier retreats faster',
  'Striker signs until June',
  'Bakers protest flour prices',
  'Observatory spots comet',
];

/** What stands in one article each. */
const ownWords = [
  'Ships pay more',
  'Few had expected her',
  'Ice melts in summer',
  'He stays',
  'Bread costs four crowns',
  'It will be back',
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
    headlines.map((title, at) => [title, `${ownWords[at] ?? ''}.\n${newsletter}`]),
  );

  it('a line under headlines that share no word is learned, with the evidence', () => {
    expect(table.linesOf('courier')).toEqual([
      { key: expect.any(Number), text: newsletter, articles: headlines.length },
    ]);
    expect(table.forSource('courier').ownPart(newsletter)).toBe('');
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
    expect(dated.forSource('courier').ownPart('PUBLISHED 29 may 9:05')).toBe('');
  });

  it('another source keeps the line', () => {
    expect(table.forSource('meridian').ownPart(newsletter)).toBe(newsletter);
  });

  it('a paragraph that the reports of one event repeat is kept', () => {
    const background = 'The Halden Bridge has carried the road since the old ferry was given up.';
    const event = learnedFrom(
      ['closed', 'measured', 'painted', 'repaired', 'reopened', 'remembered'].map((what) => [
        `Bridge ${what}`,
        background,
      ]),
    );
    expect(event.forSource('courier').ownPart(background)).toBe(background);
  });

  it('a line that one article repeats is not learned', () => {
    const chorus = learnedFrom([['Song of the year', `${newsletter}\n`.repeat(50)]]);
    expect(chorus.forSource('courier').ownPart(newsletter)).toBe(newsletter);
  });

  it('the headline of another article is a link to it, whatever the source', () => {
    expect(table.forSource('unknown').ownPart('Orchestra hires young conductor')).toBe('');
  });

  it('an article whose whole text is boilerplate keeps its text', () => {
    expect(termIds(newsletter, table)).toEqual(termIds(newsletter));
  });

  it('a line without letters is never boilerplate', () => {
    const numbers = learnedFrom(headlines.map((title) => [title, '1234\n* * *']));
    expect(numbers.linesOf('courier')).toEqual([]);
  });
});

describe('phrases of a source', () => {
  const signed = (title: string): string => `The post ${title} appeared first on The Courier.`;
  const table = learnedFrom(
    headlines.map((title, at) => [title, `${ownWords[at] ?? ''}.\n${signed(title)}`]),
  );
  const courier = table.forSource('courier');

  it('are learned where the sentence around them differs every time, with the evidence', () => {
    const learned = table.linesOf('courier').map(({ text, articles }) => [text, articles]);
    expect(learned).toContainEqual(['appeared first on The', headlines.length]);
    expect(learned).toContainEqual(['The post', headlines.length]);
  });

  it('are left out of a sentence; what else it says stays', () => {
    expect(courier.ownPart(signed('Ferry sinks off Lisse'))).toBe('Ferry sinks off Lisse');
    expect(courier.ownPart('It appeared first on the screen, then on paper.')).toBe(
      'It screen, then on paper.',
    );
    expect(table.forSource('meridian').ownPart(signed('Ferry sinks'))).toBe(signed('Ferry sinks'));
  });

  it('leave nothing of a sentence in which only the title stands beside them', () => {
    const article = { title: 'Ferry sinks off Lisse', language: 'en' };
    const text = 'The harbour was closed.';
    const terms = makeTerms({
      ...article,
      text: `${text}\n${signed(article.title)}`,
      boilerplate: courier,
    });
    expect(terms).toEqual(makeTerms({ ...article, text }));
  });

  it('are not learned from the reports of one event, nor where they are rare', () => {
    const event = learnedFrom(
      ['closed', 'measured', 'painted', 'repaired', 'reopened', 'remembered'].map((what, at) => [
        `Bridge ${what}`,
        `On day ${'x'.repeat(at + 1)} the Halden Bridge was open to all, ${what} or not.`,
      ]),
    );
    expect(event.linesOf('courier')).toEqual([]);
    const quiet = Array.from({ length: 20 }, (_, at) => [`${'abc'.repeat(at + 2)} talks`, 'None.']);
    const rare = learnedFrom([
      ...headlines.slice(0, 5).map((title) => [title, signed(title)] as const),
      ...quiet.map(([title = '', text = '']) => [title, text] as const),
    ]);
    expect(rare.linesOf('courier').filter(({ key }) => key < 0)).toEqual([]);
  });

  it('of a line that is learned as a whole are no evidence of their own', () => {
    const whole = learnedFrom(headlines.map((title) => [title, newsletter]));
    expect(whole.linesOf('courier').map(({ text }) => text)).toEqual([newsletter]);
  });

  it('leave out exactly the words that a phrase covers, of any line', () => {
    const word = fc.constantFrom('post', 'first', 'The', 'on', 'tide', '7', 'Courier');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), fc.array(fc.nat(20)), (words, chosen) => {
        const line = words.join(' ');
        const phrases = phrasesOf(line);
        const keys = new Set(chosen.map((at) => phrases[at]?.key ?? -1));
        const covered = phrases.filter(({ key }) => keys.has(key));
        let place = 0;
        const expected = words.filter((one) => {
          const at = line.indexOf(one, place);
          place = at + one.length;
          return !covered.some(({ start, end }) => start <= at && at < end);
        });
        expect(withoutPhrases(line, keys)).toBe(expected.join(' '));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a table', () => {
  it('is the same after it was stored', () => {
    const table = learnedFrom(headlines.map((title) => [title, newsletter]));
    const lines = new Map([['courier', table.linesOf('courier')]]);
    const restored = boilerplateTableFrom(lines, new Set());
    expect(restored.forSource('courier').ownPart(newsletter)).toBe('');
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
