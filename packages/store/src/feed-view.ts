// Feeds and their polls as scripts read them: by the command and by the API alike.
import type { Feed, PollRecord } from './feed-record.js';
import type { HostState } from './hosts.js';

const isoTime = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

/** A feed as lists show it. */
export function feedView(feed: Feed) {
  const { lastOutcome: last } = feed;
  return {
    feedId: feed.id,
    siteId: feed.siteId,
    url: feed.url,
    title: feed.title,
    fullText: feed.fullText,
    pollEverySeconds: feed.pollEverySeconds,
    /** `paused`, `gone` or null. */
    stopped: feed.stopped,
    nextPollAt: isoOrNull(feed.nextPollAt),
    nextPollReason: feed.nextPollReason,
    errorsInRow: feed.errorsInRow,
    lastPoll:
      last === null
        ? null
        : {
            at: isoTime(last.at),
            status: last.status,
            message: last.message,
            httpStatus: last.httpStatus,
            items: last.items,
            created: last.created,
            changed: last.changed,
            tookMs: last.tookMs,
          },
  };
}

/** A poll of the history. */
export function pollView(record: PollRecord) {
  const { at, nextPollAt, ...rest } = record;
  return { ...rest, at: isoTime(at), nextPollAt: isoOrNull(nextPollAt) };
}

/** What is known around a feed. */
export interface FeedSurroundings {
  /** Newest first. */
  readonly history: readonly PollRecord[];
  readonly host: HostState;
  /** How many dead letters it has. */
  readonly letters: number;
}

/** One feed, whole: with its last polls, and why it is polled when it is. */
export function feedDetailView(feed: Feed, { history, host, letters }: FeedSurroundings) {
  const { redirect } = feed;
  return {
    ...feedView(feed),
    formerUrls: feed.formerUrls,
    redirect: redirect === null ? null : { ...redirect, since: isoTime(redirect.since) },
    host: {
      ...host,
      blockedUntil: host.blockedUntil === null ? null : isoTime(host.blockedUntil),
    },
    wishes: feed.memory.wishes,
    letters,
    history: history.map(pollView),
  };
}
