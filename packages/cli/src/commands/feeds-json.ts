// Feeds and their polls as scripts read them.
import type { Feed, PollRecord } from '@maylike/store';
import { isoTime } from '../output.js';

const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

/** A feed as `feeds list --json` shows it. */
export function feedJson(feed: Feed) {
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
export function pollJson(record: PollRecord) {
  const { at, nextPollAt, ...rest } = record;
  return { ...rest, at: isoTime(at), nextPollAt: isoOrNull(nextPollAt) };
}
