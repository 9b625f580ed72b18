import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TfIdf } from 'natural/lib/natural/tfidf/index.js';
import {
  buildIdfTable,
  canonicalScore,
  canonicalScoreE6,
  dampenedFrequency,
  idfTableFrom,
  inverseDocumentFrequency,
  weigh,
  type Terms,
} from '../src/index.js';
import { arbitraryTerms, termsOf } from './corpora.js';

const aFewDocuments = fc.array(arbitraryTerms, { minLength: 2, maxLength: 8 });

describe('scikit-learn as the oracle', () => {
  // Made with scikit-learn 1.9.1, TfidfTransformer(sublinear_tf=True, smooth_idf=True, norm='l2'), on the counts below.
  // By hand, first row: N = 5; terms 11, 33 and 4e9 each lie in 3 documents: idf = ln(6/4) + 1 = 1.405465…;
  // tf: 1 + ln 3 = 2.098612…, 1, 1 + ln 2 = 1.693147…; the shared idf cancels in the norm:
  // sqrt(2.098612² + 1 + 1.693147²) = 2.875921…; 2.098612 / 2.875921 = 0.729718….
  const columns = [11, 22, 33, 44, 4_000_000_000];
  const counts = [
    [3, 0, 1, 0, 2],
    [1, 2, 0, 0, 0],
    [0, 5, 1, 7, 0],
    [0, 0, 0, 0, 1],
    [1, 1, 1, 1, 1],
  ];
  const idf = [
    1.4054651081081644, 1.4054651081081644, 1.4054651081081644, 1.6931471805599454,
    1.4054651081081644,
  ];
  const weights = [
    [0.7297183669435993, 0, 0.3477147117091919, 0, 0.5887321837696324],
    [0.5085423203783268, 0.8610369959439764, 0, 0, 0],
    [0, 0.5776843396886023, 0.22138267284916335, 0.7856656514324041, 0],
    [0, 0, 0, 0, 1],
    [
      0.42830289624959333, 0.42830289624959333, 0.42830289624959333, 0.5159714296904823,
      0.42830289624959333,
    ],
  ];
  const cosines = [
    [1, 0.3710926715481813, 0.07697801226715717, 0.5887321837696324, 0.7136234075259877],
    [0.3710926715481813, 1, 0.4974075884493538, 0, 0.5865947878243805],
    [0.07697801226715717, 0.4974075884493538, 1, 0, 0.7476237451957167],
    [0.5887321837696324, 0, 0, 1, 0.42830289624959333],
    [0.7136234075259877, 0.5865947878243805, 0.7476237451957167, 0.42830289624959333, 1],
  ];
  const documents = counts.map((row) =>
    termsOf(row.flatMap((count, column) => (count > 0 ? [[columns[column] ?? 0, count]] : []))),
  );
  const table = buildIdfTable(documents);
  const vectors = documents.map((terms) => weigh(terms, table));

  it('gives the idf of TfidfTransformer with smooth_idf', () => {
    columns.forEach((id, column) => {
      expect(table.idfOf(id)).toBeCloseTo(idf[column] ?? NaN, 14);
    });
  });

  it('gives the weights of TfidfTransformer with sublinear_tf and l2', () => {
    vectors.forEach((vector, row) => {
      const expected = (weights[row] ?? []).filter((weight) => weight > 0);
      expect(vector.weights).toHaveLength(expected.length);
      expected.forEach((weight, place) => {
        expect(vector.weights[place]).toBeCloseTo(weight, 7);
      });
    });
  });

  it('gives their cosines rounded to a millionth', () => {
    vectors.forEach((a, row) => {
      vectors.forEach((b, column) => {
        const cosine = cosines[row]?.[column] ?? NaN;
        expect(canonicalScore(a, b)).toBe(Math.round(cosine * 1e6) / 1e6);
      });
    });
  });
});

describe('natural.TfIdf as the oracle', () => {
  const texts = [
    'storm shadow missiles for ukraine ukraine',
    'ukraine asks for missiles missiles missiles',
    'hospital bond sale',
    'bond yields fall and bond prices rise',
  ].map((text) => text.split(' '));
  const vocabulary = [...new Set(texts.flat())];
  const oracle = new TfIdf();
  for (const words of texts) oracle.addDocument(words);
  const documents = texts.map((words) =>
    termsOf(vocabulary.map((word, id) => [id, words.filter((other) => other === word).length])),
  );

  it('counts terms and documents as natural.TfIdf does', () => {
    const nonEmpty = documents.map(({ ids, counts }) =>
      termsOf(
        [...ids].map((id, place) => [id, counts[place] ?? 0] as const).filter(([, n]) => n > 0),
      ),
    );
    const table = buildIdfTable(nonEmpty);
    const frequencies = new Map(table.entries());
    expect(table.documentCount).toBe(oracle.documents.length);
    vocabulary.forEach((word, id) => {
      // Its idf is 1 + ln(N / (1 + df)), so its document frequency can be read back from it.
      const frequency = Math.round(texts.length / Math.exp(oracle.idf(word) - 1) - 1);
      expect(frequencies.get(id)).toBe(frequency);
      documents.forEach((terms, document) => {
        const counted = TfIdf.tf(word, oracle.documents[document] ?? {});
        expect(terms.counts[terms.ids.indexOf(id)]).toBe(counted);
      });
    });
  });

  it('orders terms from telling to common as natural.TfIdf does', () => {
    const table = buildIdfTable(
      texts.map((words) => termsOf(words.map((w) => [vocabulary.indexOf(w), 1]))),
    );
    for (const [one, oneWord] of vocabulary.entries()) {
      for (const [two, twoWord] of vocabulary.entries()) {
        const ours = Math.sign(table.idfOf(one) - table.idfOf(two));
        expect(ours).toBe(Math.sign(oracle.idf(oneWord) - oracle.idf(twoWord)));
      }
    }
  });
});

describe('idf', () => {
  it('is never below 1 and never grows with the document frequency', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), fc.nat(1e9), (a, b, c) => {
        const [rare = 0, common = 0, all = 0] = [a, b, c].sort((x, y) => x - y);
        expect(inverseDocumentFrequency(all, common)).toBeGreaterThanOrEqual(1);
        expect(inverseDocumentFrequency(all, rare)).toBeGreaterThanOrEqual(
          inverseDocumentFrequency(all, common),
        );
      }),
    );
  });

  it('of a term no document has is the highest there is', () => {
    const table = buildIdfTable([termsOf([[1, 1]]), termsOf([[2, 1]])]);
    expect(table.idfOf(3)).toBe(Math.log(3) + 1);
    expect(table.idfOf(3)).toBeGreaterThan(table.idfOf(1));
  });

  it('is the same whether one term is asked for or many, again and again, however common they are', () => {
    const documentCount = 300_000;
    const frequencies = fc.uniqueArray(
      fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 1, max: documentCount })),
      { selector: ([id]) => id, maxLength: 40 },
    );
    fc.assert(
      fc.property(frequencies, (entries) => {
        const table = idfTableFrom(documentCount, entries);
        const ids = Uint32Array.from([...entries, ...entries], ([id]) => id);
        const weights = new Float64Array(ids.length + 1).fill(-1);
        table.readInto(ids, weights);
        const wanted = entries.map(([, count]) => inverseDocumentFrequency(documentCount, count));
        expect([...weights]).toEqual([...wanted, ...wanted, -1]);
        expect(entries.map(([id]) => table.idfOf(id))).toEqual(wanted);
      }),
    );
  });

  it('of no documents at all is 1 for every term', () => {
    const table = buildIdfTable([]);
    expect(table.documentCount).toBe(0);
    expect([...table.entries()]).toEqual([]);
    expect(table.idfOf(42)).toBe(1);
  });

  it('is the same after its entries were stored and read back, in any order of the documents', () => {
    fc.assert(
      fc.property(aFewDocuments, (documents) => {
        const table = buildIdfTable(documents);
        const backwards = buildIdfTable([...documents].reverse());
        const entries = [...table.entries()];
        expect([...backwards.entries()]).toEqual(entries);
        expect(entries.map(([id]) => id)).toEqual(entries.map(([id]) => id).sort((a, b) => a - b));
        const restored = idfTableFrom(table.documentCount, entries.reverse());
        for (const id of [...entries.map(([known]) => known), 77]) {
          expect(restored.idfOf(id)).toBe(table.idfOf(id));
        }
      }),
    );
  });

  it.each<[string, number, [number, number][]]>([
    ['a negative document count', -1, []],
    ['a fraction of a document', 1.5, []],
    ['a document count that is no number', NaN, []],
    ['a frequency above the document count', 1, [[7, 2]]],
    ['a frequency of 0', 1, [[7, 0]]],
    ['a frequency that is no number', 1, [[7, NaN]]],
    ['a term id beyond 32 bits', 1, [[2 ** 32, 1]]],
    ['a term id below 0', 1, [[-1, 1]]],
    ['a term given twice', 2, [[7, 1], [7, 2]]], // prettier-ignore
  ])('is not restored from %s', (_what, documentCount, entries) => {
    expect(() => idfTableFrom(documentCount, entries)).toThrow(
      expect.objectContaining({ code: 'idf_table_invalid' }),
    );
  });
});

describe('a vector', () => {
  it('has length 1 or no terms, and no weight below 0, whatever the counts are', () => {
    const anyCount = fc.float({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true });
    const anyTerms = fc
      .array(fc.tuple(fc.nat(0xffffffff), anyCount), { maxLength: 30 })
      .map((pairs) => termsOf(pairs));
    fc.assert(
      fc.property(anyTerms, aFewDocuments, (terms, documents) => {
        const vector = weigh(terms, buildIdfTable(documents));
        expect(vector.ids).toEqual(terms.ids);
        const squares = vector.weights.reduce((sum, weight) => sum + weight * weight, 0);
        expect(squares).toBeCloseTo(terms.ids.length === 0 ? 0 : 1, 6);
        expect(vector.weights.every((weight) => weight >= 0)).toBe(true);
      }),
    );
  });

  it('weighs an occurrence more the more there are, with no jump at 1 and nothing negative below', () => {
    expect(dampenedFrequency(0.25)).toBe(0.25);
    expect(dampenedFrequency(1)).toBe(1);
    expect(dampenedFrequency(Math.E)).toBeCloseTo(2, 15);
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), (count) => {
        expect(dampenedFrequency(count)).toBeGreaterThan(0);
        expect(dampenedFrequency(count * 1.001)).toBeGreaterThan(dampenedFrequency(count));
      }),
    );
  });

  it('does not change when the terms it was made of do', () => {
    const terms = termsOf([[5, 1]]);
    const vector = weigh(terms, buildIdfTable([]));
    terms.ids[0] = 6;
    expect([...vector.ids]).toEqual([5]);
  });

  const bad: [string, Terms][] = [
    ['ids out of order', { ids: Uint32Array.of(2, 1), counts: Float32Array.of(1, 1) }],
    ['an id twice', { ids: Uint32Array.of(2, 2), counts: Float32Array.of(1, 1) }],
    ['fewer counts than ids', { ids: Uint32Array.of(1, 2), counts: Float32Array.of(1) }],
    ['a count of 0', { ids: Uint32Array.of(1), counts: Float32Array.of(0) }],
    ['a negative count', { ids: Uint32Array.of(1), counts: Float32Array.of(-1) }],
    ['a count that is no number', { ids: Uint32Array.of(1), counts: Float32Array.of(NaN) }],
    ['an infinite count', { ids: Uint32Array.of(1), counts: Float32Array.of(Infinity) }],
  ];
  it.each(bad)('is not made of %s, and neither is an idf table', (_what, terms) => {
    const refusal = expect.objectContaining({ code: 'terms_invalid' });
    expect(() => weigh(terms, buildIdfTable([]))).toThrow(refusal);
    expect(() => buildIdfTable([terms])).toThrow(refusal);
  });
});

describe('the canonical score', () => {
  it('is the same from both sides, within 0…1, and 1 with itself', () => {
    fc.assert(
      fc.property(aFewDocuments, (documents) => {
        const table = buildIdfTable(documents);
        const vectors = documents.map((terms) => weigh(terms, table));
        for (const a of vectors) {
          expect(canonicalScore(a, a)).toBe(a.ids.length === 0 ? 0 : 1);
          for (const b of vectors) {
            expect(canonicalScoreE6(a, b)).toBe(canonicalScoreE6(b, a));
            expect(canonicalScoreE6(a, b)).toBeGreaterThanOrEqual(0);
            expect(canonicalScoreE6(a, b)).toBeLessThanOrEqual(1_000_000);
            expect(canonicalScore(a, b) * 1e6).toBeCloseTo(canonicalScoreE6(a, b), 6);
          }
        }
      }),
    );
  });
});
