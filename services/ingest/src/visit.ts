// Something a person waits for: is this address a feed? The answer says what is there, in words that name the address,
// and where a page names its feeds, which they are. It writes nothing: it may run as often as it likes.
import { LaterError, type JobData, type VisitAnswer } from '@maylike/queues';
import type { ParsedFeed } from '@maylike/feed-parser';
import type { BodyResult } from '@maylike/safe-fetch';
import { failureOf, type Failure } from './errors.js';
import { mapFeed } from './map-item.js';
import { faultsOf, wishesOf } from './poll-body.js';
import { scheduleAfterSuccess } from './schedule.js';
import { withSlot } from './slot.js';
import { windowStart, type Attempt, type Tools } from './tools.js';

/** With the parsers' bounds below the 25 s that a person waits. */
const visitFetchTimeoutMs = 12_000;
/** For how long a visit waits for a slot of its host: then a person is told, who still has time to read it. */
const slotWaitMsMax = 4_000;
/** How often it asks for one. */
const slotAskMs = 250;
/** Items that an answer shows: enough to see whether it is the right feed. */
const newestShownMax = 5;
/** Feeds that a message lists; the answer itself has all of them. */
const feedsNamedMax = 5;

/** Codes after which the bytes may be a page that names feeds. */
const maybePageCodes: ReadonlySet<string> = new Set(['not_a_feed', 'malformed']);

/** Tries an address. Never throws for what is wrong outside: that is the answer. */
export async function tryFeed(
  { url }: JobData<'visit'>,
  tools: Tools,
  attempt: Attempt,
): Promise<VisitAnswer> {
  const { fetch, parsers, logger } = tools;
  const { signal } = attempt;
  const startedAt = tools.now();
  let body: BodyResult | null = null;
  try {
    const got = await withSlot(url, 'person', tools, attempt, () =>
      fetch.get(url, { timeoutMs: visitFetchTimeoutMs, signal }),
    );
    if (got.notModified) throw new Error('an unconditional request was answered by 304');
    body = got;
    const feed = await parsers.feed(body);
    return feedAnswer(url, body, feed, startedAt, tools);
  } catch (error) {
    if (error instanceof LaterError) return waitOrTell(url, attempt);
    const failure = failureOf(error);
    if (failure === null) throw error;
    logger.debug({ url, code: failure.code }, 'not a feed');
    const mayBePage = body !== null && maybePageCodes.has(failure.code);
    return (
      (mayBePage ? await pageAnswer(url, body, failure, tools) : null) ?? refusal(url, failure)
    );
  }
}

function feedAnswer(
  url: string,
  body: BodyResult,
  feed: ParsedFeed,
  startedAt: number,
  tools: Tools,
): VisitAnswer {
  const now = tools.now();
  const asked = { wishes: wishesOf(feed, now), cacheMaxAgeSeconds: body.cacheMaxAgeSeconds };
  const { pollIntervalMinSeconds } = tools;
  const input = { now, pollEverySeconds: null, pollIntervalMinSeconds, jitter: 0 };
  const { nextPollReason } = scheduleAfterSuccess(input, asked);
  const mapped = mapFeed(feed, { source: feed.title, publishedSince: windowStart(tools) });
  return {
    ok: true,
    url: body.permanentUrl ?? url,
    title: feed.title,
    format: feed.format,
    items: feed.items.length,
    details: {
      bytes: body.bytesOnWire,
      tookMs: now - startedAt,
      nextPollReason,
      faults: faultsOf(feed, mapped),
      newest: mapped.items.slice(0, newestShownMax).map(({ content }) => ({
        title: content.title,
        url: content.url,
        publishedAt:
          content.publishedAt === null ? null : new Date(content.publishedAt).toISOString(),
      })),
    },
  };
}

/** @throws LaterError while there is time to wait. */
function waitOrTell(url: string, { ageMs }: Attempt): VisitAnswer {
  if (ageMs < slotWaitMsMax) throw new LaterError(slotAskMs, `${url}: its host has no room`);
  const code = 'host_busy';
  const message = `${url}: its host is being asked for other things already; try again in a minute`;
  return { ok: false, code, message, feeds: [] };
}

function refusal(url: string, { code, message }: Failure): VisitAnswer {
  return { ok: false, code, message: `${url}: ${message}`, feeds: [] };
}

/** The answer about a page with its feeds; null where the bytes are no page either. */
async function pageAnswer(
  url: string,
  body: BodyResult | null,
  failure: Failure,
  { parsers }: Pick<Tools, 'parsers'>,
): Promise<VisitAnswer | null> {
  if (body === null || !looksLikePage(body)) return null;
  try {
    const { feeds: named } = await parsers.page(body);
    const feeds = named.map(({ url: feedUrl, title }) => ({ url: feedUrl, title }));
    const list = feeds.slice(0, feedsNamedMax).map((feed) => feed.url);
    const words =
      feeds.length === 0
        ? 'and names no feed'
        : `it names these feeds: ${list.join(', ')}${feeds.length > list.length ? ', …' : ''}`;
    const joint = feeds.length === 0 ? ', ' : '; ';
    const message = `${url} is an HTML page, not a feed${joint}${words}`;
    return { ok: false, code: failure.code, message, feeds };
  } catch (error) {
    // The page is beyond its parser: what the feed parser said of it stands.
    if (failureOf(error) === null) throw error;
    return null;
  }
}

/** By what the server says, else by its first words. */
function looksLikePage({ contentType, bytes }: BodyResult): boolean {
  if (contentType !== null && /\bx?html\b/i.test(contentType)) return true;
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  return /<(?:!doctype\s+html|html)[\s>]/i.test(start);
}
