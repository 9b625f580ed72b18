/** What was made fast says what its slow, obvious model says. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TermCounter } from '../src/counter.js';
import { normaliseText } from '../src/normalise.js';
import { surfacesByPattern, tokensOf } from '../src/tokens.js';
import { hashOfUnits, hashOfWord, UNKNOWN_WORD, Vocabulary } from '../src/vocabulary.js';

/** Texts full of the characters at which a token may end or go on. */
const trickyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'B', 'é', 'ß', 'ж', '中', 'ʼ', '7', '٣', '½', '.', ',', "'", '’', '-'),
      fc.constantFrom('\u2010', '\u0301', ' ', '_', '(', '\ud835\udc00', '😀', '\ud800', '\udc00'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('tokens', () => {
  it('are what the pattern finds, in any text', () => {
    fc.assert(
      fc.property(trickyText, (line) => {
        expect(tokensOf(line).map(({ surface }) => surface)).toEqual(surfacesByPattern(line));
      }),
      { numRuns: 3000 },
    );
  });

  it('know whether they begin with a capital', () => {
    fc.assert(
      fc.property(trickyText, (line) => {
        for (const { surface, isCapitalised } of tokensOf(line)) {
          expect(isCapitalised).toBe(/^[\p{Lu}\p{Lt}]/u.test(surface));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('have the hash of their surface, also in a line longer than any before', () => {
    for (const { surface, hash } of tokensOf(
      `Ärger über 1,000 “U.S.” Kyiv’s ${'long '.repeat(9000)}`,
    )) {
      expect(hash).toBe(hashOfWord(surface));
    }
    expect(hashOfUnits(new Uint16Array([0x61, 0x62]), 0, 2)).toBe(hashOfWord('ab'));
  });
});

describe('normaliseText', () => {
  const spacing = fc
    .array(
      fc.constantFrom(
        'a',
        '.',
        ' ',
        '  ',
        '\n',
        '\r',
        '\t',
        '\u00a0',
        '\u200b',
        '\u2028',
        '\u0085',
        '…',
        'http://x/',
      ),
    ) // prettier-ignore
    .map((parts) => parts.join(''));

  it('is its chain of replacements, whether or not a text needs them', () => {
    const model = (text: string): string =>
      text
        .replace(/\bhttps?:\/\/\S+/gi, ' ')
        .normalize('NFKC')
        .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, '')
        .replace(/[\r\v\f\u0085\u2028\u2029]/g, '\n')
        .replace(/[^\S\n]+/g, ' ')
        .replace(/ ?\n[ \n]*/g, '\n')
        .trim();
    fc.assert(
      fc.property(spacing, (text) => {
        expect(normaliseText(text, 10_000)).toBe(model(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a vocabulary', () => {
  const entries = fc.uniqueArray(
    fc.tuple(fc.string({ unit: 'binary', maxLength: 6 }), fc.array(fc.nat({ max: 2 ** 32 - 1 }), { maxLength: 3 })), // prettier-ignore
    { selector: ([word]) => word, maxLength: 50 },
  );
  const find = (vocabulary: Vocabulary, word: string): number =>
    vocabulary.find(`(${word})`, 1, 1 + word.length, hashOfWord(word));

  it('finds in any text the ids of each word that was added, and nothing else', () => {
    fc.assert(
      fc.property(entries, fc.string({ unit: 'binary', maxLength: 3 }), (words, other) => {
        const vocabulary = new Vocabulary();
        for (const [word, ids] of words) vocabulary.add(word, hashOfWord(word), ids);
        for (const [word, ids] of words)
          expect(vocabulary.idsOf(find(vocabulary, word))).toEqual(ids);
        if (words.every(([word]) => word !== other))
          expect(find(vocabulary, other)).toBe(UNKNOWN_WORD);
      }),
    );
  });

  it('tells words of one hash apart', () => {
    const vocabulary = new Vocabulary();
    vocabulary.add('one', 7, [1]);
    vocabulary.add('two', 7, [2, 3]);
    expect(vocabulary.idsOf(vocabulary.find('one two', 0, 3, 7))).toEqual([1]);
    expect(vocabulary.idsOf(vocabulary.find('one two', 4, 7, 7))).toEqual([2, 3]);
    expect(vocabulary.find('one two', 1, 4, 7)).toBe(UNKNOWN_WORD);
  });

  it('keeps every word while it grows, and none when it is cleared', () => {
    const vocabulary = new Vocabulary();
    const words = Array.from({ length: 20_000 }, (_, place) => `w${place}`);
    for (const [place, word] of words.entries()) vocabulary.add(word, hashOfWord(word), [place]);
    const found = words.map((word) => vocabulary.idOf(find(vocabulary, word), 0));
    expect(found).toEqual(words.map((_, place) => place));
    vocabulary.clear();
    expect(vocabulary.size).toBe(0);
    expect(words.every((word) => find(vocabulary, word) === UNKNOWN_WORD)).toBe(true);
  });
});

describe('a counter of terms', () => {
  it('counts as a map does, the greatest ids as well, and keeps the first form', () => {
    // Few, so that they recur; on both sides of 2^31, above which an id is negative as a signed number.
    const id = fc.oneof(
      fc.nat({ max: 40 }).map((high) => high * 2 ** 26),
      fc.constant(2 ** 32 - 1),
    );
    const additions = fc.array(fc.tuple(id, fc.constantFrom(0.5, 1, 1.5, 3)), { maxLength: 200 });
    fc.assert(
      fc.property(additions, (added) => {
        const counter = new TermCounter();
        const model = new Map<number, { count: number; first: number }>();
        for (const [place, [term, weight]] of added.entries()) {
          counter.add(term, weight, 'word', { surface: String(place) });
          const known = model.get(term) ?? { count: 0, first: place };
          model.set(term, { ...known, count: known.count + weight });
        }
        const terms = counter.terms().map(({ id: term, count, first }) => [term, { count, first: Number(first.surface) }]); // prettier-ignore
        expect(terms).toEqual([...model]);
        for (const [term, { count }] of model) expect(counter.countOf(term)).toBe(count);
        expect(counter.countOf(5)).toBe(0);
      }),
    );
  });

  it('loses nothing of thousands of terms', () => {
    const counter = new TermCounter();
    const ids = Array.from({ length: 5000 }, (_, place) => Math.imul(place, 0x9e3779b1) >>> 0);
    for (const id of [...ids, ...ids]) counter.add(id, 1, 'none', { surface: '' });
    expect(counter.terms()).toHaveLength(ids.length);
    expect(ids.every((id) => counter.countOf(id) === 2)).toBe(true);
  });
});
