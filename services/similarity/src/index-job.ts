// The `index` job: takes at most fifty pending articles of one network and puts their terms into its log.
//
// Why it may run twice, or die at any line: the articles are leased, not taken; what is not finished is pending again
// after the lease. The script that stores terms takes the article off `pending` in the same step, refuses a version
// that is no longer the newest, and does nothing for a version whose terms are there.
import type { NetworkId } from '@maylike/articles';
import { IsolateError } from '@maylike/isolate';
import { indexBatchMax } from '@maylike/queues';
import type { Logger } from '@maylike/runtime';
import type { ArticleTexts, Store, StoredArticle } from '@maylike/store';
import { TEXT_VERSION, type TextTerms } from '@maylike/text';
import type { BoilerplateTables } from './boilerplate-tables.js';
import type { PackedBoilerplate } from './packed-boilerplate.js';
import type { TextWork } from './text-work.js';

/** Longer than the slowest batch, halved down to single articles, may take. */
const pendingLeaseMs = 120_000;

export interface IndexJobOptions {
  readonly store: Store;
  readonly text: TextWork;
  readonly tables: BoilerplateTables;
  readonly logger: Logger;
  readonly now: () => number;
}

interface Work {
  readonly article: StoredArticle;
  readonly text: ArticleTexts;
}

/** Articles of one network under one table. */
interface Batch {
  readonly networkId: NetworkId;
  readonly table: PackedBoilerplate | null;
}

/** What one job did. */
export interface IndexJobResult {
  readonly stored: number;
  readonly setAside: number;
}

/** Works one batch. @throws Any error of the connection: the job is tried again. */
export async function runIndexJob(
  networkId: NetworkId,
  options: IndexJobOptions,
): Promise<IndexJobResult> {
  const { store, now } = options;
  const numbers = await store.pending.claim(networkId, now(), pendingLeaseMs, indexBatchMax);
  // The table is read before the articles are: one that is swapped in later touches all that are read by then.
  const table = await options.tables.ofActive(networkId);
  const work = await Promise.all(
    numbers.map(async (number): Promise<Work | null> => {
      const article = await store.articles.get(networkId, number);
      const text = article === null ? null : await store.articles.texts(article);
      return article === null || text === null ? null : { article, text };
    }),
  );
  const known = work.filter((one) => one !== null);
  return await indexBatch({ networkId, table }, known, options);
}

/** Terms of all; a batch that kills its thread is halved until the culprit is alone, and that one is set aside. */
async function indexBatch(
  batch: Batch,
  work: readonly Work[],
  options: IndexJobOptions,
): Promise<IndexJobResult> {
  if (work.length === 0) return { stored: 0, setAside: 0 };
  const made = await makeTermsOrKill(batch, work, options);
  if (!(made instanceof IsolateError)) return await storeAll(batch.networkId, work, made, options);
  const [alone, ...others] = work;
  if (alone !== undefined && others.length === 0)
    return await setAside(batch.networkId, alone, made, options);
  const half = Math.ceil(work.length / 2);
  const first = await indexBatch(batch, work.slice(0, half), options);
  const second = await indexBatch(batch, work.slice(half), options);
  return { stored: first.stored + second.stored, setAside: first.setAside + second.setAside };
}

async function makeTermsOrKill(
  { table }: Batch,
  work: readonly Work[],
  { text }: IndexJobOptions,
): Promise<TextTerms[] | IsolateError> {
  try {
    return await text.terms(
      work.map((one) => one.text),
      table,
    );
  } catch (error) {
    // A thread that was closed with the service has not failed at its work: the job runs again elsewhere.
    if (error instanceof IsolateError && error.code !== 'closed') return error;
    throw error;
  }
}

async function storeAll(
  networkId: NetworkId,
  work: readonly Work[],
  made: readonly TextTerms[],
  { store }: IndexJobOptions,
): Promise<IndexJobResult> {
  const statuses = await Promise.all(
    work.map(async ({ article }, i) => {
      const terms = made[i];
      if (terms === undefined) throw new Error(`no terms came back for article ${article.number}`);
      return await store.pending.storeTerms(
        networkId,
        article.number,
        article.version,
        { terms: terms.terms, textVersion: TEXT_VERSION, publishedAt: article.publishedAt },
        terms,
      );
    }),
  );
  return { stored: statuses.filter((status) => status === 'stored').length, setAside: 0 };
}

async function setAside(
  networkId: NetworkId,
  { article }: Work,
  error: IsolateError,
  { store, logger, now }: IndexJobOptions,
): Promise<IndexJobResult> {
  const reason = `no terms could be made of this text: ${error.message}`;
  await store.pending.setAside(networkId, article.number, article.version, reason, now());
  logger.warn({ networkId, articleId: article.id, code: error.code }, 'an article is set aside');
  return { stored: 0, setAside: 1 };
}
