// Feeds: what an operator decided about each, what its polls found, and when it is polled next.
import { z } from 'zod';
import {
  fullTextModes,
  type FeedDefinition,
  type FeedId,
  type FullTextMode,
  type Site,
  type SiteId,
} from '@maylike/articles';
import { parseStored } from './codecs/card.js';
import { StoreError } from './errors.js';
import { feedKeys } from './keys.js';
import { LuaScript, replyArray, replyInteger, replyText, type RedisClient } from './redis.js';
import { newId } from './sites.js';

const addFeedScript = new LuaScript('add-feed');
const claimDueScript = new LuaScript('claim-due-feeds');
const claimFeedScript = new LuaScript('claim-feed');
const finishPollScript = new LuaScript('finish-poll');

const definitionSchema = z.object({
  id: z.string(),
  siteId: z.string(),
  networkId: z.string(),
  url: z.string(),
  title: z.string().nullable(),
  fullText: z.enum(fullTextModes),
  pollEverySeconds: z.number().nullable(),
  createdAt: z.number(),
});

const pollOutcomeSchema = z.object({
  at: z.number(),
  /** One word for what happened: `changed`, `unchanged`, `not_modified`, or an error's code. */
  status: z.string(),
  message: z.string().nullable(),
  httpStatus: z.number().nullable(),
  items: z.number(),
  created: z.number(),
  changed: z.number(),
  bytes: z.number(),
  tookMs: z.number(),
  /** The numbers whose neighbours this poll changes: what `poll --wait` waits for. */
  numbers: z.array(z.number()),
  /** The numbers whose page is to be fetched for its text. */
  pages: z.array(z.number()),
});

/** What one poll found. */
export type PollOutcome = Readonly<z.infer<typeof pollOutcomeSchema>>;

/** What the last successful poll left for the next one. */
export interface FeedMemory {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly bodyHash: string | null;
  /** Numbers of the items in the last body, in its order: what is missing next time may have been withdrawn. */
  readonly numbers: readonly number[];
  /** How long the feed asks to be left alone, by its last body; null where it says nothing. */
  readonly ttlSeconds: number | null;
}

/** A feed with all that is known of it. */
export interface Feed extends FeedDefinition {
  readonly memory: FeedMemory;
  readonly nextPollAt: number;
  readonly nextPollReason: string;
  /** The number of the last poll that ended; 0 before the first. */
  readonly finishedPoll: number;
  /** How many polls in a row have failed. */
  readonly errorsInRow: number;
  readonly lastOutcome: PollOutcome | null;
}

/** A feed that was handed out: results are written under this poll number. */
export interface ClaimedFeed {
  readonly feedId: FeedId;
  readonly pollNumber: number;
}

/** How a poll ends. */
export interface PollEnd {
  readonly nextPollAt: number;
  readonly nextPollReason: string;
  readonly errorsInRow: number;
  readonly outcome: PollOutcome;
  /** Left out where the poll learned nothing that the next one may rely on: the old memory stays. */
  readonly memory?: FeedMemory;
  /** The feed's own title, where it told one. */
  readonly definition?: FeedDefinition;
}

/** A hash field cannot be null: the empty text stands for it. */
const textOrNull = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value;

const numberOrNull = (value: string | undefined): number | null =>
  value === undefined || value === '' ? null : Number(value);

function feedOf(fields: Readonly<Record<string, string>>): Feed {
  const definition = parseStored(definitionSchema, fields['definition'] ?? '', 'feed');
  const outcome = fields['lastOutcome'];
  return {
    ...definition,
    memory: {
      etag: textOrNull(fields['etag']),
      lastModified: textOrNull(fields['lastModified']),
      bodyHash: textOrNull(fields['bodyHash']),
      numbers: parseStored(z.array(z.number()), fields['numbers'] ?? '[]', 'feed numbers'),
      ttlSeconds: numberOrNull(fields['ttlSeconds']),
    },
    nextPollAt: Number(fields['nextPollAt'] ?? 0),
    nextPollReason: fields['nextPollReason'] ?? '',
    finishedPoll: Number(fields['finishedPoll'] ?? 0),
    errorsInRow: Number(fields['errorsInRow'] ?? 0),
    lastOutcome:
      outcome === undefined ? null : parseStored(pollOutcomeSchema, outcome, 'poll outcome'),
  };
}

/** All feeds. */
export class Feeds {
  constructor(private readonly redis: RedisClient) {}

  /**
   * Adds a feed, due at once. One address is one feed of a site.
   *
   * @returns The feed's id, and whether it is new; an address that is there already keeps its settings.
   */
  async add(
    site: Site,
    url: string,
    settings: {
      readonly fullText: FullTextMode;
      readonly pollEverySeconds: number | null;
      readonly title?: string | null;
    },
    now: number,
  ): Promise<{ feedId: FeedId; isNew: boolean }> {
    const id = newId('feed');
    const definition: FeedDefinition = {
      id,
      siteId: site.id,
      networkId: site.networkId,
      url,
      title: settings.title ?? null,
      fullText: settings.fullText,
      pollEverySeconds: settings.pollEverySeconds,
      createdAt: now,
    };
    const reply = await addFeedScript.run(
      this.redis,
      [feedKeys.due, feedKeys.urls, feedKeys.ofSite(site.id), feedKeys.feed(id)],
      [id, `${site.id} ${url}`, JSON.stringify(definitionSchema.parse(definition)), now],
    );
    const feedId = replyText(addFeedScript, reply);
    return { feedId, isNew: feedId === id };
  }

  /** The feed, or null. */
  async find(id: FeedId): Promise<Feed | null> {
    const fields = await this.redis.hgetall(feedKeys.feed(id));
    return fields['definition'] === undefined ? null : feedOf(fields);
  }

  /** The feed. @throws StoreError `feed_unknown`. */
  async get(id: FeedId): Promise<Feed> {
    const feed = await this.find(id);
    if (feed === null) throw new StoreError('feed_unknown', id);
    return feed;
  }

  /** The feeds of a site, oldest first. */
  async ofSite(siteId: SiteId): Promise<Feed[]> {
    const ids = await this.redis.smembers(feedKeys.ofSite(siteId));
    const feeds = await Promise.all(ids.map((id) => this.find(id)));
    return feeds
      .filter((feed) => feed !== null)
      .sort((a, b) => a.createdAt - b.createdAt || a.url.localeCompare(b.url));
  }

  /** How many feeds there are. */
  async count(): Promise<number> {
    return await this.redis.zcard(feedKeys.due);
  }

  /** How many feeds should have been handed out by `now` and were not. */
  async overdueCount(now: number): Promise<number> {
    return await this.redis.zcount(feedKeys.due, '-inf', now);
  }

  /** Hands out at most `max` feeds that are due; each is due again after the lease if nobody finishes its poll. */
  async claimDue(now: number, leaseMs: number, max: number): Promise<ClaimedFeed[]> {
    const reply = await claimDueScript.run(
      this.redis,
      [feedKeys.due, feedKeys.polls],
      [now, leaseMs, max],
    );
    const flat = replyArray(claimDueScript, reply);
    const claimed: ClaimedFeed[] = [];
    for (let i = 0; i + 1 < flat.length; i += 2) {
      claimed.push({
        feedId: replyText(claimDueScript, flat[i]),
        pollNumber: replyInteger(claimDueScript, flat[i + 1]),
      });
    }
    return claimed;
  }

  /** Hands out one feed, due or not. @throws StoreError `feed_unknown`. */
  async claim(id: FeedId, now: number, leaseMs: number): Promise<ClaimedFeed> {
    const keys = [feedKeys.due, feedKeys.polls, feedKeys.feed(id)];
    const pollNumber = replyInteger(
      claimFeedScript,
      await claimFeedScript.run(this.redis, keys, [id, now, leaseMs]),
    );
    if (pollNumber === 0) throw new StoreError('feed_unknown', id);
    return { feedId: id, pollNumber };
  }

  /**
   * Ends a poll, after all of its articles are stored.
   *
   * @returns Whether it counted: false when the feed is gone or was handed out again since (nothing was changed).
   */
  async finishPoll(claimed: ClaimedFeed, end: PollEnd): Promise<boolean> {
    const fields: Record<string, string> = {
      nextPollReason: end.nextPollReason,
      errorsInRow: String(end.errorsInRow),
      lastOutcome: JSON.stringify(pollOutcomeSchema.parse(end.outcome)),
    };
    if (end.definition !== undefined)
      fields['definition'] = JSON.stringify(definitionSchema.parse(end.definition));
    if (end.memory !== undefined) {
      fields['etag'] = end.memory.etag ?? '';
      fields['lastModified'] = end.memory.lastModified ?? '';
      fields['bodyHash'] = end.memory.bodyHash ?? '';
      fields['numbers'] = JSON.stringify(end.memory.numbers);
      fields['ttlSeconds'] = end.memory.ttlSeconds === null ? '' : String(end.memory.ttlSeconds);
    }
    const reply = await finishPollScript.run(
      this.redis,
      [feedKeys.due, feedKeys.polls, feedKeys.feed(claimed.feedId)],
      [claimed.feedId, claimed.pollNumber, end.nextPollAt, ...Object.entries(fields).flat()],
    );
    return replyInteger(finishPollScript, reply) === 1;
  }
}
