// A draft's question and its answer as they stand in Redis.
//
// The question: the texts as compressed JSON. The answer: a hash, because its list is bytes and the rest is not.
import { z } from 'zod';
import { StoreError } from '../errors.js';
import { labelsSchema, type ArticleTexts, type Label } from '../stored-article.js';
import { parseStored } from './card.js';
import { decodeList, encodeList, type ArticleList, type StoredEntry } from './list-codec.js';
import { decodeText, encodeText } from './text-codec.js';

const textsSchema = z.object({
  source: z.string(),
  input: z.object({
    title: z.string(),
    lead: z.string(),
    text: z.string(),
    tags: z.array(z.string()),
    section: z.string().nullable(),
    language: z.string().nullable(),
  }),
});

/** Encodes a draft's texts. O(characters). */
export const encodeDraft = (texts: ArticleTexts): Buffer =>
  encodeText(JSON.stringify(textsSchema.parse(texts)));

/** The inverse of {@link encodeDraft}. @throws StoreError `data_corrupt`. */
export const decodeDraft = (bytes: Buffer): ArticleTexts =>
  parseStored(textsSchema, decodeText(bytes), 'draft');

/** What the writer found out about a draft. */
export interface DraftFindings {
  /** The generation whose list it is. */
  readonly generation: string;
  /** The best neighbours, as a newcomer of the draft's text would have them. */
  readonly list: Pick<ArticleList, 'bound' | 'entries'>;
  /** The story that a newcomer of this text would join; null where it would found one. */
  readonly story: number | null;
  /** Terms that can be shown, most telling first. */
  readonly labels: readonly Label[];
  /** In which the terms were made; null where unknown. */
  readonly language: string | null;
}

/** What the asker reads: the findings, or that this text cannot be worked on. */
export type DraftAnswer =
  | ({
      readonly state: 'answered';
      readonly entries: readonly StoredEntry[];
    } & Omit<DraftFindings, 'list'>)
  | { readonly state: 'unanswerable'; readonly reason: string };

/** A draft is no article: there is no version that its list could be out of date with. */
const draftVersion = 0;

/** Encodes an answer as the fields of a hash. */
export function encodeAnswer(
  answer: DraftFindings | { readonly reason: string },
): (string | Buffer)[] {
  if ('reason' in answer) return ['state', 'unanswerable', 'reason', answer.reason];
  const { generation, list, story, labels, language } = answer;
  return [
    ...['state', 'answered', 'generation', generation, 'story', String(story ?? '')],
    ...['language', language ?? '', 'labels', JSON.stringify(labels)],
    'list',
    encodeList({ ...list, version: draftVersion }),
  ];
}

/** The inverse of {@link encodeAnswer}; null where there are no fields. @throws StoreError `data_corrupt`. */
export function decodeAnswer(fields: Readonly<Record<string, Buffer>>): DraftAnswer | null {
  const text = (name: string): string => fields[name]?.toString() ?? '';
  const state = text('state');
  if (state === '') return null;
  if (state === 'unanswerable') return { state, reason: text('reason') };
  const { list } = fields;
  if (state !== 'answered' || list === undefined)
    throw new StoreError('data_corrupt', 'answer to a draft');
  return {
    state,
    generation: text('generation'),
    entries: decodeList(list).entries,
    story: text('story') === '' ? null : Number(text('story')),
    labels: parseStored(labelsSchema, text('labels'), 'answer to a draft: labels'),
    language: text('language') === '' ? null : text('language'),
  };
}
