/** MayLike's own systems, of the very functions that its services call. */
import { evidence, relatedness, type OwnScores } from '@maylike/ranking';
import { BoilerplateLearner, makeTerms, type Terms } from '@maylike/text';
import {
  buildIdfTable,
  canonicalScore,
  NeighbourIndex,
  SCORE_SCALE,
  selectTop,
  weigh,
  type Entry,
  type Vector,
} from '@maylike/tfidf';
import type { QualityDocument } from './document.js';
import type { RelatednessSystem, Scorer } from './system.js';

/** The smallest floor an index takes: whatever shares a term has a score. */
const scoreMin = 1 / SCORE_SCALE;

const emptyVector: Vector = { ids: new Uint32Array(0), weights: new Float32Array(0) };

function termsOf(documents: readonly QualityDocument[]): Terms[] {
  const learner = new BoilerplateLearner();
  for (const { source, title, summary, text } of documents)
    learner.add(source, { title, text: `${summary}\n${text}` });
  const table = learner.table();
  return documents.map(({ source, title, summary, text, language }) => {
    const boilerplate = table.forSource(source);
    return makeTerms({ title, lead: summary, text, language, boilerplate }).terms;
  });
}

const remembered = new WeakMap<readonly QualityDocument[], readonly Vector[]>();

/**
 * The vectors of a set as one generation makes them: boilerplate learned by source, one idf table. O(text) the first
 * time; the same array gives the same vectors for as long as it lives.
 */
export function vectorsOf(documents: readonly QualityDocument[]): readonly Vector[] {
  const known = remembered.get(documents);
  if (known !== undefined) return known;
  const terms = termsOf(documents);
  const idf = buildIdfTable(terms);
  const vectors = terms.map((own) => weigh(own, idf));
  remembered.set(documents, vectors);
  return vectors;
}

/** The vectors of a set behind an index: every neighbour's score, and the lists, each made when first asked for. */
class Neighbourhood {
  readonly size: number;
  readonly #vectors: readonly Vector[];
  readonly #index: NeighbourIndex;
  readonly #lists = new Map<number, readonly Entry[]>();

  /** @param floor The lowest cosine that makes a neighbour; that of the product by default. */
  constructor(documents: readonly QualityDocument[], floor?: number) {
    this.#vectors = vectorsOf(documents);
    this.size = this.#vectors.length;
    this.#index = new NeighbourIndex(floor === undefined ? {} : { floor });
    for (const [number, vector] of this.#vectors.entries())
      this.#index.put({ number, version: 1, publishedAt: 0, vector });
  }

  cosine(a: number, b: number): number {
    return canonicalScore(this.#vectorOf(a), this.#vectorOf(b));
  }

  /** Everything above the floor, in no order. */
  neighbours(row: number): readonly Entry[] {
    return this.#index.query(this.#vectorOf(row), { exclude: row });
  }

  /** The best 64 above the floor, best first. */
  list(row: number): readonly Entry[] {
    const known = this.#lists.get(row);
    if (known !== undefined) return known;
    const { entries } = selectTop(this.neighbours(row));
    this.#lists.set(row, entries);
    return entries;
  }

  #vectorOf(row: number): Vector {
    return this.#vectors[row] ?? emptyVector;
  }
}

const cosineOf = ({ scoreE6 }: Entry): number => scoreE6 / SCORE_SCALE;

/** The cosine alone, of everything with everything: what the lists are made of, without floor and length. */
export const maylikeCosine: RelatednessSystem = {
  name: 'MayLike, cosine only',
  prepare(documents): Scorer {
    const neighbourhood = new Neighbourhood(documents, scoreMin);
    return {
      scores(row) {
        const scores = new Float64Array(neighbourhood.size);
        for (const entry of neighbourhood.neighbours(row)) scores[entry.number] = cosineOf(entry);
        return scores;
      },
      score: (a, b) => neighbourhood.cosine(a, b),
    };
  },
};

/**
 * What a reader is given: the article's list of 64 above the floor, by relatedness with evidence. What is not in the
 * list is not found. A pair's score is the mean of both sides', so that it has no direction.
 */
export const maylike: RelatednessSystem = {
  name: 'MayLike',
  prepare(documents): Scorer {
    const neighbourhood = new Neighbourhood(documents);
    const ownScores = (row: number): OwnScores =>
      new Map(neighbourhood.list(row).map((entry) => [entry.number, cosineOf(entry)]));
    const related = (row: number, own: OwnScores, other: number, cosine: number): number => {
      const best = neighbourhood.list(other).map(({ number }) => number);
      return relatedness(cosine, evidence(row, own, best));
    };
    return {
      scores(row) {
        const own = ownScores(row);
        const scores = new Float64Array(neighbourhood.size);
        for (const [other, cosine] of own) scores[other] = related(row, own, other, cosine);
        return scores;
      },
      score(a, b) {
        const cosine = neighbourhood.cosine(a, b);
        const fromA = related(a, ownScores(a), b, cosine);
        return (fromA + related(b, ownScores(b), a, cosine)) / 2;
      },
    };
  },
};
