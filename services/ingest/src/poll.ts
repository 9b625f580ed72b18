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
import type { JobData } from '@maylike/queues';
import type { BodyResult, FetchResult } from '@maylike/safe-fetch';
import type { FeedMemory, PollEnd, PollOutcome } from '@maylike/store';
import { failureOf, type Failure } from './errors.js';
import { storeBody, type StoredBody } from './poll-body.js';
import type { PollRun } from './poll-run.js';
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
  const { store, meters, now } = tools;
  const startedAt = now();
  const feed = await store.feeds.find(job.feedId);
  const isNewest = feed !== null && feed.finishedPoll < job.pollNumber;
  const end = isNewest ? await workPoll({ job, feed, startedAt, attempt, tools }) : null;
  if (end === null || !(await store.feeds.finishPoll(job, end))) {
    meters.polls.inc({ outcome: superseded.status });
    return superseded;
  }
  const { status, created, changed } = end.outcome;
  meters.polls.inc({ outcome: status });
  meters.pollSeconds.observe((now() - startedAt) / 1_000);
  logPoll(job, end, tools);
  return { status, created, changed };
}

async function workPoll(run: PollRun): Promise<PollEnd> {
  try {
    const got = await fetchFeed(run);
    if (got.notModified) return quietEnd(run, got, 'not_modified', null);
    const bodyHash = createHash('sha256').update(got.bytes).digest('hex');
    if (bodyHash === run.feed.memory.bodyHash) {
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
    return failedEnd(run, failure);
  }
}

async function fetchFeed({ feed, attempt, tools }: PollRun): Promise<FetchResult> {
  return await tools.fetch.get(feed.url, {
    accept: feedAccept,
    etag: feed.memory.etag,
    lastModified: feed.memory.lastModified,
    signal: attempt.signal,
  });
}

function scheduleInput({ feed, tools }: PollRun): ScheduleInput {
  return {
    now: tools.now(),
    pollEverySeconds: feed.pollEverySeconds,
    pollIntervalMinSeconds: tools.pollIntervalMinSeconds,
    random: tools.random(),
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
  const { ttlSeconds } = run.feed.memory;
  const asked = { ttlSeconds, cacheMaxAgeSeconds: got.cacheMaxAgeSeconds };
  return {
    ...scheduleAfterSuccess(scheduleInput(run), asked),
    errorsInRow: 0,
    outcome: outcomeOf(run, status, {
      httpStatus: got.httpStatus,
      items: run.feed.memory.numbers.length,
      bytes: got.notModified ? 0 : got.bytesOnWire,
    }),
    ...(memory === null ? {} : { memory }),
  };
}

function changedEnd(run: PollRun, body: BodyResult, stored: StoredBody): PollEnd {
  const { memory, definition, ...counts } = stored;
  const asked = { ttlSeconds: memory.ttlSeconds, cacheMaxAgeSeconds: body.cacheMaxAgeSeconds };
  return {
    ...scheduleAfterSuccess(scheduleInput(run), asked),
    errorsInRow: 0,
    outcome: outcomeOf(run, 'changed', {
      httpStatus: body.httpStatus,
      bytes: body.bytesOnWire,
      ...counts,
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
    nextPollInMs: end.nextPollAt - now(),
    nextPollReason: end.nextPollReason,
  };
  if (end.errorsInRow > 0) logger.warn(line, 'a feed cannot be polled');
  else if (end.outcome.numbers.length > 0) logger.info(line, 'polled');
  else logger.debug(line, 'polled, nothing new');
}
