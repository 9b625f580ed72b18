// The way of one poll.
//
//   read the feed ─▶ conditional GET ─▶ same bytes as last time? ─▶ parse ─▶ map ─▶ write each article
//        ─▶ index and page jobs ─▶ LAST: end the poll (validators, body hash, numbers, next time)
//
// Why it may run twice, or die at any line: the validators that would hide this body from the next poll are written in
// the same step that ends the poll, after everything else is in Redis. Until then the next try reads the same body
// again, and articles that are written already are found unchanged. What such a try cannot see any more is which of
// them its forerunner made: an article that the last finished poll did not know counts as new here, and a try that
// knows that it repeats asks for every page again.
//
// A failure of the feed ends its poll too, with its reason and a longer wait. A fault of ours is thrown.
import { createHash } from 'node:crypto';
import { feedParserVersion } from '@maylike/feed-parser';
import type { JobData } from '@maylike/queues';
import type { BodyResult, FetchResult } from '@maylike/safe-fetch';
import type { Feed, FeedMemory, FeedWishes, PollEnd, PollOutcome } from '@maylike/store';
import { letterOfBody } from './dead-letters.js';
import { failureOf, type Failure } from './errors.js';
import { feedLeaseMs } from './hand-out.js';
import { storeBody, type StoredBody } from './poll-body.js';
import type { PollRun } from './poll-run.js';
import { decideRedirect } from './redirects.js';
import { scheduleAfterError, scheduleAfterSuccess, type ScheduleInput } from './schedule.js';
import type { Attempt, Tools } from './tools.js';

const feedAccept =
  'application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';

/** What a poll did: `superseded` where the feed is gone or was handed out again, and nothing of this poll counts. */
export interface PollResult {
  readonly status: string;
  readonly created: number;
  readonly changed: number;
}

const superseded: PollResult = { status: 'superseded', created: 0, changed: 0 };

/** Polls a feed and ends the poll. @throws Faults of ours: the job is to run again. */
export async function pollFeed(
  job: JobData<'poll'>,
  tools: Tools,
  attempt: Attempt,
): Promise<PollResult> {
  const { store, politeness, handOut, logger } = tools;
  const feed = await store.feeds.find(job.feedId);
  if (feed === null) return supersede(tools);
  const policy = politeness.of(feed.host);
  const isMine = await store.feeds.leasePoll(job, tools.now(), feedLeaseMs, policy);
  const result = isMine ? await workToEnd(job, feed, tools, attempt) : supersede(tools);
  // What fails here costs a beat: the poll has ended.
  await handOut.ofHost(feed.host).catch((error: unknown) => {
    logger.warn({ err: error, host: feed.host }, "a host's next feeds wait for the beat");
  });
  return result;
}

function supersede({ meters }: Tools): PollResult {
  meters.polls.inc({ outcome: superseded.status });
  return superseded;
}

async function workToEnd(
  job: JobData<'poll'>,
  feed: Feed,
  tools: Tools,
  attempt: Attempt,
): Promise<PollResult> {
  const { store, meters, now } = tools;
  const startedAt = now();
  const epoch = await tools.epoch.current();
  const readAnew = whyReadAnew(feed.memory, epoch);
  const end = await workPoll({ job, feed, epoch, readAnew, startedAt, attempt, tools });
  if (!(await store.feeds.finishPoll(job, end))) return supersede(tools);
  const { status, created, changed } = end.outcome;
  meters.polls.inc({ outcome: status });
  meters.pollSeconds.observe((now() - startedAt) / 1_000);
  if (end.move !== undefined) meters.feedsMoved.inc();
  logPoll(job, end, tools);
  return { status, created, changed };
}

/** Why a body that may be the known one is read all the same, once: what is kept says that it was read differently. */
function whyReadAnew(memory: FeedMemory, epoch: string): string | null {
  if (memory.bodyHash === null && memory.etag === null && memory.lastModified === null) return null;
  if (memory.epoch !== epoch) return 'read anew: Redis was restarted since the last body';
  const isReadByOlder = memory.parserVersion !== feedParserVersion && memory.unreadItems > 0;
  return isReadByOlder ? 'read anew: a newer parser may read what was unreadable' : null;
}

async function workPoll(run: PollRun): Promise<PollEnd> {
  let body: BodyResult | null = null;
  try {
    const got = await fetchFeed(run);
    if (got.notModified) return quietEnd(run, got, 'not_modified', null);
    body = got;
    const bodyHash = createHash('sha256').update(got.bytes).digest('hex');
    if (run.readAnew === null && bodyHash === run.feed.memory.bodyHash) {
      // The validators may be new where the bytes are not; they stand for what is stored already.
      const { etag, lastModified } = got;
      return quietEnd(run, got, 'unchanged', { ...run.feed.memory, etag, lastModified });
    }
    const parsed = await run.tools.parsers.feed(got);
    return changedEnd(run, got, await storeBody(run, got, parsed, bodyHash));
  } catch (error) {
    // Whatever storing throws is no failure of the feed, and goes on from here.
    const failure = failureOf(error);
    if (failure === null) throw error;
    await heedFailure(run, failure, body);
    return failedEnd(run, failure);
  }
}

/** What a failure says beyond its feed: to the whole host, and of a body that nobody could read. */
async function heedFailure(
  { feed, startedAt, tools }: PollRun,
  failure: Failure,
  body: BodyResult | null,
): Promise<void> {
  const { store, politeness, meters, now } = tools;
  await politeness.heed(store.hosts, feed.host, failure, now());
  const letter = body === null ? null : letterOfBody(body.bytes, failure);
  if (letter === null) return;
  await store.letters.keep(feed.id, [letter], startedAt, false);
  meters.letters.inc();
}

async function fetchFeed({ feed, readAnew, attempt, tools }: PollRun): Promise<FetchResult> {
  const { etag, lastModified } = feed.memory;
  return await tools.fetch.get(feed.url, {
    accept: feedAccept,
    ...(readAnew === null ? { etag, lastModified } : {}),
    signal: attempt.signal,
  });
}

function scheduleInput({ feed, tools }: PollRun): ScheduleInput {
  return {
    now: tools.now(),
    pollEverySeconds: feed.pollEverySeconds,
    pollIntervalMinSeconds: tools.pollIntervalMinSeconds,
    jitter: tools.jitter(feed.id),
  };
}

/** What an answer says of when to ask again, and where. */
function afterAnswer(run: PollRun, got: FetchResult, wishes: FeedWishes) {
  const { feed, tools } = run;
  const { cacheMaxAgeSeconds, permanentUrl } = got;
  const { redirect, moveTo } = decideRedirect(feed, permanentUrl, tools.now());
  return {
    ...scheduleAfterSuccess(scheduleInput(run), { wishes, cacheMaxAgeSeconds }),
    errorsInRow: 0,
    redirect,
    ...(moveTo === null ? {} : { move: { from: feed, to: moveTo } }),
  };
}

function outcomeOf(
  { startedAt, tools }: PollRun,
  status: string,
  rest: Partial<PollOutcome>,
): PollOutcome {
  const at = tools.now();
  return {
    at,
    status,
    message: null,
    httpStatus: null,
    items: 0,
    created: 0,
    changed: 0,
    bytes: 0,
    tookMs: at - startedAt,
    numbers: [],
    pages: [],
    ...rest,
  };
}

/** Nothing new. What the last body left stays, but for its validators where `memory` has others. */
function quietEnd(
  run: PollRun,
  got: FetchResult,
  status: 'not_modified' | 'unchanged',
  memory: FeedMemory | null,
): PollEnd {
  return {
    ...afterAnswer(run, got, run.feed.memory.wishes),
    outcome: outcomeOf(run, status, {
      httpStatus: got.httpStatus,
      items: run.feed.memory.numbers.length,
      bytes: got.notModified ? 0 : got.bytesOnWire,
    }),
    ...(memory === null ? {} : { memory }),
  };
}

function changedEnd(run: PollRun, body: BodyResult, stored: StoredBody): PollEnd {
  const { memory, definition, message, ...counts } = stored;
  const words = [run.readAnew, message].filter((part) => part !== null);
  return {
    ...afterAnswer(run, body, memory.wishes),
    outcome: outcomeOf(run, 'changed', {
      httpStatus: body.httpStatus,
      bytes: body.bytesOnWire,
      ...counts,
      message: words.length === 0 ? null : words.join('; '),
    }),
    memory,
    ...(definition === null ? {} : { definition }),
  };
}

/** The memory is left alone: it stands for the last body that was stored. */
function failedEnd(run: PollRun, failure: Failure): PollEnd {
  const errorsInRow = run.feed.errorsInRow + 1;
  const { code, message, httpStatus } = failure;
  return {
    ...scheduleAfterError(scheduleInput(run), errorsInRow, failure),
    errorsInRow,
    outcome: outcomeOf(run, code, { message, httpStatus }),
  };
}

function logPoll({ feedId }: JobData<'poll'>, end: PollEnd, { logger, now }: Tools): void {
  const { status, message, httpStatus, items, created, changed, bytes, tookMs } = end.outcome;
  const line = {
    ...{ feedId, status, message, httpStatus, items, created, changed, bytes, tookMs },
    pages: end.outcome.pages.length,
    nextPollInMs: end.nextPollAt === null ? null : end.nextPollAt - now(),
    nextPollReason: end.nextPollReason,
  };
  if (end.errorsInRow > 0) logger.warn(line, 'a feed cannot be polled');
  else if (end.outcome.numbers.length > 0) logger.info(line, 'polled');
  else logger.debug(line, 'polled, nothing new');
}
