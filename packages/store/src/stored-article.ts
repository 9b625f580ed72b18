// An article's record in Redis, read.
import { z } from 'zod';
import type { ArticleId, ArticleNumber, FeedId, SiteId } from '@maylike/articles';
import { decodeCard, type Card } from './codecs/card.js';
import { decodeLabels } from './codecs/labels-codec.js';
import { StoreError } from './errors.js';

export const articleStates = ['live', 'removed', 'missing', 'expired', 'merged'] as const;
export type ArticleState = (typeof articleStates)[number];

/** What stands for a feed where the publisher itself sent the article. */
export const pushedFeed = '@push';

export const labelsSchema = z.array(z.object({ id: z.number(), label: z.string() }));
/** A term with a form that a reader can be shown. */
export type Label = Readonly<z.infer<typeof labelsSchema>[number]>;

/** An article as it stands. */
export interface StoredArticle {
  readonly number: ArticleNumber;
  readonly id: ArticleId;
  readonly siteId: SiteId;
  readonly feedId: FeedId | null;
  readonly version: number;
  /** The version in which today's content came: later ones are the same content, read anew. */
  readonly contentVersion: number;
  readonly state: ArticleState;
  /** Null where a person took the article down: nothing of it is kept. */
  readonly card: Card | null;
  /** When it counts as published, ms: the source's date, or the time first seen where that is missing or far ahead. */
  readonly publishedAt: number;
  readonly firstSeenAt: number;
  /** The founder's number of its story; null while it is in none. */
  readonly story: ArticleNumber | null;
  readonly labels: readonly Label[];
  readonly hash: string;
  readonly pageHash: string | null;
  /** Why no terms can be made of this version, or null. */
  readonly asideReason: string | null;
}

/**
 * An article from the fields of its hash, whichever were asked for.
 *
 * @returns Null where there is no record.
 * @throws StoreError `data_corrupt`.
 */
export function articleOf(
  number: number,
  fields: Readonly<Record<string, string | undefined>>,
): StoredArticle | null {
  const { id, site, v, cv, state, card, pub, seen, story, labels, hash, page, aside, feed, lang } =
    fields;
  if (id === undefined || site === undefined) return null;
  const known = articleStates.find((name) => name === state);
  if (known === undefined) throw new StoreError('data_corrupt', `article ${number}: state`);
  return {
    number,
    id,
    siteId: site,
    feedId: feed === undefined || feed === '' || feed === pushedFeed ? null : feed,
    version: Number(v),
    contentVersion: Number(cv ?? v),
    state: known,
    card: card === undefined ? null : withLanguage(decodeCard(card), lang),
    publishedAt: Number(pub),
    firstSeenAt: Number(seen),
    story: story === undefined ? null : Number(story),
    labels: labels === undefined ? [] : decodeLabels(labels, `article ${number}: labels`),
    hash: hash ?? '',
    pageHash: page ?? null,
    asideReason: aside ?? null,
  };
}

/** What the source does not say of its language, the text itself has told. */
function withLanguage(card: Card, detected: string | undefined): Card {
  return card.language !== null || detected === undefined || detected === ''
    ? card
    : { ...card, language: detected };
}

/** The fields that a card in a list needs. */
export const cardFields = [
  'id',
  'site',
  'feed',
  'v',
  'cv',
  'state',
  'card',
  'pub',
  'seen',
  'story',
  'labels',
  'lang',
] as const;

/** What of an article is made into terms: plain texts, and the source that they were learned to be typical of. */
export interface ArticleTexts {
  readonly source: string;
  readonly input: {
    readonly title: string;
    readonly lead: string;
    readonly text: string;
    readonly tags: readonly string[];
    readonly section: string | null;
    readonly language: string | null;
  };
}

/** Whose boilerplate an article carries: the outlet that a reader sees; its site where it names none. */
export const sourceOf = ({ card, siteId }: Pick<StoredArticle, 'card' | 'siteId'>): string =>
  card?.source ?? siteId;
