import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageText, enumerated, localeOf, spokenLanguages, wordsFor } from '../src/words.js';

const languages = spokenLanguages();

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const now = Date.UTC(2026, 10, 22, 12);

describe('the words', () => {
  it.each(languages)('of %s are all there, and its own', (language) => {
    const words = wordsFor(language);
    for (const text of Object.values(words)) expect(text).toMatch(/^\S.*\S$/);
    if (language !== 'en') expect(words.heading).not.toBe(wordsFor('en').heading);
  });

  it.each(['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'ar'])('speak %s', (language) => {
    expect(languages).toContain(language);
  });

  it('are those of the language, whatever its region or script', () => {
    for (const tag of ['de-AT', 'DE', 'de-Latn-CH', 'de_DE']) {
      expect(wordsFor(localeOf(tag))).toEqual(wordsFor('de'));
    }
    expect(wordsFor('no')).toEqual(wordsFor('nb'));
  });

  it('are English where the page names no language that is spoken here', () => {
    for (const tag of ['', 'xx', 'tlh', 'not a tag', 'constructor', '__proto__', 'ae']) {
      expect(wordsFor(localeOf(tag)).heading).toBe('Articles You May Like');
    }
  });

  it('any text is a locale that Intl takes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(ageText(now - hourMs, now, localeOf(text))).not.toBe('');
      }),
    );
  });
});

describe('an age', () => {
  it.each([
    [0, '1 minute ago'],
    [-hourMs, '1 minute ago'],
    [59 * minuteMs, '59 minutes ago'],
    [hourMs, '1 hour ago'],
    [hourMs + 59 * minuteMs, '1 hour ago'],
    [dayMs - 1, '23 hours ago'],
    [dayMs, '1 day ago'],
    [30 * dayMs - 1, '29 days ago'],
    [30 * dayMs, 'Oct 23, 2026'],
    [400 * dayMs, 'Oct 18, 2025'],
  ])('of %d ms is told as "%s"', (ageMs, text) => {
    expect(ageText(now - ageMs, now, 'en')).toBe(text);
  });

  it("is told in the page's language", () => {
    expect(ageText(now - 3 * hourMs, now, 'de')).toBe('vor 3 Stunden');
    expect(ageText(now - 3 * hourMs, now, 'fr')).toBe('il y a 3 heures');
  });
});

describe('names in a line', () => {
  it('stand in their order, with something between them, and none is lost', () => {
    const name = fc.string({ minLength: 1 });
    const names = fc.array(name, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(names, fc.constantFrom(...languages), (given, language) => {
        const parts = enumerated(given, language, (made, place) => ({ made, place }));
        expect(parts.filter((part) => typeof part === 'object')).toEqual(
          given.map((made, place) => ({ made, place })),
        );
        expect(parts.length).toBeGreaterThanOrEqual(2 * given.length - 1);
      }),
    );
  });

  it('read as a person would write them', () => {
    const text = (language: string): string =>
      enumerated(['A', 'B'], language, (made) => made).join('');
    expect(text('en')).toBe('A, B');
    expect(text('de')).toBe('A, B');
  });
});
