// One article page, for one of three reasons: its whole text, whether it is still there, or what it is at all.
//
// Why it may run twice, or die at any line: what was read of an article is written back only over the same version;
// the same page a second time changes nothing; an article that is gone is not taken out again; an unknown address that
// became known is not fetched again.
//
// What a publisher sent itself stands over what its page says: a job from before finds nothing to do.
//
// What goes wrong outside is the job's result, by name; only faults of ours are thrown.
import type { JobData } from '@maylike/queues';
import type { ParsedPage } from '@maylike/page-parser';
import { FetchError, type BodyResult } from '@maylike/safe-fetch';
import { hostOf, type Card, type StoredArticle } from '@maylike/store';
import { failureOf } from './errors.js';
import { betterText } from './full-text.js';
import { NetworkLinks } from './network-links.js';
import { contentOfPage, filledCard, isFrontPage, ownAddress } from './page-content.js';
import { withSlot } from './slot.js';
import type { Attempt, Tools } from './tools.js';

const pageAccept = 'text/html, application/xhtml+xml;q=0.9';
const goneStatuses: ReadonlySet<number | null> = new Set([404, 410]);

/** What came of a page: one word of a bounded set, or the code of an error with its message. */
export interface PageResult {
  readonly outcome: string;
  readonly message?: string;
}

type PageJob<Kind extends JobData<'page'>['kind']> = Extract<JobData<'page'>, { kind: Kind }>;

/** Works one page. @throws Faults of ours: the job is to run again. */
export async function workPage(
  job: JobData<'page'>,
  tools: Tools,
  attempt: Attempt,
): Promise<PageResult> {
  const { logger, meters, now } = tools;
  const startedAt = now();
  const result = await resultOf(job, tools, attempt);
  const tookMs = now() - startedAt;
  meters.pages.inc({ kind: job.kind, outcome: result.outcome });
  meters.pageSeconds.observe(tookMs / 1_000);
  logger.debug({ ...job, ...result, tookMs }, 'page');
  return result;
}

async function resultOf(job: JobData<'page'>, tools: Tools, attempt: Attempt): Promise<PageResult> {
  try {
    switch (job.kind) {
      case 'full-text':
        return { outcome: await addFullText(job, tools, attempt) };
      case 'check':
        return { outcome: await checkPage(job, tools, attempt) };
      case 'unknown':
        return { outcome: await addUnknown(job, tools, attempt) };
    }
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    return { outcome: failure.code, message: failure.message };
  }
}

/** A live article of a feed, with what is shown of it. */
type FeedArticle = StoredArticle & { readonly card: Card };

/** The article of a job, or why it is none to work on any more. */
async function feedArticle(
  { networkId, number }: PageJob<'full-text' | 'check'>,
  { store }: Tools,
): Promise<FeedArticle | 'gone' | 'pushed'> {
  const article = await store.articles.get(networkId, number);
  if (article?.state !== 'live' || article.card === null) return 'gone';
  // Only of feeds' articles are pages asked for: another one has become its publisher's since.
  return article.feedId === null ? 'pushed' : { ...article, card: article.card };
}

/** The page's bytes, or null where its site does not want it to be read. @throws FetchError. */
async function readPage(url: string, tools: Tools, attempt: Attempt) {
  return await withSlot(url, 'page', tools, attempt, async () => {
    if (!(await mayRead(url, tools, attempt))) return null;
    const got = await tools.fetch.get(url, {
      accept: pageAccept,
      acceptTypes: (contentType) => contentType === null || /\bx?html\b/i.test(contentType),
      signal: attempt.signal,
    });
    // Without validators nothing answers that nothing has changed.
    return got.notModified ? null : got;
  });
}

/** Whether the page's site wants it to be read; its wish for a pause between two pages is kept. @throws FetchError. */
async function mayRead(
  url: string,
  { fetch, store, politeness, now }: Tools,
  { signal }: Attempt,
): Promise<boolean> {
  const mayFetch = await fetch.mayFetch(url, signal);
  const delayMs = await fetch.crawlDelayMs(url, signal);
  await politeness.heedCrawlDelay(store.hosts, hostOf(url), delayMs, now());
  return mayFetch;
}

async function addFullText(
  job: PageJob<'full-text'>,
  tools: Tools,
  attempt: Attempt,
): Promise<string> {
  const article = await feedArticle(job, tools);
  if (typeof article === 'string') return article;
  const { url } = article.card;
  const body = await readPage(url, tools, attempt);
  if (body === null) return 'robots_refused';
  if (isFrontPage(body.finalUrl) && !isFrontPage(url)) return 'sent_to_front_page';
  const page = await tools.parsers.page(body);
  const first = await attach(job, article, page, body, tools);
  if (first !== 'stale') return first;
  // A poll wrote meanwhile: what the page says is added to what the feed says now.
  const again = await feedArticle(job, tools);
  return typeof again === 'string' ? again : await attach(job, again, page, body, tools);
}

async function attach(
  { networkId }: PageJob<'full-text'>,
  article: FeedArticle,
  page: ParsedPage,
  body: BodyResult,
  { store, queues, now }: Tools,
): Promise<string> {
  const text = await store.articles.text({ ...article, pageHash: null });
  const better = betterText({ title: article.card.title, text }, page.text);
  if (better === 'other') return 'other_text';
  const sites = await store.sites.list();
  const origins = sites.find(({ id }) => id === article.siteId)?.origins ?? [];
  const links = new NetworkLinks({ id: article.siteId, networkId }, sites);
  const address = ownAddress(page.canonicalUrl, origins) ?? ownAddress(body.finalUrl, origins);
  const status = await store.articles.attachPage(
    networkId,
    article,
    {
      text: better === 'page' ? page.text : null,
      card: filledCard(article.card, page),
      canonicalUrl: address === article.card.url ? null : address,
      links: links.idsOf(page.links),
    },
    now(),
  );
  if (status === 'attached') await queues.addIndex(networkId, 1);
  return better === 'feed' && status !== 'stale' ? 'feed_text_kept' : status;
}

async function checkPage(job: PageJob<'check'>, tools: Tools, attempt: Attempt): Promise<string> {
  const article = await feedArticle(job, tools);
  if (typeof article === 'string') return article;
  const { store, logger } = tools;
  const { url } = article.card;
  try {
    return await withSlot(url, 'page', tools, attempt, async () => {
      if (!(await mayRead(url, tools, attempt))) return 'robots_refused';
      // Nothing of the body is wanted: an answer that is refused for its type is one that is there.
      const { signal } = attempt;
      await tools.fetch.get(url, { accept: pageAccept, acceptTypes: () => false, signal });
      return 'present';
    });
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    if (error.code === 'type_refused') return 'present';
    if (error.code !== 'http_error' || !goneStatuses.has(error.httpStatus)) throw error;
  }
  const { networkId, number } = job;
  if (!(await store.articles.remove(networkId, article.siteId, number, 'missing'))) {
    const meanwhile = await feedArticle(job, tools);
    return typeof meanwhile === 'string' ? meanwhile : 'gone';
  }
  logger.info({ networkId, articleId: article.id }, 'a withdrawn article was removed');
  return 'removed';
}

async function addUnknown(
  job: PageJob<'unknown'>,
  tools: Tools,
  attempt: Attempt,
): Promise<string> {
  const { store, queues, now } = tools;
  const site = await store.sites.find(job.siteId);
  if (site === null) return 'gone';
  const asked = ownAddress(job.url, site.origins);
  if (asked === null) return 'not_own';
  const { networkId, id: siteId } = site;
  if ((await store.articles.find(networkId, { siteId, url: asked })) !== null) return 'known';
  const body = await readPage(asked, tools, attempt);
  if (body === null) return 'robots_refused';
  const final = ownAddress(body.finalUrl, site.origins);
  if (final === null) return 'not_own';
  const page = await tools.parsers.page(body);
  const url = ownAddress(page.canonicalUrl, site.origins) ?? final;
  const content = contentOfPage(page, url, site.name);
  if (content === null) return 'no_article';
  const otherUrls = [...new Set([asked, final])].filter((other) => other !== url);
  const origin = { siteId, networkId, feed: null, otherUrls };
  const links = new NetworkLinks(site, await store.sites.list()).idsOf(page.links);
  const { status } = await store.articles.upsert(origin, content, now(), links);
  if (status === 'created' || status === 'changed') await queues.addIndex(networkId, 1);
  return status;
}
