// What stands behind one line of an answer: the neighbours that made its evidence, and how its score came about. The
// figures are those of `evidence` and `relatedCandidates` themselves, so that an explanation cannot tell another story.
import type { Editorial } from './editorial.js';
import { evidence, itselfCounts, rankWeights, rankWeightsSum, type OwnScores } from './evidence.js';
import { passesFilters } from './filters.js';
import {
  isLive,
  isOfContent,
  type FoundArticle,
  type NeighbourEntry,
  type Question,
  type RankingArticle,
} from './model.js';
import { ageInHours, recencyWeight, scoreOf } from './recency.js';
import { ownScoresOf, relatedCandidates, worthOf } from './related.js';
import { storyOf } from './stories.js';

/** What one of y's best neighbours adds to the evidence that x and y belong together. */
export interface EvidenceShare {
  readonly number: number;
  /** Its place among y's neighbours, from 1. */
  readonly rank: number;
  /** What its rank counts: 1 / rank. */
  readonly weight: number;
  /** What x's own list says of it: 0 where it is not in it, a half for x itself. */
  readonly cosine: number;
  /** `weight × cosine`. */
  readonly product: number;
}

/** Evidence with what it is made of. */
export interface EvidenceExplained {
  /** What `evidence` gives, 0 to 1. */
  readonly evidence: number;
  /** What the products are divided by: the weights of all ranks, whether there is a neighbour of that rank or not. */
  readonly weightsSum: number;
  /** In the order of their ranks, at most as many as are asked. */
  readonly neighbours: readonly EvidenceShare[];
}

/**
 * The neighbours that make the evidence, to the last digit: their products, added by rising rank in double precision
 * and divided by `weightsSum`, are exactly `evidence(x, own, bestOfNeighbour)`. O(k).
 */
export function explainEvidence(
  x: number,
  own: OwnScores,
  bestOfNeighbour: readonly number[],
): EvidenceExplained {
  const neighbours = bestOfNeighbour.slice(0, rankWeights.length).map((number, place) => {
    const weight = rankWeights[place] ?? 0;
    const cosine = number === x ? itselfCounts : (own.get(number) ?? 0);
    return { number, rank: place + 1, weight, cosine, product: weight * cosine };
  });
  return {
    evidence: evidence(x, own, bestOfNeighbour),
    weightsSum: rankWeightsSum,
    neighbours,
  };
}

/**
 * Why an article is not shown under another: it is not among its neighbours, it is not live, editors exclude it, the
 * score belongs to another version of it, it tells the same story, it is worth too little, a filter keeps it out (without filters: it is
 * dated ahead), or another copy of its story stands for it.
 */
export const hiddenReasons = [
  'not_in_list',
  'not_live',
  'excluded',
  'other_content',
  'same_story',
  'below_min_score',
  'filtered',
  'other_copy_shown',
] as const;
export type HiddenReason = (typeof hiddenReasons)[number];

/** How one article comes to stand, or not to stand, under another. */
export interface RelatedExplained {
  /** Where the list of the article that was asked about has it, best is 1, and with which cosine; null: it has not. */
  readonly entry: { readonly rank: number; readonly scoreE6: number } | null;
  readonly evidence: EvidenceExplained;
  /** False in a network whose lists were made before evidence was: then relatedness is the cosine. */
  readonly isEvidenceCounted: boolean;
  /** 0 to 1; null for what is not in the list. */
  readonly relatedness: number | null;
  /** Whole hours. */
  readonly ageHours: number;
  /** The weight of that age, 0 to 1. */
  readonly recency: number;
  /** What editors multiply its score by; 1 where they say nothing. */
  readonly editorialFactor: number;
  /** The slot that editors pinned it to, whatever its place below; null where they did not. */
  readonly pinnedSlot: number | null;
  /** As it stands in an answer; null for what is not in the list. */
  readonly score: number | null;
  /** Its place among the related ones of an answer that is not cut, before pins, from 1; null where it is not shown. */
  readonly place: number | null;
  readonly hiddenBecause: HiddenReason | null;
}

/** What an explanation is made of, as it was read. */
export interface RelatedKnown {
  /** The article that is asked about, with its list. */
  readonly found: FoundArticle;
  /** The articles of the list's entries, in any order. */
  readonly cards: readonly RankingArticle[];
  /** The own best neighbours of the list's entries and of the article in question. */
  readonly best: ReadonlyMap<number, readonly number[]>;
  /** What editors say of the answer. */
  readonly editorial: Editorial;
}

/**
 * How `neighbour` is ranked under the article that was found: the same figures as `answer` gives for the same question.
 *
 * @param now Milliseconds since the epoch.
 */
export function explainRelated(
  { found, cards, best, editorial }: RelatedKnown,
  neighbour: RankingArticle,
  question: Question,
  now: number,
): RelatedExplained {
  const entries = found.list?.entries ?? [];
  const own = ownScoresOf(entries);
  const bestOfEntries = new Map(
    entries.flatMap(({ number }) => {
      const numbers = best.get(number);
      return numbers === undefined ? [] : [[number, numbers] as const];
    }),
  );
  const at = entries.findIndex(({ number }) => number === neighbour.number);
  const entry = entries[at] ?? null;
  const worth = entry === null ? null : worthOf(entry, found.article.number, own, bestOfEntries);
  const ageHours = ageInHours(neighbour.publishedAt, now);
  const editorialFactor = editorial.factors.get(neighbour.number) ?? 1;
  const shown = relatedCandidates(found, cards, bestOfEntries, question, editorial, now);
  const place = shown.findIndex(({ candidate }) => candidate.article.number === neighbour.number);
  return {
    entry: entry === null ? null : { rank: at + 1, scoreE6: entry.scoreE6 },
    evidence: explainEvidence(found.article.number, own, best.get(neighbour.number) ?? []),
    isEvidenceCounted: entries.length === 0 || bestOfEntries.size > 0,
    relatedness: worth,
    ageHours,
    recency: recencyWeight(ageHours),
    editorialFactor,
    pinnedSlot: editorial.pins.find(({ number }) => number === neighbour.number)?.slot ?? null,
    score: worth === null ? null : scoreOf(worth, neighbour.publishedAt, editorialFactor, now),
    place: place === -1 ? null : place + 1,
    hiddenBecause:
      place === -1
        ? hiddenReasonOf({ found, editorial }, neighbour, { entry, worth }, question, now)
        : null,
  };
}

/** The first reason, in the order in which candidates are chosen. */
function hiddenReasonOf(
  { found, editorial }: Pick<RelatedKnown, 'found' | 'editorial'>,
  neighbour: RankingArticle,
  { entry, worth }: { readonly entry: NeighbourEntry | null; readonly worth: number | null },
  question: Question,
  now: number,
): HiddenReason {
  const asked = found.article;
  if (entry === null || worth === null) return 'not_in_list';
  if (!isLive(neighbour)) return 'not_live';
  if (editorial.excluded.has(neighbour.number)) return 'excluded';
  if (!isOfContent(entry.versionTag, neighbour)) return 'other_content';
  if (storyOf(neighbour) === storyOf(asked)) return 'same_story';
  if (worth < question.minScore) return 'below_min_score';
  if (!passesFilters(neighbour, question, now, asked.publishedAt)) return 'filtered';
  return 'other_copy_shown';
}
