/** Every term has a description, and the hash of what it says is the term. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { termId } from '../src/hash.js';
import { describeTerms, makeTerms, type DescribedTerm, type TextInput } from '../src/index.js';
import { hasData, textsOf, whySkipped } from './data.js';

/** The terms of a body, in the order of the text as far as a description tells. */
function describedOf(input: Partial<TextInput>): DescribedTerm[] {
  return [...describeTerms({ title: '', text: '', ...input }).described];
}

function expectTrue(input: TextInput): DescribedTerm[] {
  const { described, ...made } = describeTerms(input);
  expect(made).toEqual(makeTerms(input));
  expect(described.map(({ id }) => id)).toEqual([...made.terms.ids]);
  for (const { id, kind, key } of described) {
    if (key === null) continue;
    expect(termId(kind, kind === 'word' ? (made.language ?? '') : '', key)).toBe(id);
  }
  return [...described];
}

const languages = ['en', 'de', 'fr', 'ru', 'uk', 'zh', 'ja', 'th', null] as const;

const piece = fc.constantFrom(
  ...['The', 'ferry', "Kyiv's", "d'État", 'Storm Shadow', 'F-16s', '1,000', '3.5', 'US', 'U.S.'],
  ...[
    'NATO',
    '北京2008年の東京',
    '的',
    'ประเทศไทย',
    'п’ять',
    'Straße',
    'été',
    '\n',
    '. ',
    '1.234,5',
  ],
);
const texts = fc.oneof(
  fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

describe('described terms', () => {
  it('are those of makeTerms, and the hash of each kind and key is the id', () => {
    const inputs = fc.record({
      title: texts,
      lead: texts,
      text: texts,
      tags: fc.array(texts, { maxLength: 3 }),
      section: fc.option(texts),
      language: fc.constantFrom(...languages),
    });
    fc.assert(
      fc.property(inputs, (input) => {
        expectTrue(input);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['en', 'many ferries sail', 'word', 'ferri', 'ferries'],
    ['de', 'die Straßen', 'word', 'strass', 'Straßen'],
    ['en', "in Kyiv's streets", 'word', 'kyiv', 'Kyiv'],
    ['en', 'it cost 1,000 of them', 'number', '1000', '1,000'],
    ['en', 'with F-16s over it', 'number', 'f16', 'F-16s'],
    ['en', 'all of the US is there', 'acronym', 'us', 'US'],
    ['en', 'they flew with Storm Shadow again', 'name', 'storm shadow', 'Storm Shadow'],
    ['zh', '北京', 'bigram', '北京', '北京'],
    [null, 'ประเทศ', 'bigram', 'ปร', 'ปร'],
  ])('%s: in "%s" there is the %s %s', (language, text, kind, key, surface) => {
    const described = describedOf({ title: '*', text, language });
    expect(described).toContainEqual({ id: expect.any(Number), kind, key, surface });
  });

  it('tell a tag and a section from a word of the same letters', () => {
    const described = describedOf({
      title: '*',
      text: 'the ferry',
      tags: ['Ferry', 'Café'],
      section: 'Sport',
      language: 'en',
    });
    expect(described.map(({ kind, key, surface }) => [kind, key, surface]).sort()).toEqual([
      ['section', 'sport', 'Sport'],
      ['tag', 'cafe', 'Café'],
      ['tag', 'ferry', 'Ferry'],
      ['word', 'ferri', 'ferry'],
    ]);
  });

  it('leave boilerplate out, as the terms do', () => {
    const input = {
      title: 'A headline',
      text: 'The ferry sails.\nSubscribe today for free.',
      language: 'en',
      boilerplate: { ownPart: (line: string) => (line.startsWith('Subscribe') ? '' : line) },
    };
    expect(expectTrue(input).map(({ surface }) => surface)).not.toContain('Subscribe');
  });

  const set = 'same-story/ecbplus.jsonl';
  const onRealText = hasData(set) ? it : it.skip;
  onRealText(`have a key for all but one of a thousand in real news${whySkipped(set)}`, () => {
    const described = textsOf(set)
      .slice(0, 150)
      .flatMap(({ title, text, lang }) => expectTrue({ title, text, language: lang }));
    const keyless = described.filter(({ key }) => key === null);
    expect(described.length).toBeGreaterThan(10_000);
    expect(keyless.length).toBeLessThan(described.length / 1_000);
  });
});
