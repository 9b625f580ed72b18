import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeTerms } from '../src/index.js';
import { TERMS_MAX, TEXT_CHARACTERS_MAX, TOKEN_CHARACTERS_MAX } from '../src/limits.js';
import { areSameTerms, countOf, countsOf, idsOf } from './probe.js';

describe('words of each language', () => {
  it.each([
    ['en', 'missile', 'missiles'],
    ['en', 'connected', 'connections'],
    ['en', 'naïve', 'naive'],
    ['de', 'Verhandlung', 'Verhandlungen'],
    ['de', 'Straße', 'Strasse'],
    ['fr', 'élections', 'élection'],
    ['fr', 'Élection', 'election'],
    ['es', 'elecciones', 'elección'],
    ['it', 'elezione', 'elezioni'],
    ['pt', 'presidente', 'presidentes'],
    ['nl', 'verkiezing', 'verkiezingen'],
    ['sv', 'regeringen', 'regeringar'],
    ['no', 'regjeringen', 'regjeringene'],
    ['ru', 'президент', 'президента'],
    ['uk', 'президент', 'президента'],
    ['id', 'pemilihan', 'memilih'],
  ])('%s: %s and %s are one term', (language, one, two) => {
    expect(areSameTerms(language, one, two)).toBe(true);
  });

  it.each([
    ['en', 'the and of with would'],
    ['de', 'der und nicht dass würde'],
    ['fr', 'les et avec était qui'],
    ['es', 'los y con estaba que'],
    ['ru', 'и не что это'],
    ['ar', 'من إلى على هذا'],
  ])('%s: stop words alone make no term', (language, text) => {
    expect(idsOf(language, text)).toEqual([]);
  });

  it('ar: words stay as they are, each one term', () => {
    expect(idsOf('ar', 'الرئيس الحكومة')).toHaveLength(2);
    expect(areSameTerms('ar', 'الرئيس', 'الحكومة')).toBe(false);
  });

  it('the same letters in two languages are two terms; a name or a number is one', () => {
    expect(idsOf('en', 'Gift')).not.toEqual(idsOf('de', 'Gift'));
    expect(idsOf('en', '2017')).toEqual(idsOf('de', '2017'));
    const shared = idsOf('en', 'they say Angela Merkel has left').filter((id) =>
      idsOf('de', 'man sagt, Angela Merkel sei weg').includes(id),
    );
    expect(shared).toHaveLength(1);
  });

  it('without a language nothing is stemmed and nothing dropped for being common', () => {
    expect(areSameTerms(null, 'missile', 'missiles')).toBe(false);
    expect(idsOf(null, 'the')).toHaveLength(1);
  });

  it('keeps the marks that make letters in other scripts', () => {
    expect(areSameTerms('hi', 'कल', 'काल')).toBe(false);
    expect(areSameTerms(null, 'йод', 'иод')).toBe(false);
  });
});

describe('scripts without spaces', () => {
  it('become pairs of neighbouring characters, so that a word is found in a sentence', () => {
    expect(idsOf('zh', '导弹发射')).toHaveLength(3);
    const sentence = idsOf('zh', '中国反对朝鲜的导弹发射');
    for (const pair of idsOf('zh', '导弹')) expect(sentence).toContain(pair);
  });

  it('one character alone is a term', () => {
    expect(idsOf('ja', '港')).toHaveLength(1);
  });

  it('have the same pairs whether the language is known or not', () => {
    expect(idsOf('zh', '导弹发射')).toEqual(idsOf(null, '导弹发射'));
  });

  it('are cut from Latin words and numbers beside them', () => {
    const ids = idsOf('ja', '日本のF-16戦闘機2017');
    for (const part of ['日本', '戦闘機']) {
      for (const id of idsOf('ja', part)) expect(ids).toContain(id);
    }
    expect(countOf({ text: '新型2017', language: 'ja' }, 'number', '', '2017')).toBeGreaterThan(0);
  });

  it('characters outside the basic plane are not cut in half', () => {
    expect(idsOf('zh', '𠀀𠀁𠀂')).toHaveLength(2);
    expect(areSameTerms('zh', '𠀀𠀁', '𠀀𠀂')).toBe(false);
  });

  it.each([
    ['Thai', 'กรุงเทพ', 6],
    ['Khmer', 'ភ្នំពេញ', 6],
    ['Lao', 'ວຽງຈັນ', 5],
    ['Burmese', 'မန္တလေး', 6],
    ['Katakana', 'コーヒー', 3],
  ])('%s is one of them', (_script, word, pairs) => {
    expect(idsOf(null, word)).toHaveLength(pairs);
  });
});

describe('tokens', () => {
  it.each([
    ['F-16', 'f-16'],
    ['F-16', 'F‑16'],
    ['F-16s', 'F-16'],
    ['Covid-19', 'COVID-19'],
    ['Covid-19', 'Covid19'],
    ['they told U.S. officials', 'they told US officials'],
    ['U.N. talks', 'UN talks'],
    ['U.S. STRIKES', 'U.S. strikes'],
    ['N.A.T.O.', 'NATO'],
    ['NATO', 'Nato'],
    ['Kyiv’s', 'Kyiv'],
    ["KYIV'S", 'Kyiv'],
    ['1,000', '1000'],
    ['1.000', '1000'],
    ['3,5', '3.5'],
    ['1990s', '1990'],
    ['ﬁnance', 'finance'],
    ['ｆｉｎａｎｃｅ', 'finance'],
    ['fi\u00ADnance', 'finance'],
    ['re\u0301sume\u0301', 'résumé'],
    ['long-range missile', 'missile range long'],
    ['https://example.com/path?q=ignored missile', 'missile'],
    ["O'Neill", 'Neill'],
  ])('%s and %s come to the same terms', (one, two) => {
    expect(areSameTerms('en', one, two)).toBe(true);
  });

  it.each(['F-16', 'U.S.', 'Covid-19', 'S-400', '3.5', '2017', '5G', 'MH-370', '1,000'])(
    '%s survives as one term',
    (token) => {
      expect(idsOf('en', token)).toHaveLength(1);
    },
  );

  it('one digit alone says nothing, two do', () => {
    expect(idsOf('en', '7 in 5')).toEqual([]);
    expect(idsOf('en', '42')).toHaveLength(1);
  });

  it('a country is not the pronoun of the same letters, unless everything is in capitals', () => {
    expect(idsOf('en', 'they told US officials').length).toBe(idsOf('en', 'they told us officials').length + 1); // prettier-ignore
    expect(idsOf('en', 'THEY TOLD US OFFICIALS')).toEqual(idsOf('en', 'they told us officials'));
  });

  it.each([
    ['fr', "l'élection d’État qu'il", 'élection État'],
    ['it', "dell'Unione", 'Unione'],
    ['en', "don't isn't missile", 'missile'],
  ])('%s: %s is split at the apostrophe', (language, one, two) => {
    expect(areSameTerms(language, one, two)).toBe(true);
  });

  it('a year behind a hyphen is found as a year', () => {
    expect(idsOf('en', 'mid-2017')).toEqual(expect.arrayContaining(idsOf('en', '2017')));
  });

  it('words that are properties of every object are ordinary words', () => {
    for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
      expect(idsOf('en', word)).toHaveLength(1);
    }
    expect(countOf({ text: 'constructor' }, 'word', '', 'constructor')).toBe(2);
  });

  it('one longer than 64 is no term, one of 64 is', () => {
    expect(idsOf('en', 'x'.repeat(TOKEN_CHARACTERS_MAX + 1))).toEqual([]);
    expect(idsOf('en', 'x'.repeat(TOKEN_CHARACTERS_MAX))).toHaveLength(1);
  });
});

describe('fields', () => {
  const count = (input: Parameters<typeof countsOf>[0]): number =>
    countOf({ language: 'en', ...input }, 'word', 'en', 'missil');
  const other = 'Harbour talks continue tonight.';

  it('a word counts 3 in the title, 2 in the lead, 1 in the body', () => {
    expect(count({ title: 'Missile', lead: other, text: other })).toBe(3);
    expect(count({ title: other, lead: 'Missile', text: other })).toBe(2);
    expect(count({ title: other, lead: 'Harbour', text: 'A missile' })).toBe(1);
    expect(count({ title: 'Missile', lead: 'Missile found', text: 'A missile, a missile' })).toBe(
      7,
    );
  });

  it('a summary that is the beginning of the text counts once, as lead', () => {
    const lead = 'The missile flew over the harbour.';
    expect(count({ lead, text: `${lead}\nNobody was hurt.` })).toBe(2);
    expect(count({ lead, text: `By A Reporter\n${lead} Nobody was hurt.` })).toBe(2);
    expect(count({ lead: 'The missile\nflew  over', text: `${lead} Nobody.` })).toBe(2);
    expect(count({ lead, text: lead })).toBe(2);
  });

  it.each(['…', '...', ' [...]', ' […]', '(...)'])(
    'also one that was cut off with %j',
    (ellipsis) => {
      const lead = `The missile flew over${ellipsis}`;
      expect(count({ lead, text: 'The missile flew over the harbour.' })).toBe(2);
    },
  );

  it('a text that is the beginning of its summary counts once, as lead', () => {
    expect(count({ lead: 'The missile flew far.', text: 'The missile' })).toBe(2);
  });

  it('a title repeated at the beginning of summary or text counts once, as title', () => {
    expect(count({ title: 'Missile', text: `Missile\n${other}` })).toBe(3);
    expect(count({ title: 'Missile', lead: 'Missile', text: other })).toBe(3);
    const title = 'A missile flew over the old harbour';
    expect(count({ title, text: `${title} ${other}` })).toBe(3);
  });

  it('without a summary the first lines are the lead', () => {
    const text = `A missile flew.\n${'Harbour talks continue. '.repeat(10)}\nAnother missile.`;
    expect(count({ text })).toBe(3);
  });

  it('without a summary or line breaks the first 600 characters are the lead', () => {
    expect(count({ text: `missile ${'harbour '.repeat(90)} missile` })).toBe(3);
  });

  it('only a headline is enough', () => {
    expect(count({ title: 'Missile' })).toBe(3);
  });

  it('the order of the sentences does not change the terms of a body', () => {
    const one = countsOf({ lead: other, text: 'A missile flew. Nobody was hurt.', language: 'en' });
    const two = countsOf({ lead: other, text: 'Nobody was hurt. A missile flew.', language: 'en' });
    expect([...two]).toEqual([...one]);
  });
});

describe('tags and section', () => {
  it('are terms of their own kind, in any case, whatever the language', () => {
    const one = countsOf({ tags: ['Élections'], section: 'World', language: 'fr' });
    const two = countsOf({ tags: [' elections '], section: 'WORLD', language: 'en' });
    expect(one.size).toBe(2);
    expect([...two]).toEqual([...one]);
    expect(countOf({ tags: ['world'] }, 'section', '', 'world')).toBe(0);
    expect(countOf({ text: 'elections' }, 'tag', '', 'elections')).toBe(0);
  });

  it('count once however often they are given; empty and overlong ones do not count', () => {
    const tags = ['War', 'war ', '', '  ', 'x'.repeat(101)];
    const counts = countsOf({ tags, section: null });
    expect([...counts.values()]).toEqual([2]);
  });
});

describe('a section among the tags', () => {
  it('counts as the section only', () => {
    const counts = countsOf({ tags: ['World', 'Élections'], section: 'world' });
    expect(counts.size).toBe(2);
    expect(countOf({ tags: ['World'], section: 'world' }, 'tag', '', 'world')).toBe(0);
    expect(countOf({ tags: ['World'], section: 'world' }, 'section', '', 'world')).toBe(1);
  });
});

describe('names', () => {
  /** How often a name counts: each occurrence is half a word. */
  const name = (text: string, key: string, title = '*'): number =>
    2 * countOf({ title, lead: 'x', text, language: 'en' }, 'name', '', key);

  it('are capitalised words side by side', () => {
    expect(
      name('They had sent Storm Shadow then, and now more Storm Shadow.', 'storm shadow'),
    ).toBe(2);
    expect(name('He works for Edison International today.', 'edison international')).toBe(1);
    expect(name('So says Ursula von der Leyen, they say.', 'ursula von')).toBe(0);
  });

  it('do not take in the first word of a sentence when it is a stop word', () => {
    expect(name('All is well. The Storm Shadow flew.', 'storm shadow')).toBe(1);
    expect(name('“The Storm Shadow flew,” he said.', 'storm shadow')).toBe(1);
  });

  it('keep a stop word inside a sentence: it is capitalised on purpose', () => {
    expect(name('They flew to New York on time.', 'new york')).toBe(1);
  });

  it('end at punctuation, at a possessive and between lines', () => {
    expect(name('They met Anna, Berta and others.', 'anna berta')).toBe(0);
    expect(name("They saw Kyiv's Storm again.", 'kyiv storm')).toBe(0);
    expect(name('they met Anna\nBerta was there too', 'anna berta')).toBe(0);
  });

  it('are not made of headlines in which most words are capitalised, nor of capitals alone', () => {
    expect(name('', 'missile strikes', 'Missile Strikes Old Harbour in Spring')).toBe(0);
    expect(name('', 'missile strikes', 'MISSILE STRIKES HARBOUR')).toBe(0);
    expect(name('MISSILE STRIKES HARBOUR', 'missile strikes harbour')).toBe(0);
  });

  it('are found in a headline in sentence case', () => {
    expect(name('', 'storm shadow', 'Why the Storm Shadow missile matters now')).toBe(3);
  });

  it('have two to four words', () => {
    expect(name('he met Anna today', 'anna')).toBe(0);
    expect(name('he saw One Two Three Four and left early today', 'one two three four')).toBe(1);
    const five = 'he then saw One Two Three Four Five and left very early today';
    expect(name(five, 'one two three four five')).toBe(0);
  });

  it('are the same with and without accents', () => {
    expect(name('they met José Müller there', 'jose muller')).toBe(1);
  });
});

describe('labels', () => {
  const text =
    'They sent Storm Shadow missiles. A missile of the type Storm Shadow flew over the harbour.';

  it('are names first, then tags, then words, each by falling count', () => {
    const { labels } = makeTerms({ title: 'On missiles', text, tags: ['War'], language: 'en' });
    const shown = labels.map(({ label }) => label);
    expect(shown.slice(0, 3)).toEqual(['Storm Shadow', 'War', 'missiles']);
    expect(shown).toContain('harbour');
    expect(shown).not.toContain('the');
  });

  it('belong to terms that were kept, and are at most 24', () => {
    const words = Array.from({ length: 3000 }, (_, n) => `word${String.fromCharCode(97 + (n % 26))}x${n}`); // prettier-ignore
    const { labels, terms } = makeTerms({ title: '', text: words.join(' '), language: 'en' });
    expect(labels).toHaveLength(24);
    expect(labels.every(({ id }) => terms.ids.includes(id))).toBe(true);
    expect(new Set(labels.map(({ id }) => id)).size).toBe(24);
  });

  it('leave room for words beside many names', () => {
    const first = ['Anna', 'Berta', 'Clara', 'Dora', 'Emma', 'Frida'];
    const last = ['Smith', 'Jones', 'Miller', 'Baker', 'Cook'];
    const people = first.flatMap((one) => last.map((two) => `those missiles ${one} ${two} has`));
    const { labels } = makeTerms({ title: 'On missiles', text: people.join('. '), language: 'en' });
    expect(labels).toHaveLength(24);
    expect(labels.filter(({ label }) => label.includes(' '))).toHaveLength(12);
    expect(labels.map(({ label }) => label)).toContain('missiles');
  });
});

describe('any text at all', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          '\ud800',
          '\udc00',
          "'s",
          '-1',
          'U.',
          '.',
          '\n',
          ' ',
          'Aa',
          'ß',
          '中',
          'ก',
          '́',
          '…',
          '7',
          ',',
          'constructor',
          'İ',
          '\u0000',
          '\ufdfa',
        ),
      ) // prettier-ignore
      .map((parts) => parts.join('')),
  );
  const language = fc.option(
    fc.constantFrom('en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'no', 'ru', 'uk', 'id', 'ar', 'zh', 'ja', 'vi', 'xx'), // prettier-ignore
  );
  const anyInput = fc.record({
    title: anyText,
    lead: anyText,
    text: anyText,
    tags: fc.array(anyText, { maxLength: 3 }),
    section: fc.option(anyText),
    language,
  });

  it('has terms that keep every promise of stored terms', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { terms, labels } = makeTerms(input);
        expect(terms.counts).toHaveLength(terms.ids.length);
        terms.ids.forEach((id, place) => {
          expect(id).toBeGreaterThan(terms.ids[place - 1] ?? -1);
        });
        expect(terms.counts.every((count) => count > 0 && Number.isFinite(count))).toBe(true);
        const ids = new Set(terms.ids);
        expect(labels.every(({ id, label }) => ids.has(id) && label !== '')).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('has the same terms again, whatever was read in between', () => {
    fc.assert(
      fc.property(anyInput, anyInput, (input, between) => {
        const first = makeTerms(input);
        makeTerms(between);
        expect(makeTerms(input)).toEqual(first);
      }),
    );
  });

  it('with nothing in it has no terms and no language', () => {
    const { terms, labels, language: found } = makeTerms({ title: '', text: ' \n\t ' });
    expect([terms.ids.length, labels.length, found]).toEqual([0, 0, null]);
  });

  it('keeps 2,000 terms, those with the highest counts, and of equal ones always the same', () => {
    const word = (n: number): string => `word${n}`;
    const twice = Array.from({ length: 500 }, (_, n) => word(n));
    const once = Array.from({ length: 4000 }, (_, n) => word(1000 + n));
    const forwards = { title: '*', lead: 'lead', text: [...twice, ...once, ...twice].join(' ') };
    const backwards = { ...forwards, text: [...twice, ...once.toReversed(), ...twice].join(' ') };
    const counts = countsOf(forwards);
    expect(counts.size).toBe(TERMS_MAX);
    for (const one of twice) expect(counts.get(idsOf(null, one)[0] ?? -1)).toBe(2);
    expect([...countsOf(backwards)]).toEqual([...counts]);
  });

  it('is read up to 200,000 characters, also when normalising lengthens it', () => {
    const text = `${'a '.repeat(TEXT_CHARACTERS_MAX / 2)}missile`;
    expect(idsOf('en', text)).toEqual([]);
    expect(idsOf('en', text.slice(20))).toHaveLength(1);
    expect(idsOf(null, '\ufdfa '.repeat(TEXT_CHARACTERS_MAX / 2)).length).toBeLessThan(10);
  });

  const half = TEXT_CHARACTERS_MAX / 2;
  it.each([
    ['one word', 'a'.repeat(2 * half)],
    ['dots', 'a.'.repeat(half)],
    ['dots with a word at the end', `${'a.'.repeat(half - 2)}abc`],
    ['digits and commas', '1,'.repeat(half)],
    ['digits with a letter at the end', `1.${'1'.repeat(2 * half - 3)}a`],
    ['apostrophes', "a'".repeat(half)],
    ['hyphens', 'a-1'.repeat(half / 2)],
    ['marks', `a${'\u0301'.repeat(2 * half)}`],
    ['spaces', ' '.repeat(2 * half)],
    ['spaces with a letter at the end', `${'\t'.repeat(2 * half - 1)}x`],
    ['line breaks and spaces', ' \n'.repeat(half)],
    ['quotes', `${'"'.repeat(2 * half - 1)}A`],
    ['capitals', 'Aa Bb '.repeat(half / 3)],
    ['addresses', 'http://'.repeat(half / 4)],
    ['one Han character', '中'.repeat(2 * half)],
    ['dots that look like an ellipsis', '.'.repeat(2 * half)],
    ['brackets', '[('.repeat(half)],
    ['lone surrogates', '\ud800'.repeat(2 * half)],
    ['Greek with many marks', `ά${'\u0301'.repeat(60)} `.repeat(half / 31)],
  ])('takes no time to speak of for 200,000 characters of %s', (_what, text) => {
    const before = process.cpuUsage();
    makeTerms({ title: text, lead: text, text });
    const { user } = process.cpuUsage(before);
    // Quadratic work on these takes a minute; linear work some tens of milliseconds.
    expect(user / 1000).toBeLessThan(10_000);
  });
});
