// Death at every step of a poll, between fetch and index: nothing is lost, nothing is there twice, and the validators of
// a feed never stand for more than what is stored.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { FeedId, Site } from '@maylike/articles';
import { Queues } from '@maylike/queues';
import { openRedis } from '@maylike/runtime';
import { Store, type RedisClient } from '@maylike/store';
import { feedLeaseMs, HandOut } from '../src/hand-out.js';
import { pollFeed } from '../src/poll.js';
import type { Tools } from '../src/tools.js';
import {
  calm,
  emptyQueue,
  hourMs,
  liveArticles,
  newFeed,
  newSite,
  poll,
  startIn,
  startTime,
  waitingJobs,
  type House,
} from './house.js';
import { rss, type Answer, type Publisher, type TestItem } from './publisher.js';
import { inWorld } from './world.js';

let house: House;
let publisher: Publisher;
let site: Site;

inWorld({}, (world) => {
  ({ house, publisher, site } = world);
});

const at = (path: string): string => `${publisher.origin}${path}`;
const item = (name: string, hoursAgo: number, title = `About ${name}`): TestItem => ({
  link: at(`/${name}`),
  guid: name,
  title,
  date: startTime - hoursAgo * hourMs,
});
const withEtag = (answer: Answer, etag: string): Answer => ({ ...answer, headers: { etag } });
const hashOf = ({ body = '' }: Answer): string => createHash('sha256').update(body).digest('hex');

/** A connection of a process that dies at one of its writes: that one, and all later ones, are never sent. */
class MortalRedis {
  readonly redis: RedisClient;
  private readonly closed: Promise<unknown>;
  private writes = 0;
  private diesAt = Infinity;

  private constructor(client: RedisClient) {
    if (!('stream' in client)) throw new Error('a single Redis has a stream');
    this.redis = client;
    const { stream } = client;
    this.closed = once(stream, 'close');
    const write = stream.write.bind(stream);
    stream.write = (...args: unknown[]): boolean => {
      this.writes += 1;
      if (this.writes < this.diesAt) return Reflect.apply(write, stream, args) as boolean;
      client.disconnect();
      return false;
    };
  }

  static async open(house: House): Promise<MortalRedis> {
    const client = openRedis(house.redis.target, { purpose: 'commands' });
    await client.ping();
    return new MortalRedis(client);
  }

  /** Counts from now on, and dies at that write. */
  dieAt(write: number): void {
    this.writes = 0;
    this.diesAt = write;
  }

  /** Ends it where it lives; resolves when Redis has worked all that was sent. */
  async end(): Promise<void> {
    this.redis.disconnect();
    await this.closed;
  }
}

describe('a process that dies at any of its writes to Redis', () => {
  const before = (): Answer =>
    withEtag(rss([item('three', 1), item('two', 2), item('one', 3)]), '"before"');
  // One new, one edited, one gone from the middle.
  const after = (): Answer =>
    withEtag(
      rss([item('four', 0.5), item('three', 1, 'Three, edited'), item('one', 3)]),
      '"after"',
    );

  /** A feed that has read the body before, whose jobs are done, and whose body is another now. */
  async function feedWithNews(): Promise<FeedId> {
    publisher.set('/feed', before());
    const feedId = await newFeed(house, site, at('/feed'), { fullText: 'always' });
    await poll(house, feedId);
    await emptyQueue(house, 'page');
    await emptyQueue(house, 'index');
    publisher.set('/feed', after());
    return feedId;
  }

  /** Polls in a process that dies at a write. @returns Whether it lived: its poll has fewer writes. */
  async function pollAndDie(feedId: FeedId, write: number): Promise<boolean> {
    const mortal = await MortalRedis.open(house);
    const queues = new Queues(mortal.redis, () => undefined);
    await Promise.all([queues.counts('page'), queues.counts('index'), queues.counts('poll')]);
    const store = new Store(mortal.redis);
    const own = { ...house.tools, store, queues };
    const memory = { isShort: () => Promise.resolve(false) };
    const tools: Tools = { ...own, handOut: new HandOut({ ...own, memory }) };
    const claimed = await house.store.feeds.claim(feedId, house.clock.at, feedLeaseMs);
    mortal.dieAt(write);
    const lived = await pollFeed(claimed, tools, calm).then(
      () => true,
      () => false,
    );
    await mortal.end();
    return lived;
  }

  const stored = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await liveArticles(house, site.networkId)).map(({ card }) => [
        card?.url.split('/').at(-1) ?? '',
        card?.title ?? '',
      ]),
    );
  const all = { one: 'About one', two: 'About two', three: 'Three, edited', four: 'About four' };
  const jobs = async (): Promise<string[]> =>
    (await waitingJobs(house, 'page')).map((job) => JSON.stringify(job));

  /** What must hold once the validators speak of the new body: all that they would hide is there. */
  async function expectAllStored(): Promise<void> {
    expect(await stored()).toEqual(all);
    const { networkId } = site;
    const wanted = [
      { kind: 'full-text', networkId, number: 4 },
      { kind: 'full-text', networkId, number: 3 },
      { kind: 'check', networkId, number: 2 },
    ];
    expect(await jobs()).toEqual(expect.arrayContaining(wanted.map((job) => JSON.stringify(job))));
    expect(await house.store.pending.waitingSince(networkId, house.clock.at)).toBe(4);
  }

  it('leaves validators that stand for what is stored, and the next poll completes it, each once', async () => {
    let deaths = 0;
    const seen = new Set<string>();
    for (let write = 1; ; write += 1) {
      await house.reset();
      site = await newSite(house, publisher.origin);
      const feedId = await feedWithNews();
      const lived = await pollAndDie(feedId, write);
      const { memory } = await house.store.feeds.get(feedId);
      seen.add(`${String(memory.etag)} ${Object.keys(await stored()).length}`);
      // The validators and the body's hash belong together, whatever happened.
      expect([
        ['"before"', hashOf(before())],
        ['"after"', hashOf(after())],
      ]).toContainEqual([memory.etag, memory.bodyHash]);
      if (memory.etag === '"after"') await expectAllStored();
      if (lived) break;
      deaths += 1;

      // Nobody gives its lease back: it runs out, and the beat hands the feed out again.
      house.clock.at += feedLeaseMs;
      const [claimed] = await house.store.feeds.claimDue(house.clock.at, feedLeaseMs, 10);
      if (claimed !== undefined) await pollFeed(claimed, house.tools, calm);
      else expect(memory.etag).toBe('"after"');
      await expectAllStored();
      const { finishedPoll, memory: healed } = await house.store.feeds.get(feedId);
      expect(finishedPoll).toBe(claimed?.pollNumber ?? 2);
      expect(healed).toMatchObject({ etag: '"after"', bodyHash: hashOf(after()) });
      expect(
        await house.store.hosts.state(new URL(publisher.origin).host, house.clock.at),
      ).toMatchObject({ underWay: 0 });
    }
    process.stdout.write(`${deaths} deaths in one poll, one at each of its writes\n`);
    // From before the first article to after the last, with the old validators; then all with the new ones.
    expect([...seen]).toEqual(expect.arrayContaining(['"before" 3', '"before" 4', '"after" 4']));
    expect(deaths).toBeGreaterThan(10);
  }, 120_000);
});

describe('a body that breaks off', () => {
  it.each([
    ['within its connection', '"cut"', true],
    ['within its document', '"cut"', false],
  ])(
    '%s leaves no validators of it, and the next poll reads the whole',
    async (_where, etag, isReset) => {
      publisher.set('/feed', withEtag(rss([item('one', 1)]), '"before"'));
      const feedId = await newFeed(house, site, at('/feed'));
      await poll(house, feedId);
      const whole = String(rss([item('two', 0.5), item('one', 1)]).body);
      const part = whole.slice(0, whole.indexOf('</item>') + 7);
      publisher.set('/feed', (_request, response) => {
        const length = isReset ? whole.length : part.length;
        response.writeHead(200, { 'content-type': 'text/xml', 'content-length': length, etag });
        response.write(part, () => (isReset ? response.destroy() : response.end()));
      });
      const { feed } = await poll(house, feedId);
      expect(feed.memory.etag).toBe(isReset ? '"before"' : null);
      publisher.set('/feed', withEtag({ type: 'text/xml', body: whole }, '"whole"'));
      expect((await poll(house, feedId)).feed.memory.etag).toBe('"whole"');
      expect(publisher.requests.at(-1)?.headers['if-none-match']).toBe(
        isReset ? '"before"' : undefined,
      );
      expect(await liveArticles(house, site.networkId)).toHaveLength(2);
    },
  );
});

describe('a process that is killed while it fetches', () => {
  const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));

  it('gives its feed and the slot of its host back when their leases run out, to another process', async () => {
    house.clock.at = Date.now();
    const asked = new Promise<void>((resolve) => {
      publisher.set('/feed', () => {
        resolve();
      });
    });
    const feedId = await newFeed(house, site, at('/feed'));
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [program], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...{ PATH, HOME },
        REDIS_URL: `unix://${house.redis.socketPath}`,
        FETCH_ALLOW_PRIVATE: '127.0.0.0/8',
        HOST_REQUESTS_AT_ONCE: '1',
        LOG_LEVEL: 'error',
      },
    });
    await asked;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const host = new URL(publisher.origin).host;
    expect(await house.store.hosts.state(host, Date.now())).toMatchObject({ underWay: 1 });
    expect(await house.store.feeds.claimDue(Date.now(), feedLeaseMs, 10)).toEqual([]);

    publisher.set('/feed', withEtag(rss([item('one', 1)]), '"v1"'));
    house.clock.at = Date.now() + feedLeaseMs;
    const other = await startIn(house, {
      perHost: { requestsAtOnce: 1, requestsPerMinute: 60 },
      pollIntervalMinSeconds: 86_400,
    });
    try {
      await untilPolled(feedId);
    } finally {
      await other.stop();
    }
    const feed = await house.store.feeds.get(feedId);
    expect(feed).toMatchObject({ finishedPoll: 2, memory: { etag: '"v1"' } });
    expect(await liveArticles(house, site.networkId)).toHaveLength(1);
  }, 120_000);
});

/** Looks until a feed has been polled; the test's own limit ends what never is. */
async function untilPolled(feedId: FeedId): Promise<void> {
  while ((await house.store.feeds.get(feedId)).finishedPoll === 0) await wait(20);
}
