import { describe, expect, it } from '@jest/globals';
import { buildIdfTable } from '@maylike/tfidf';
import fc from 'fast-check';
import { decodeCard, encodeCard } from '../src/codecs/card.js';
import { decodeIdf, encodeIdf } from '../src/codecs/idf-codec.js';
import {
  decodeBest,
  decodeBound,
  decodeList,
  encodeBest,
  encodeList,
  versionTag,
} from '../src/codecs/list-codec.js';
import { decodeLabels, encodeLabels } from '../src/codecs/labels-codec.js';
import { decodeTerms, encodeTerms } from '../src/codecs/terms-codec.js';
import { decodeText, encodeText } from '../src/codecs/text-codec.js';
import { contentOf } from './support.js';

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const scoreE6 = fc.integer({ min: 0, max: 1_000_000 });
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const corrupt = expect.objectContaining({ code: 'data_corrupt' });

describe('a list as bytes', () => {
  it('comes back as it was, with what is kept of the versions', () => {
    const entry = fc.record({
      number: u32,
      version: fc.integer({ min: 1, max: 1_000_000 }),
      scoreE6,
    });
    const list = fc.record({
      version: fc.integer({ min: 1, max: 1_000_000 }),
      bound: fc.record({ scoreE6, number: u32, publishedAt: time }),
      entries: fc.array(entry, { maxLength: 64 }),
    });
    fc.assert(
      fc.property(list, (given) => {
        const bytes = encodeList(given);
        expect(bytes).toHaveLength(20 + 8 * given.entries.length);
        expect(decodeBound(bytes)).toEqual(given.bound);
        const numbers = given.entries.map(({ number }) => number);
        expect(decodeBest(encodeBest(given))).toEqual(numbers.slice(0, 8));
        expect(decodeList(bytes)).toEqual({
          versionTag: versionTag(given.version),
          bound: given.bound,
          entries: given.entries.map(({ version, ...rest }) => ({
            ...rest,
            versionTag: versionTag(version),
          })),
        });
      }),
    );
  });

  it('has at most 64 entries', () => {
    const entries = Array.from({ length: 65 }, () => ({ number: 1, version: 1, scoreE6: 1 }));
    expect(() =>
      encodeList({ version: 1, bound: { scoreE6: 0, number: 0, publishedAt: 0 }, entries }),
    ).toThrow(RangeError);
  });

  it('is refused by name when it is anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        fc.pre(!(bytes.length >= 20 && bytes[0] === 1));
        expect(() => decodeList(Buffer.from(bytes))).toThrow(corrupt);
      }),
    );
  });
});

describe('labels as text', () => {
  const label = fc.record({ id: u32, label: fc.string() });

  it('come back as they were, as do those that an earlier release has stored', () => {
    fc.assert(
      fc.property(fc.array(label), (labels) => {
        expect(decodeLabels(encodeLabels(labels), 'labels')).toEqual(labels);
        expect(decodeLabels(JSON.stringify(labels), 'labels')).toEqual(labels);
      }),
    );
  });

  it.each(['', '{}', '[1]', '["a", 1]', '[1, 2]', '[{"id": 1}]', '[null, "a"]'])(
    'are refused by name when they are %s',
    (text) => {
      expect(() => decodeLabels(text, 'labels of 7')).toThrow(corrupt);
    },
  );
});

describe('terms as bytes', () => {
  it('come back as they were, counts to a sixteenth', () => {
    const term = fc.tuple(
      u32,
      fc.integer({ min: 1, max: 0xffff }).map((n) => n / 16),
    );
    fc.assert(
      fc.property(fc.array(term), fc.nat(255), time, (pairs, textVersion, publishedAt) => {
        const terms = {
          ids: Uint32Array.from(pairs, ([id]) => id),
          counts: Float32Array.from(pairs, ([, count]) => count),
        };
        const given = { terms, textVersion, publishedAt };
        expect(decodeTerms(encodeTerms(given))).toEqual(given);
      }),
    );
  });

  it('never lose a term for its small count, nor overflow for a large one', () => {
    const terms = { ids: new Uint32Array([1, 2]), counts: new Float32Array([0.001, 1e9]) };
    const back = decodeTerms(encodeTerms({ terms, textVersion: 1, publishedAt: 0 }));
    expect([...back.terms.counts]).toEqual([1 / 16, 0xffff / 16]);
  });

  it('are refused by name when they are cut', () => {
    const terms = { ids: new Uint32Array([1]), counts: new Float32Array([1]) };
    const bytes = encodeTerms({ terms, textVersion: 1, publishedAt: 0 });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeTerms(bytes.subarray(0, length))).toThrow(corrupt);
    }
  });
});

describe('the other codecs', () => {
  it('bring a table of document frequencies back', () => {
    const document = (ids: number[]) => ({
      ids: Uint32Array.from(ids),
      counts: new Float32Array(ids.length).fill(1),
    });
    const table = buildIdfTable([document([1, 5]), document([5, 0xffffffff])]);
    const back = decodeIdf(encodeIdf(table));
    expect(back.documentCount).toBe(2);
    expect(new Map(back.entries())).toEqual(new Map(table.entries()));
    expect(() => decodeIdf(Buffer.from('nonsense!'))).toThrow(corrupt);
  });

  it('bring any text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeText(encodeText(text))).toBe(text);
      }),
    );
    expect(() => decodeText(Buffer.from([255, 255]))).toThrow(corrupt);
  });

  it('bring a card back and refuse what is none', () => {
    const card: Record<string, unknown> = { ...contentOf('a') };
    delete card['text'];
    expect(decodeCard(encodeCard(contentOf('a')))).toEqual(card);
    expect(() => decodeCard('{"title":1}')).toThrow(corrupt);
    expect(() => decodeCard('no json')).toThrow(corrupt);
  });
});
