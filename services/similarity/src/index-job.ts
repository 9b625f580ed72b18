// The `index` job: takes at most fifty pending articles of one network and puts their terms into its log.
//
// Why it may run twice, or die at any line: the articles are leased, not taken, and the lease is short and prolonged while
// the job lives; what a dead job has not finished is pending again before its queue gives the job to another process. The
// script that stores terms takes the article off `pending` in the same step, refuses a version that is no longer the
// newest, and does nothing for a version whose terms are there.
import type { ArticleNumber, NetworkId } from '@maylike/articles';
import { IsolatedWorkError, IsolateError } from '@maylike/isolate';
import { indexBatchMax } from '@maylike/queues';
import type { Logger } from '@maylike/runtime';
import type { ArticleTexts, Store, StoredArticle } from '@maylike/store';
import { TEXT_VERSION, type TextTerms } from '@maylike/text';
import type { BoilerplateTables } from './boilerplate-tables.js';
import type { PackedBoilerplate } from './packed-boilerplate.js';
import type { TextWork } from './text-work.js';

/** Below the lock of a job: the process that runs a dead one's job again finds its articles free. */
export const pendingLeaseMs = 5_000;
/** Often enough that a busy machine misses none of two. */
const prolongEveryMs = 1_500;

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
  const claimedAt = now();
  const numbers = await store.pending.claim(networkId, claimedAt, pendingLeaseMs, indexBatchMax);
  const stopProlonging = prolongWhileAtWork(
    networkId,
    numbers,
    claimedAt + pendingLeaseMs,
    options,
  );
  try {
    return await indexClaimed(networkId, numbers, options);
  } finally {
    stopProlonging();
  }
}

/** Prolongs the lease of claimed articles until told to stop. A try that fails costs nothing but work done twice. */
function prolongWhileAtWork(
  networkId: NetworkId,
  numbers: readonly ArticleNumber[],
  claimedUntil: number,
  { store, logger, now }: IndexJobOptions,
): () => void {
  let until = claimedUntil;
  let isBusy = false;
  const prolong = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    try {
      const next = now() + pendingLeaseMs;
      await store.pending.prolong(networkId, numbers, until, next);
      until = next;
    } catch (error) {
      logger.warn({ err: error, networkId }, 'the lease of pending articles is not prolonged');
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void prolong(), prolongEveryMs);
  return () => {
    clearInterval(timer);
  };
}

async function indexClaimed(
  networkId: NetworkId,
  numbers: readonly ArticleNumber[],
  options: IndexJobOptions,
): Promise<IndexJobResult> {
  const { store } = options;
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

/**
 * Terms of all. Where they kill their thread, each is tried once more, alone, and the culprit is set aside: halving would
 * find it too, but a text that hangs would hang at every halving, with its innocent neighbours waiting for each.
 */
async function indexBatch(
  batch: Batch,
  work: readonly Work[],
  options: IndexJobOptions,
): Promise<IndexJobResult> {
  if (work.length === 0) return { stored: 0, setAside: 0 };
  const made = await termsOrFailure(batch, work, options);
  if (!(made instanceof Error)) return await storeAll(batch.networkId, work, made, options);
  const sum = { stored: 0, setAside: 0 };
  for (const one of work) {
    const { stored, setAside: aside } = await indexAlone(batch, one, options);
    sum.stored += stored;
    sum.setAside += aside;
  }
  return sum;
}

async function indexAlone(
  batch: Batch,
  one: Work,
  options: IndexJobOptions,
): Promise<IndexJobResult> {
  const made = await termsOrFailure(batch, [one], options);
  return made instanceof Error
    ? await setAside(batch.networkId, one, made, options)
    : await storeAll(batch.networkId, [one], made, options);
}

async function termsOrFailure(
  { table }: Batch,
  work: readonly Work[],
  { text }: IndexJobOptions,
): Promise<TextTerms[] | IsolateError | IsolatedWorkError> {
  try {
    return await text.terms(
      work.map((one) => one.text),
      table,
    );
  } catch (error) {
    if (error instanceof IsolatedWorkError) return error;
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
  error: IsolateError | IsolatedWorkError,
  { store, logger, now }: IndexJobOptions,
): Promise<IndexJobResult> {
  const reason = `no terms could be made of this text: ${error.message}`;
  await store.pending.setAside(networkId, article.number, article.version, reason, now());
  logger.warn({ networkId, articleId: article.id, code: error.code }, 'an article is set aside');
  return { stored: 0, setAside: 1 };
}
