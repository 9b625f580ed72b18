// Feeds: what an operator decided about each, what its polls found, and when it is polled next.
import {
  type FeedDefinition,
  type FeedId,
  type FullTextMode,
  type Site,
  type SiteId,
} from '@maylike/articles';
import { parseStored } from './codecs/card.js';
import { StoreError } from './errors.js';
import {
  definitionSchema,
  feedOf,
  fieldsOfMemory,
  hostOf,
  pollOutcomeSchema,
  pollRecordSchema,
  redirectSchema,
  settingsSchema,
  timeOrNever,
  type ClaimedFeed,
  type Feed,
  type FeedSettings,
  type PollEnd,
  type PollRecord,
} from './feed-record.js';
import { policyArguments, type HostPolicy, type PolicyOf } from './hosts.js';
import { feedKeys, networkKeys } from './keys.js';
import { LuaScript, replyArray, replyInteger, replyText, type RedisClient } from './redis.js';
import { newId } from './sites.js';

const setFeedScript = new LuaScript('set-feed');
const addFeedScript = new LuaScript('add-feed');
const claimDueScript = new LuaScript('claim-due-feeds');
const claimFeedScript = new LuaScript('claim-feed');
const leasePollScript = new LuaScript('lease-poll');
const finishPollScript = new LuaScript('finish-poll');
const stopFeedScript = new LuaScript('stop-feed');
const removeFeedScript = new LuaScript('remove-feed');

/** Polls of a feed that are remembered: half a day of a busy one, months of one that fails. */
export const historyMax = 50;
/** Two of the largest lists that are imported at once; the feeds of a site are read whole. */
export const feedsOfSiteMax = 10_000;
/** A feed that is polled less than once a week is not news. */
export const pollEverySecondsMax = 604_800;
/** The lease of a poll that a person asks for: the same as that of a feed which falls due by itself. */
const personsLeaseMs = 120_000;
/** Earlier addresses of a feed that still find it. */
const formerUrlsMax = 10;
/** Hosts without room are skipped this often in one go before the rest is left to the next. */
const claimRoundsMax = 4;

/** Two requests at once, and no more said: for those who hand out a feed because a person asks. */
const personsPolicy: HostPolicy = { requestsAtOnce: 2, msPerRequest: 0, burst: 1 };

/** A feed that a person wants to be polled now. */
export interface WantedFeed extends ClaimedFeed {
  /**
   * True: add its job. False: its host has no slot free; it is the first of its host's feeds to be handed out, under
   * this number.
   */
  readonly isHandedOut: boolean;
}

/** All feeds. */
export class Feeds {
  constructor(private readonly redis: RedisClient) {}

  /**
   * Adds a feed, due at once. One address is one feed of a site.
   *
   * @returns The feed's id, and whether it is new; an address that is there already keeps its settings.
   * @throws StoreError `feeds_full` where the site has {@link feedsOfSiteMax} already.
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
    const { due, urls, hosts, prefix } = feedKeys;
    const reply = await addFeedScript.run(
      this.redis,
      [due, urls, feedKeys.ofSite(site.id), feedKeys.feed(id), hosts],
      [
        ...[prefix, id, addressOf(site.id, url)],
        ...[JSON.stringify(definitionSchema.parse(definition)), now, hostOf(url), feedsOfSiteMax],
      ],
    );
    const feedId = replyText(addFeedScript, reply);
    if (feedId === '') throw new StoreError('feeds_full', `at most ${feedsOfSiteMax}`);
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

  /** The feed of a site that has this address now, or had it before; or null. */
  async findByUrl(siteId: SiteId, url: string): Promise<Feed | null> {
    const id = await this.redis.hget(feedKeys.urls, addressOf(siteId, url));
    return id === null ? null : await this.find(id);
  }

  /** The feeds of a site, oldest first. */
  async ofSite(siteId: SiteId): Promise<Feed[]> {
    const ids = await this.redis.smembers(feedKeys.ofSite(siteId));
    const feeds = await Promise.all(ids.map((id) => this.find(id)));
    return feeds
      .filter((feed) => feed !== null)
      .sort((a, b) => a.createdAt - b.createdAt || a.url.localeCompare(b.url));
  }

  /** The last polls of a feed, newest first; at most {@link historyMax}. */
  async history(id: FeedId): Promise<PollRecord[]> {
    const records = await this.redis.lrange(feedKeys.history(id), 0, -1);
    return records.map((record) => parseStored(pollRecordSchema, record, 'poll record'));
  }

  /** How many feeds there are, stopped ones included. */
  async count(): Promise<number> {
    return await this.redis.zcard(feedKeys.due);
  }

  /** How many feeds should have been handed out by `now` and were not. */
  async overdueCount(now: number): Promise<number> {
    return await this.redis.zcount(feedKeys.due, '-inf', now);
  }

  /**
   * Hands out feeds that are due and whose hosts have room; each is due again after the lease if nobody finishes its
   * poll. The hosts that have waited longest come first, and of each host the feeds that have.
   *
   * @param max Most feeds.
   * @returns At most `max`. O(feeds handed out + hosts looked at), however many feeds wait for a host.
   */
  async claimDue(
    now: number,
    leaseMs: number,
    max: number,
    policyOf: PolicyOf = () => personsPolicy,
  ): Promise<ClaimedFeed[]> {
    const claimed: ClaimedFeed[] = [];
    for (let round = 0; round < claimRoundsMax && claimed.length < max; round += 1) {
      const left = max - claimed.length;
      const hosts = await this.redis.zrangebyscore(feedKeys.hosts, '-inf', now, 'LIMIT', 0, left);
      if (hosts.length === 0) break;
      claimed.push(...(await this.claimOf(hosts, now, leaseMs, left, policyOf)));
    }
    return claimed;
  }

  /** Like {@link claimDue}, of these hosts only: for whoever has just given a slot back. */
  async claimOf(
    hosts: readonly string[],
    now: number,
    leaseMs: number,
    max: number,
    policyOf: PolicyOf = () => personsPolicy,
  ): Promise<ClaimedFeed[]> {
    const reply = await claimDueScript.run(
      this.redis,
      [feedKeys.due, feedKeys.polls, feedKeys.hosts],
      [
        ...[feedKeys.prefix, now, leaseMs, max],
        ...hosts.flatMap((host) => [host, ...policyArguments(policyOf(host))]),
      ],
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

  /**
   * Hands out one feed because a person asks for it: due or not, stopped or not, and whatever its host asked for. Only
   * the number of requests at once holds.
   *
   * @throws StoreError `feed_unknown`.
   */
  async claim(
    id: FeedId,
    now: number,
    leaseMs: number,
    policy: HostPolicy = personsPolicy,
  ): Promise<WantedFeed> {
    const keys = [feedKeys.due, feedKeys.polls, feedKeys.feed(id), feedKeys.hosts];
    const args = [feedKeys.prefix, id, now, leaseMs, ...policyArguments(policy)];
    const reply = replyArray(claimFeedScript, await claimFeedScript.run(this.redis, keys, args));
    const pollNumber = replyInteger(claimFeedScript, reply[0]);
    if (pollNumber === 0) throw new StoreError('feed_unknown', id);
    return { feedId: id, pollNumber, isHandedOut: replyInteger(claimFeedScript, reply[1]) === 1 };
  }

  /**
   * Lets the leases of a poll that was handed out run from now: when its job is in the queue, and when it begins.
   *
   * @returns False when it is not to be worked: the feed is gone, its poll has ended or was handed out again, or its
   * host has no room any more (then the feed is due again). It holds nothing any more then.
   */
  async leasePoll(
    { feedId, pollNumber }: ClaimedFeed,
    now: number,
    leaseMs: number,
    { requestsAtOnce }: Pick<HostPolicy, 'requestsAtOnce'> = personsPolicy,
  ): Promise<boolean> {
    const keys = [feedKeys.due, feedKeys.polls, feedKeys.feed(feedId), feedKeys.hosts];
    const args = [feedKeys.prefix, feedId, pollNumber, now, leaseMs, requestsAtOnce];
    return replyInteger(leasePollScript, await leasePollScript.run(this.redis, keys, args)) === 1;
  }

  /**
   * Ends a poll, after all of its articles are stored, and frees its slot.
   *
   * @returns Whether it counted: false when the feed is gone or was handed out again since (nothing else was changed).
   */
  async finishPoll(claimed: ClaimedFeed, end: PollEnd): Promise<boolean> {
    const { feedId, pollNumber } = claimed;
    const { outcome, nextPollAt, nextPollReason } = end;
    const record: PollRecord = pollRecordSchema.parse({
      ...outcome,
      pollNumber,
      nextPollAt,
      nextPollReason,
    });
    const { due, polls, hosts, urls, prefix } = feedKeys;
    const reply = await finishPollScript.run(
      this.redis,
      [due, polls, feedKeys.feed(feedId), hosts, feedKeys.history(feedId), urls],
      [
        ...[prefix, feedId, pollNumber, timeOrNever(nextPollAt), nextPollReason],
        ...[JSON.stringify(record), historyMax],
        ...moveArguments(end),
        ...Object.entries(fieldsOfEnd(end)).flat(),
      ],
    );
    return replyInteger(finishPollScript, reply) > 0;
  }

  /**
   * Hands out one feed because a person asks for it now, as {@link claim} does. What its host allows at one time holds;
   * otherwise a person waits for nothing.
   *
   * @param anew Whether all of it is read, even if it has not changed.
   * @throws StoreError `feed_unknown`.
   */
  async want(
    id: FeedId,
    wish: { readonly anew: boolean; readonly requestsAtOnce: number },
    now: number,
  ): Promise<WantedFeed> {
    if (wish.anew) await this.dropValidators(id);
    const { requestsAtOnce } = wish;
    return await this.claim(id, now, personsLeaseMs, { ...personsPolicy, requestsAtOnce });
  }

  /** Changes what a person decides about a feed; it counts from its next poll on. @throws StoreError `feed_unknown`. */
  async change(id: FeedId, settings: FeedSettings): Promise<void> {
    const { settings: before } = await this.get(id);
    const kept = JSON.stringify(settingsSchema.parse({ ...before, ...settings }));
    await this.set(id, { settings: kept });
  }

  /** Stops polling a feed. @returns Whether it was not paused before. @throws StoreError `feed_unknown`. */
  async pause(id: FeedId, now: number): Promise<boolean> {
    return await this.stop(id, 'pause', now, 'paused by a person');
  }

  /**
   * Lets a feed that was stopped be polled again, now. Its errors are forgotten.
   *
   * @returns Whether it was stopped. @throws StoreError `feed_unknown`.
   */
  async resume(id: FeedId, now: number): Promise<boolean> {
    return await this.stop(id, 'resume', now, 'resumed by a person');
  }

  private async stop(
    id: FeedId,
    action: 'pause' | 'resume',
    now: number,
    reason: string,
  ): Promise<boolean> {
    const keys = [feedKeys.due, feedKeys.feed(id), feedKeys.hosts];
    const args = [feedKeys.prefix, id, action, now, reason];
    const reply = replyInteger(stopFeedScript, await stopFeedScript.run(this.redis, keys, args));
    if (reply < 0) throw new StoreError('feed_unknown', id);
    return reply === 1;
  }

  /** Forgets the validators of a feed's last body: the next poll reads all of it. @throws StoreError `feed_unknown`. */
  async dropValidators(id: FeedId): Promise<void> {
    await this.set(id, { etag: '', lastModified: '', bodyHash: '' });
  }

  private async set(id: FeedId, fields: Readonly<Record<string, string>>): Promise<void> {
    const sent = Object.entries(fields).flat();
    const reply = await setFeedScript.run(this.redis, [feedKeys.feed(id)], sent);
    if (replyInteger(setFeedScript, reply) === 0) throw new StoreError('feed_unknown', id);
  }

  /** Forgets a feed; its articles stay. @throws StoreError `feed_unknown`. */
  async remove(id: FeedId): Promise<void> {
    const { siteId, networkId, url, formerUrls } = await this.get(id);
    const { due, polls, urls, hosts, prefix } = feedKeys;
    await removeFeedScript.run(
      this.redis,
      [due, polls, urls, feedKeys.ofSite(siteId), feedKeys.feed(id), hosts, feedKeys.history(id)],
      [prefix, id, ...[url, ...formerUrls].map((address) => addressOf(siteId, address))],
    );
    // In another slot: its articles are found by their addresses from now on.
    await this.redis.unlink(networkKeys(networkId).guids(id));
  }
}

const addressOf = (siteId: SiteId, url: string): string => `${siteId} ${url}`;

/** What `finish-poll.lua` takes of a feed that has moved. */
function moveArguments({ move, definition }: PollEnd): string[] {
  if (move === undefined) return ['', '', '', ''];
  const { from, to } = move;
  const former = [...from.formerUrls.filter((url) => url !== to), from.url];
  return [
    addressOf(from.siteId, to),
    hostOf(to),
    JSON.stringify(definitionSchema.parse({ ...from, ...definition, url: to })),
    JSON.stringify(former.slice(-formerUrlsMax)),
  ];
}

function fieldsOfEnd(end: PollEnd): Record<string, string> {
  const { definition, memory, redirect } = end;
  return {
    errorsInRow: String(end.errorsInRow),
    lastOutcome: JSON.stringify(pollOutcomeSchema.parse(end.outcome)),
    ...(definition === undefined
      ? {}
      : { definition: JSON.stringify(definitionSchema.parse(definition)) }),
    ...(memory === undefined ? {} : fieldsOfMemory(memory)),
    ...(redirect === undefined
      ? {}
      : { redirect: redirect === null ? '' : JSON.stringify(redirectSchema.parse(redirect)) }),
  };
}
