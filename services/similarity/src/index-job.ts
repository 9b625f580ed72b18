// The `index` job: takes at most fifty pending articles of one network and puts their terms into its log.
//
// Why it may run twice, or die at any line: the articles are leased, not taken; what is not finished is pending again
// after the lease. The script that stores terms takes the article off `pending` in the same step, refuses a version
// that is no longer the newest, and does nothing for a version whose terms are there.
import type { NetworkId } from '@maylike/articles';
import { IsolateError, type Isolate } from '@maylike/isolate';
import { indexBatchMax } from '@maylike/queues';
import type { Logger } from '@maylike/runtime';
import type { Store, StoredArticle } from '@maylike/store';
import { TEXT_VERSION, type TextInput, type TextTerms } from '@maylike/text';

/** Longer than the slowest batch, halved down to single articles, may take. */
const pendingLeaseMs = 120_000;

export interface IndexJobOptions {
  readonly store: Store;
  readonly isolate: Pick<Isolate<readonly TextInput[], TextTerms[]>, 'run'>;
  readonly logger: Logger;
  readonly now: () => number;
}

interface Work {
  readonly article: StoredArticle;
  readonly input: TextInput;
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
  const articles = await Promise.all(
    numbers.map((number) => store.articles.get(networkId, number)),
  );
  const work = await Promise.all(
    articles.flatMap((article) => (article?.card ? [workOf(store, article, article.card)] : [])),
  );
  return await indexBatch(networkId, work, options);
}

async function workOf(
  store: Store,
  article: StoredArticle,
  card: NonNullable<StoredArticle['card']>,
): Promise<Work> {
  return {
    article,
    input: {
      title: card.title,
      lead: card.summary,
      text: await store.articles.text(article),
      tags: card.tags,
      section: card.section,
      language: card.language,
    },
  };
}

/** Terms of all; a batch that kills its thread is halved until the culprit is alone, and that one is set aside. */
async function indexBatch(
  networkId: NetworkId,
  work: readonly Work[],
  options: IndexJobOptions,
): Promise<IndexJobResult> {
  if (work.length === 0) return { stored: 0, setAside: 0 };
  const made = await makeTermsOrKill(work, options);
  if (!(made instanceof IsolateError)) return await storeAll(networkId, work, made, options);
  const [alone, ...others] = work;
  if (alone !== undefined && others.length === 0)
    return await setAside(networkId, alone, made, options);
  const half = Math.ceil(work.length / 2);
  const first = await indexBatch(networkId, work.slice(0, half), options);
  const second = await indexBatch(networkId, work.slice(half), options);
  return { stored: first.stored + second.stored, setAside: first.setAside + second.setAside };
}

async function makeTermsOrKill(
  work: readonly Work[],
  { isolate }: IndexJobOptions,
): Promise<TextTerms[] | IsolateError> {
  try {
    return await isolate.run(work.map(({ input }) => input));
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
