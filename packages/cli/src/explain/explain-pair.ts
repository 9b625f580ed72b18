// Two articles, explained: from what was read to what is printed. Pure.
import { IsolateError } from '@maylike/isolate';
import {
  editorialFor,
  explainRelated,
  plainQuestion,
  type HiddenReason,
  type RankingArticle,
  type RelatedExplained,
} from '@maylike/ranking';
import { versionTag } from '@maylike/store';
import { TEXT_VERSION, type DescribedTerm, type TermKind } from '@maylike/text';
import { explainCosine, SCORE_SCALE, weigh, type CosineExplained } from '@maylike/tfidf';
import { isoTime } from '../output.js';
import type { Pair, Side, SideTerms } from './read-pair.js';

/** A shared term. */
export interface ExplainedTerm {
  readonly id: number;
  /** Null where the texts do not tell it. */
  readonly kind: TermKind | null;
  readonly key: string | null;
  readonly surfaceInA: string | null;
  readonly surfaceInB: string | null;
  readonly weightInA: number;
  readonly weightInB: number;
  readonly product: number;
  /** Of the sum of all products, 0 to 1. */
  readonly share: number;
}

/** A neighbour that evidence asked. */
export interface ExplainedNeighbour {
  readonly number: number;
  readonly id: string | null;
  readonly url: string | null;
  readonly title: string | null;
  /** The article that is asked about, among its neighbour's own: it counts a half. */
  readonly isAskedArticle: boolean;
  readonly rank: number;
  readonly weight: number;
  readonly cosine: number;
  readonly product: number;
}

/** One article under the other, as an answer without filters ranks it. */
export interface ExplainedDirection {
  /** Its place in the other's stored list, from 1; null where it is not in it. */
  readonly listRank: number | null;
  /** The cosine that the list has, 0 to 1. */
  readonly listCosine: number | null;
  /** Whether that is the cosine explained here; null where the list was made of another version of one of the two. */
  readonly isListCosineEqual: boolean | null;
  readonly evidence: number;
  readonly evidenceWeightsSum: number;
  readonly neighbours: readonly ExplainedNeighbour[];
  readonly isEvidenceCounted: boolean;
  readonly relatedness: number | null;
  readonly ageHours: number;
  readonly recency: number;
  /** What editors multiply its score by; 1 where they say nothing. */
  readonly editorialFactor: number;
  /** The slot that editors pinned it to, or null. */
  readonly pinnedSlot: number | null;
  readonly score: number | null;
  readonly place: number | null;
  readonly hiddenBecause: HiddenReason | null;
}

/** One of the two articles. */
export interface ExplainedSide {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly publishedAt: string;
  readonly state: string;
  readonly version: number;
  readonly terms: {
    readonly count: number;
    readonly version: number;
    readonly textVersion: number;
    readonly from: SideTerms['from'];
  };
  /** Null where it has no list under this generation. */
  readonly list: { readonly length: number; readonly isOfThisVersion: boolean } | null;
}

/** What `explain --json` prints. */
export interface PairExplained {
  readonly generation: {
    readonly id: string;
    readonly documentCount: number;
    readonly textVersion: number;
    readonly floor: number;
  };
  readonly a: ExplainedSide;
  readonly b: ExplainedSide;
  /** To six decimals, as lists have it; `sum` is the same before it was rounded. */
  readonly cosine: number;
  readonly sum: number;
  /** Greatest product first. */
  readonly terms: readonly ExplainedTerm[];
  readonly bUnderA: ExplainedDirection;
  readonly aUnderB: ExplainedDirection;
  /** What is not as it should be or will not stay as it is, in sentences. */
  readonly notes: readonly string[];
}

/** @param siteId Of the site that asks: of one story it is shown its own copy. */
export function explainPair(pair: Pair, siteId: string, now: number): PairExplained {
  const { a, b, idf, generation } = pair;
  const cosine = explainCosine(weigh(a.terms.terms, idf), weigh(b.terms.terms, idf));
  return {
    generation: {
      id: generation.id,
      documentCount: generation.documentCount,
      textVersion: generation.textVersion,
      floor: generation.floor,
    },
    a: sideOf(a),
    b: sideOf(b),
    cosine: cosine.scoreE6 / SCORE_SCALE,
    sum: cosine.sum,
    terms: termsOf(cosine, a, b),
    bUnderA: directionOf(pair, { asked: a, shown: b }, cosine, siteId, now),
    aUnderB: directionOf(pair, { asked: b, shown: a }, cosine, siteId, now),
    notes: [a, b].flatMap((side) => notesOn(side, pair)),
  };
}

function sideOf({ article, list, terms }: Side): ExplainedSide {
  const { id, number, card, publishedAt, state, version } = article;
  return {
    id,
    number,
    url: card.url,
    title: card.title,
    publishedAt: isoTime(publishedAt),
    state,
    version,
    terms: {
      count: terms.terms.ids.length,
      version: terms.version,
      textVersion: terms.textVersion,
      from: terms.from,
    },
    list:
      list === null
        ? null
        : {
            length: list.entries.length,
            isOfThisVersion: list.versionTag === versionTag(version),
          },
  };
}

function wordOf({ words }: Side, termId: number): DescribedTerm | undefined {
  return words instanceof IsolateError ? undefined : words.get(termId);
}

function termsOf({ terms, sum }: CosineExplained, a: Side, b: Side): ExplainedTerm[] {
  return terms.map(({ termId, weightA, weightB, product }) => {
    const [inA, inB] = [wordOf(a, termId), wordOf(b, termId)];
    return {
      id: termId,
      kind: inA?.kind ?? inB?.kind ?? null,
      key: inA?.key ?? inB?.key ?? null,
      surfaceInA: inA?.surface ?? null,
      surfaceInB: inB?.surface ?? null,
      weightInA: weightA,
      weightInB: weightB,
      product,
      share: sum === 0 ? 0 : product / sum,
    };
  });
}

function directionOf(
  { articles, best, generation, signals }: Pair,
  { asked, shown }: { readonly asked: Side; readonly shown: Side },
  cosine: CosineExplained,
  siteId: string,
  now: number,
): ExplainedDirection {
  const { article, list } = asked;
  const found = { article, list, generation: generation.id };
  const editorial = editorialFor(signals, article, now);
  const known = { found, best, cards: [...articles.values()], editorial };
  const related = explainRelated(known, shown.article, plainQuestion(siteId), now);
  const { entry, evidence } = related;
  return {
    listRank: entry?.rank ?? null,
    listCosine: entry === null ? null : entry.scoreE6 / SCORE_SCALE,
    isListCosineEqual: isEqualTo(entry, asked, shown, cosine.scoreE6),
    evidence: evidence.evidence,
    evidenceWeightsSum: evidence.weightsSum,
    neighbours: evidence.neighbours.map((neighbour) => ({
      ...neighbour,
      isAskedArticle: neighbour.number === article.number,
      ...whoIs(articles.get(neighbour.number)),
    })),
    isEvidenceCounted: related.isEvidenceCounted,
    relatedness: related.relatedness,
    ageHours: related.ageHours,
    recency: related.recency,
    editorialFactor: related.editorialFactor,
    pinnedSlot: related.pinnedSlot,
    score: related.score,
    place: related.place,
    hiddenBecause: related.hiddenBecause,
  };
}

function whoIs(
  article: RankingArticle | undefined,
): Pick<ExplainedNeighbour, 'id' | 'url' | 'title'> {
  const { id = null, card = null } = article ?? {};
  return { id, url: card?.url ?? null, title: card?.title ?? null };
}

/** Only what was made of the same versions can be compared. */
function isEqualTo(
  entry: RelatedExplained['entry'],
  asked: Side,
  shown: Side,
  scoreE6: number,
): boolean | null {
  const stored = asked.list?.entries.find(({ number }) => number === shown.article.number);
  if (entry === null || asked.list === null || stored === undefined) return null;
  const isOfTheseTerms =
    [asked, shown].every(({ terms }) => terms.from !== 'headline') &&
    asked.list.versionTag === versionTag(asked.terms.version) &&
    stored.versionTag === versionTag(shown.terms.version);
  return isOfTheseTerms ? entry.scoreE6 === scoreE6 : null;
}

function notesOn({ letter, article, list, terms, words }: Side, { generation }: Pair): string[] {
  const { state, version, asideReason } = article;
  const notes: string[] = [];
  if (state !== 'live') notes.push(`${letter} is ${state}: it is in no list of others.`);
  if (asideReason !== null) notes.push(`${letter} is set aside: ${asideReason}.`);
  if (words instanceof IsolateError)
    notes.push(`${letter}'s text cannot be read for its words: ${words.message}`);
  if (terms.from === 'text')
    notes.push(`${letter} has no stored terms (any more); they were made of its text for this.`);
  else if (terms.from === 'headline')
    notes.push(
      `${letter} has no stored terms any more, and its text went with it; they were made of its headline, summary and tags, so that the cosine is not that of its lists.`,
    );
  else if (terms.version !== version)
    notes.push(
      `${letter} has version ${version}, whose terms are still to be made; explained is version ${terms.version}.`,
    );
  if (list === null) notes.push(`${letter} has no list under generation ${generation.id} (yet).`);
  else if (list.versionTag !== versionTag(version))
    notes.push(`${letter}'s list was made of an earlier version of it and will be put right.`);
  if (terms.textVersion !== generation.textVersion)
    notes.push(
      `${letter}'s terms are of text version ${terms.textVersion}, the generation's of ${generation.textVersion}.`,
    );
  if (terms.textVersion !== TEXT_VERSION)
    notes.push(
      `${letter}'s terms are of text version ${terms.textVersion}, this command knows the words of ${TEXT_VERSION}.`,
    );
  return notes;
}
