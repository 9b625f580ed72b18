import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editorialFor, withPins, type Signal, type SignalScope } from '../src/editorial.js';
import type { ArticleWithCard } from '../src/model.js';
import { articleOf, dayMs, now } from './world.js';

const site: SignalScope = { kind: 'site' };
const signal = (number: number, word: Signal['word'], more: Partial<Signal> = {}): Signal => ({
  number,
  word,
  scope: site,
  givenAt: now - dayMs,
  expiresAt: null,
  ...more,
});

function askedOf(section: string | null): ArticleWithCard {
  const article = articleOf({ number: 1, section });
  if (article.card === null) throw new Error('an article of a test has a card');
  return { ...article, card: article.card };
}
const asked = askedOf('Sport');

describe('what editors say', () => {
  test('is weighed, pinned and left out as they say', () => {
    const given = editorialFor(
      [
        signal(2, { kind: 'boost', factor: 3 }),
        signal(3, { kind: 'bury', factor: 0.5 }),
        signal(4, { kind: 'exclude' }),
        signal(5, { kind: 'pin', slot: 2 }),
      ],
      asked,
      now,
    );
    expect([...given.factors]).toEqual(
      expect.arrayContaining([
        [2, 3],
        [3, 0.5],
      ]),
    );
    expect([...given.excluded]).toEqual([4]);
    expect(given.pins).toEqual([{ slot: 2, number: 5 }]);
  });

  test('an exclusion beats a pin and a boost, however narrow they are', () => {
    const page: SignalScope = { kind: 'page', number: 1 };
    const given = editorialFor(
      [
        signal(2, { kind: 'exclude' }),
        signal(2, { kind: 'pin', slot: 1 }, { scope: page }),
        signal(2, { kind: 'boost', factor: 10 }, { scope: page }),
      ],
      asked,
      now,
    );
    expect([...given.excluded]).toEqual([2]);
    expect(given.pins).toEqual([]);
    expect(given.factors.size).toBe(0);
  });

  test('counts on its own pages alone', () => {
    const other: SignalScope = { kind: 'page', number: 9 };
    const section: SignalScope = { kind: 'section', section: ' sport' };
    const words = [
      signal(2, { kind: 'exclude' }, { scope: other }),
      signal(3, { kind: 'exclude' }, { scope: section }),
      signal(4, { kind: 'exclude' }),
    ];
    expect([...editorialFor(words, asked, now).excluded].sort()).toEqual([3, 4]);
    expect([...editorialFor(words, askedOf('City'), now).excluded]).toEqual([4]);
    expect([...editorialFor(words, askedOf(null), now).excluded]).toEqual([4]);
    expect([...editorialFor(words, null, now).excluded]).toEqual([4]);
  });

  test('counts until the moment at which it ends', () => {
    const words = [signal(2, { kind: 'exclude' }, { expiresAt: now })];
    expect(editorialFor(words, asked, now - 1).excluded.size).toBe(1);
    expect(editorialFor(words, asked, now).excluded.size).toBe(0);
  });

  test('the narrowest scope weighs, and of one scope the last word', () => {
    const words = [
      signal(2, { kind: 'bury', factor: 0.1 }, { givenAt: now }),
      signal(2, { kind: 'boost', factor: 2 }, { scope: { kind: 'section', section: 'Sport' } }),
      signal(
        2,
        { kind: 'boost', factor: 5 },
        { scope: { kind: 'section', section: 'Sport' }, givenAt: now },
      ),
    ];
    expect(editorialFor(words, asked, now).factors.get(2)).toBe(5);
    expect(editorialFor(words, null, now).factors.get(2)).toBe(0.1);
  });

  test('is the same in whatever order it was kept', () => {
    const word = fc.oneof(
      fc.constant({ kind: 'exclude' as const }),
      fc.record({ kind: fc.constant('pin' as const), slot: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ kind: fc.constant('boost' as const), factor: fc.constantFrom(1, 2, 10) }),
      fc.record({ kind: fc.constant('bury' as const), factor: fc.constantFrom(0, 0.5, 0.9) }),
    );
    const scope = fc.constantFrom<SignalScope>(
      site,
      { kind: 'section', section: 'Sport' },
      { kind: 'page', number: 1 },
      { kind: 'page', number: 8 },
    );
    const signals = fc.uniqueArray(
      fc.record({
        number: fc.integer({ min: 2, max: 6 }),
        word,
        scope,
        givenAt: fc.integer({ min: 1, max: 1_000_000 }),
        expiresAt: fc.constantFrom(null, now, now + 1),
      }),
      { selector: ({ givenAt }) => givenAt, maxLength: 12 },
    );
    fc.assert(
      fc.property(signals, (given) => {
        const shown = ({ pins, factors, excluded }: ReturnType<typeof editorialFor>) => ({
          pins,
          factors: new Map([...factors].sort(([a], [b]) => a - b)),
          excluded: new Set([...excluded].sort((a, b) => a - b)),
        });
        expect(shown(editorialFor([...given].reverse(), asked, now))).toEqual(
          shown(editorialFor(given, asked, now)),
        );
      }),
    );
  });
});

describe('pins', () => {
  test('stand in their slots, the others around them in their order', () => {
    const pinned = [
      { slot: 2, item: 'P' },
      { slot: 4, item: 'Q' },
    ];
    expect(withPins(['a', 'b', 'c'], pinned, 5)).toEqual(['a', 'P', 'b', 'Q', 'c']);
    expect(withPins(['a', 'b', 'c'], pinned, 3)).toEqual(['a', 'P', 'Q']);
    expect(withPins([], pinned, 5)).toEqual(['P', 'Q']);
  });

  test('that share a slot stand one after the other', () => {
    const pinned = [
      { slot: 1, item: 'P' },
      { slot: 1, item: 'Q' },
    ];
    expect(withPins(['a', 'b'], pinned, 5)).toEqual(['P', 'Q', 'a', 'b']);
  });

  test('lose nothing and push out only what stands last', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 12 }),
        fc.uniqueArray(fc.integer({ min: 51, max: 60 }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 12 }),
        (items, pins, slots, limit) => {
          const pinned = pins
            .map((item, i) => ({ slot: slots[i] ?? 1, item }))
            .sort((a, b) => a.slot - b.slot);
          const placed = withPins(items, pinned, limit);
          expect(placed).toHaveLength(Math.min(limit, items.length + pins.length));
          const pinsShown = placed.filter((item) => item > 50);
          expect(pinsShown).toEqual(pinned.slice(0, limit).map(({ item }) => item));
          const others = placed.filter((item) => item <= 50);
          expect(others).toEqual(items.slice(0, others.length));
          for (const [i, { slot, item }] of pinned.slice(0, limit).entries()) {
            const place = placed.indexOf(item) + 1;
            const earlier = pinned
              .slice(0, i)
              .some((other) => placed.indexOf(other.item) + 1 >= slot);
            if (place !== slot && !earlier) expect(place).toBeLessThan(slot);
          }
        },
      ),
    );
  });
});
