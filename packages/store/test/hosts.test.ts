import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Site } from '@maylike/articles';
import { hostOf, type HostPolicy, type PollEnd } from '../src/index.js';
import { siteOf, startOf2026 as start, withRedis } from './support.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
const settings = { fullText: 'never', pollEverySeconds: null } as const;
const outcome = {
  at: start,
  status: 'unchanged',
  message: null,
  httpStatus: 200,
  items: 0,
  created: 0,
  changed: 0,
  bytes: 0,
  tookMs: 0,
  numbers: [],
  pages: [],
};
const endAt = (nextPollAt: number | null): PollEnd => ({
  nextPollAt,
  nextPollReason: 'test',
  errorsInRow: 0,
  outcome,
});

const leaseMs = 10_000;
const turnMs = 3_000;
const strict: HostPolicy = { requestsAtOnce: 2, msPerRequest: 1_000, burst: 3 };

/** A host as it ought to be: a list of leases and a count of tokens, filled up as time goes by. */
class ModelHost {
  /** In thousandths: one comes a millisecond, `msPerRequest` make a request. */
  private tokens: number;
  private filledAt = start;
  private blockedUntil = 0;
  private last: { kind: string; at: number } | null = null;
  readonly leases = new Map<string, number>();
  /** Pages that were refused, with the time at which they ask again. */
  readonly line = new Map<string, number>();
  /** Feeds with the time of their next poll. */
  readonly due = new Map<string, number>();

  constructor(private readonly policy: HostPolicy) {
    this.tokens = policy.burst * policy.msPerRequest;
  }

  block(now: number, ms: number): void {
    this.blockedUntil = Math.max(this.blockedUntil, now + ms);
  }

  /** Whether the holder got, or has, a slot. */
  take(kind: 'feed' | 'page' | 'person', holder: string, now: number): boolean {
    const { requestsAtOnce, msPerRequest, burst } = this.policy;
    this.tokens = Math.min(burst * msPerRequest, this.tokens + now - this.filledAt);
    this.filledAt = now;
    for (const [other, until] of this.leases) if (until <= now) this.leases.delete(other);
    if (!this.leases.has(holder)) {
      const isFree = kind === 'person';
      if (!isFree && this.blockedUntil > now) return false;
      if (!isFree && this.isOthersTurn(kind, now)) return false;
      if (!isFree && this.tokens < msPerRequest) return false;
      if (this.leases.size >= requestsAtOnce) return false;
      this.tokens = Math.max(0, this.tokens - msPerRequest);
      this.last = { kind: kind === 'page' ? 'page' : 'feed', at: now };
    }
    this.leases.set(holder, now + leaseMs);
    this.line.delete(holder);
    return true;
  }

  private isOthersTurn(kind: string, now: number): boolean {
    if (this.last?.kind !== kind || now >= this.last.at + turnMs) return false;
    if (kind === 'page') return this.firstDue(now) !== null;
    return [...this.line.values()].some((at) => at > now - 60_000 && at <= now + turnMs);
  }

  firstDue(now: number): string | null {
    const waiting = [...this.due].filter(([, at]) => at <= now);
    waiting.sort(([a, atA], [b, atB]) => atA - atB || (a < b ? -1 : 1));
    return waiting[0]?.[0] ?? null;
  }
}

type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'claim' }
  | { readonly kind: 'finish'; readonly pick: number; readonly afterMs: number }
  | { readonly kind: 'person'; readonly feed: number }
  | { readonly kind: 'page'; readonly page: number; readonly host: number }
  | { readonly kind: 'release'; readonly page: number; readonly host: number }
  | { readonly kind: 'block'; readonly host: number; readonly ms: number };

const hostNames = ['a.example', 'b.example:8080'];
const feedsMax = 5;
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 1, max: 4_000 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('claim') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('finish'),
      pick: fc.nat(9),
      afterMs: fc.integer({ min: 0, max: 3_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('person'), feed: fc.nat(feedsMax - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('page'), page: fc.nat(3), host: fc.nat(1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('release'), page: fc.nat(3), host: fc.nat(1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('block'),
      host: fc.nat(1),
      ms: fc.integer({ min: 1, max: 6_000 }),
    }),
  },
);

describe('handing out work host by host', () => {
  const given = withRedis();
  let site: Site;

  beforeEach(async () => {
    site = await siteOf(given.store);
  });

  const addFeed = async (url: string): Promise<string> =>
    (await given.store.feeds.add(site, url, settings, start)).feedId;

  /** Both worlds, step by step. */
  class Pair {
    now = start;
    readonly model = new Map(hostNames.map((name) => [name, new ModelHost(strict)]));
    readonly claimed: { feedId: string; pollNumber: number; host: string }[] = [];
    readonly numbers = new Map<string, number>();
    constructor(readonly feeds: readonly { readonly id: string; readonly host: string }[]) {
      for (const { id, host } of feeds) this.hostOf(host).due.set(id, start);
    }

    hostOf(name: string): ModelHost {
      const host = this.model.get(name);
      if (host === undefined) throw new Error(name);
      return host;
    }

    private note(feedId: string, host: string): { feedId: string; pollNumber: number } {
      const pollNumber = (this.numbers.get(feedId) ?? 0) + 1;
      this.numbers.set(feedId, pollNumber);
      this.hostOf(host).due.set(feedId, this.now + leaseMs);
      this.claimed.push({ feedId, pollNumber, host });
      return { feedId, pollNumber };
    }

    async step(step: Step): Promise<void> {
      const { feeds, hosts } = given.store;
      const terms = { now: this.now, leaseMs, policy: strict };
      switch (step.kind) {
        case 'wait':
          this.now += step.ms;
          return;
        case 'claim': {
          const expected = [...this.model].flatMap(([name, host]) => {
            const got: { feedId: string; pollNumber: number }[] = [];
            for (;;) {
              const feedId = host.firstDue(this.now);
              if (feedId === null) return got;
              const number = (this.numbers.get(feedId) ?? 0) + 1;
              if (!host.take('feed', `${feedId}#${number}`, this.now)) return got;
              got.push(this.note(feedId, name));
            }
          });
          const real = await feeds.claimDue(this.now, leaseMs, 100, () => strict);
          expect(sorted(real)).toEqual(sorted(expected));
          return;
        }
        case 'finish': {
          const [claim] = this.claimed.splice(step.pick % Math.max(1, this.claimed.length), 1);
          if (claim === undefined) return;
          const { feedId, pollNumber, host } = claim;
          const counts = this.numbers.get(feedId) === pollNumber;
          const at = this.now + step.afterMs;
          expect(await feeds.finishPoll(claim, endAt(at))).toBe(counts);
          this.hostOf(host).leases.delete(`${feedId}#${pollNumber}`);
          if (counts) this.hostOf(host).due.set(feedId, at);
          return;
        }
        case 'person': {
          const feed = this.feeds[step.feed % this.feeds.length];
          if (feed === undefined) return;
          const number = (this.numbers.get(feed.id) ?? 0) + 1;
          const isHandedOut = this.hostOf(feed.host).take(
            'person',
            `${feed.id}#${number}`,
            this.now,
          );
          if (isHandedOut) this.note(feed.id, feed.host);
          else this.hostOf(feed.host).due.set(feed.id, 0);
          const real = await feeds.claim(feed.id, this.now, leaseMs, strict);
          expect(real).toEqual({ feedId: feed.id, pollNumber: number, isHandedOut });
          return;
        }
        case 'page': {
          const name = hostNames[step.host] ?? '';
          const holder = `page:${step.page}`;
          const host = this.hostOf(name);
          const isTaken = host.take('page', holder, this.now);
          const real = await hosts.take(name, 'page', holder, terms);
          expect(real.isTaken).toBe(isTaken);
          if (real.isTaken) return;
          expect(real.retryMs).toBeGreaterThan(0);
          host.line.set(holder, this.now + real.retryMs);
          return;
        }
        case 'release': {
          const name = hostNames[step.host] ?? '';
          this.hostOf(name).leases.delete(`page:${step.page}`);
          await hosts.release(name, `page:${step.page}`);
          return;
        }
        case 'block': {
          const name = hostNames[step.host] ?? '';
          this.hostOf(name).block(this.now, step.ms);
          await hosts.block(name, this.now, step.ms, 'HTTP 429');
        }
      }
    }
  }

  it('gives out what a slow obvious model gives out, whatever happens in whatever order', async () => {
    const anySteps = fc.array(anyStep, { minLength: 10, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        await given.redis.flushall();
        site = await siteOf(given.store);
        const feeds = [];
        for (let i = 0; i < feedsMax; i += 1) {
          const host = hostNames[i % 2] ?? '';
          feeds.push({ id: await addFeed(`http://${host}/${i}`), host });
        }
        const pair = new Pair(feeds);
        for (const step of steps) await pair.step(step);
      }),
      { numRuns: isLong ? 1_000 : 100 },
    );
  }, 300_000);
});

const sorted = (claims: readonly { feedId: string; pollNumber: number }[]) =>
  claims.toSorted((a, b) => (a.feedId < b.feedId ? -1 : 1));

describe('a host with many feeds', () => {
  const given = withRedis();
  let site: Site;
  beforeEach(async () => {
    site = await siteOf(given.store);
  });
  const add = async (url: string): Promise<string> =>
    (await given.store.feeds.add(site, url, settings, start)).feedId;
  const free: HostPolicy = { requestsAtOnce: 2, msPerRequest: 0, burst: 1 };

  it('never keeps the feeds of other hosts waiting, however few are handed out at once', async () => {
    const { feeds } = given.store;
    for (let i = 0; i < 50; i += 1) await add(`https://crowded.example/${i}`);
    const others = await Promise.all([1, 2, 3, 4].map((i) => add(`https://quay-${i}.example/`)));
    const got = new Set<string>();
    for (let beat = 0; beat < 3; beat += 1) {
      for (const { feedId } of await feeds.claimDue(start + beat, 60_000, 2, () => free)) {
        got.add(feedId);
      }
    }
    expect([...got].filter((id) => others.includes(id))).toHaveLength(4);
    expect(got.size).toBe(6);
  });

  it('is looked at once while it has no room, and again when a lease of it ends', async () => {
    const { feeds } = given.store;
    for (let i = 0; i < 20; i += 1) await add(`https://crowded.example/${i}`);
    expect(await feeds.claimDue(start, 5_000, 100, () => free)).toHaveLength(2);
    expect(await given.redis.zscore('ml:{feeds}:hosts', 'crowded.example')).toBe(
      String(start + 5_000),
    );
    expect(await feeds.claimDue(start + 4_999, 5_000, 100, () => free)).toEqual([]);
    // Nobody finished them: who took them has died.
    expect(await feeds.claimDue(start + 5_000, 5_000, 100, () => free)).toHaveLength(2);
  });

  it('hands its next feed out as soon as one is finished', async () => {
    const { feeds } = given.store;
    for (let i = 0; i < 3; i += 1) await add(`https://crowded.example/${i}`);
    const [first] = await feeds.claimDue(start, 60_000, 100, () => free);
    if (first === undefined) throw new Error('nothing was handed out');
    await feeds.finishPoll(first, endAt(start + 60_000));
    expect(await feeds.claimOf(['crowded.example'], start + 1, 60_000, 2, () => free)).toHaveLength(
      1,
    );
  });

  it('gets no more in a minute than its bucket earns, however many of its feeds are due', async () => {
    const { feeds } = given.store;
    const count = isLong ? 5_000 : 300;
    for (let i = 0; i < count; i += 1) await add(`https://down.example/${i}`);
    const policy: HostPolicy = { requestsAtOnce: 2, msPerRequest: 1_000, burst: 10 };
    let asked = 0;
    for (let ms = 0; ms < 60_000; ms += 250) {
      for (const claim of await feeds.claimDue(start + ms, 60_000, 100, () => policy)) {
        asked += 1;
        // Each fails at once, and is due again after its backoff.
        await feeds.finishPoll(claim, endAt(start + ms + 600_000));
      }
    }
    expect(asked).toBe(10 + 59);
  });
});

describe('a host', () => {
  const given = withRedis();
  const terms = (now: number, policy = strict) => ({ now, leaseMs, policy });

  it('that asks to be left alone is asked by no page and no feed before, only by a person', async () => {
    const { hosts, feeds } = given.store;
    const site = await siteOf(given.store);
    const { feedId } = await feeds.add(site, 'https://a.example/', settings, start);
    await hosts.block('a.example', start, 60_000, 'HTTP 429');
    await hosts.block('a.example', start, 1_000, 'HTTP 503');
    expect(await feeds.claimDue(start + 59_999, leaseMs, 9, () => strict)).toEqual([]);
    expect(await hosts.take('a.example', 'page', 'p', terms(start + 1))).toEqual({
      isTaken: false,
      retryMs: 59_999,
      missing: 'blocked',
    });
    expect(await hosts.state('a.example', start)).toMatchObject({ blockedUntil: start + 60_000 });
    expect(await hosts.take('a.example', 'person', 'v', terms(start))).toEqual({ isTaken: true });
    expect(await feeds.claimDue(start + 60_000, leaseMs, 9, () => strict)).toEqual([
      { feedId, pollNumber: 1 },
    ]);
  });

  it('with a Crawl-delay is asked once in that time, until its robots.txt is old', async () => {
    const { hosts } = given.store;
    await hosts.setDelay('a.example', start, 20_000, 3_600_000);
    const ask = async (at: number, page: string) => {
      const answer = await hosts.take('a.example', 'page', page, terms(at));
      if (answer.isTaken) await hosts.release('a.example', page);
      return answer.isTaken;
    };
    expect(await ask(start, 'one')).toBe(true);
    expect(await ask(start + 19_999, 'two')).toBe(false);
    expect(await ask(start + 20_000, 'two')).toBe(true);
    expect(await ask(start + 3_600_001, 'three')).toBe(true);
    expect(await ask(start + 3_600_002, 'four')).toBe(true);
  });

  it('that asks for two things keeps to both, whichever is shorter', async () => {
    const { hosts } = given.store;
    await hosts.setDelay('a.example', start, 20_000, 3_600_000);
    await hosts.block('a.example', start, 1, 'HTTP 429');
    expect(await given.redis.pttl('ml:{feeds}:host:a.example')).toBeGreaterThan(3_600_000);
    await hosts.setDelay('b.example', start, 1, 1);
    await hosts.block('b.example', start, 60_000, 'HTTP 429');
    await hosts.setDelay('b.example', start, 1, 1);
    expect(await given.redis.pttl('ml:{feeds}:host:b.example')).toBeGreaterThan(60_000);
  });

  it('lets those who wait stand in line, so that they do not all ask at once', async () => {
    const { hosts } = given.store;
    const slow: HostPolicy = { requestsAtOnce: 9, msPerRequest: 1_000, burst: 1 };
    const answers = [];
    for (let i = 0; i < 5; i += 1) {
      answers.push(await hosts.take('a.example', 'page', `p${i}`, terms(start, slow)));
    }
    expect(answers.map((answer) => (answer.isTaken ? 0 : answer.retryMs))).toEqual([
      0, 1_000, 2_000, 3_000, 4_000,
    ]);
    expect(await hosts.state('a.example', start)).toMatchObject({ underWay: 1, pagesWaiting: 4 });
  });

  it('gets a slot back from a holder that died, when its lease ends', async () => {
    const { hosts } = given.store;
    for (const holder of ['one', 'two']) {
      expect(await hosts.take('a.example', 'page', holder, terms(start))).toEqual({
        isTaken: true,
      });
    }
    const third = async (at: number) => await hosts.take('a.example', 'page', 'three', terms(at));
    expect(await third(start + leaseMs - 1)).toMatchObject({ isTaken: false, missing: 'slot' });
    expect(await third(start + leaseMs)).toEqual({ isTaken: true });
  });

  it('leaves nothing behind once it is not asked any more', async () => {
    const { hosts } = given.store;
    const one: HostPolicy = { requestsAtOnce: 1, msPerRequest: 1, burst: 1 };
    await hosts.take('a.example', 'page', 'p', terms(start, one));
    await hosts.take('a.example', 'page', 'q', terms(start, one));
    await hosts.block('a.example', start, 5_000, 'HTTP 429');
    const keys = await given.redis.keys('ml:{feeds}:*');
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(await given.redis.pttl(key)).toBeGreaterThan(0);
  });
});

it.each([
  ['https://www.example/feed', 'www.example'],
  ['http://www.example:80/feed', 'www.example'],
  ['http://127.0.0.1:8080/', '127.0.0.1:8080'],
  ['http://[::1]:8080/', '[::1]:8080'],
  ['not an address', 'unreadable'],
])('%s is asked of %s', (url, host) => {
  expect(hostOf(url)).toBe(host);
});
