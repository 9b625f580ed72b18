import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ArticleContent, Site } from '@maylike/articles';
import { Readiness } from '@maylike/runtime';
import { MemoryGate } from '../src/memory-gate.js';
import { HandOut, claimLeaseMs, feedLeaseMs } from '../src/hand-out.js';
import { runTick, type TickTools } from '../src/tick.js';
import { dayMs, newFeed, newSite, openHouse, waitingJobs, type House } from './house.js';

let house: House;
let site: Site;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  await house.reset();
  site = await newSite(house, 'https://harbour.example');
});

const tools = (other: Partial<TickTools> = {}): TickTools => ({
  ...house.tools,
  concurrency: 2,
  ...other,
});
const addFeeds = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    ids.push(await newFeed(house, site, `https://quay-${i}.example/feed`));
  }
  return ids;
};
const addArticle = async (
  to: Site,
  name: string,
  publishedAt: number | null = null,
): Promise<void> => {
  const content: ArticleContent = {
    url: `https://harbour.example/${to.id}/${name}`,
    title: name,
    summary: '',
    text: name,
    publishedAt,
    updatedAt: null,
    authors: [],
    tags: [],
    section: null,
    language: null,
    image: null,
    source: null,
  };
  const origin = { siteId: to.id, networkId: to.networkId, feed: null };
  await house.store.articles.upsert(origin, content, house.clock.at);
};

describe('handing out feeds', () => {
  it('gives each due feed to one poll, and to another one only after the lease', async () => {
    const [feedId] = await addFeeds(1);
    expect(await runTick(tools())).toMatchObject({ claimed: 1 });
    expect(await waitingJobs(house, 'poll')).toEqual([{ feedId, pollNumber: 1 }]);
    expect(await runTick(tools())).toMatchObject({ claimed: 0 });
    house.clock.at += feedLeaseMs;
    expect(await runTick(tools())).toMatchObject({ claimed: 1 });
    expect(await waitingJobs(house, 'poll')).toContainEqual({ feedId, pollNumber: 2 });
  });

  it('hands a feed out again within seconds where the process died before its job was in the queue', async () => {
    const [feedId] = await addFeeds(1);
    const { queues } = house.tools;
    const dying = Object.create(queues, {
      addPolls: { value: () => Promise.reject(new Error('died')) },
    }) as typeof queues;
    const memory = { isShort: () => Promise.resolve(false) };
    const handOut = new HandOut({ ...house.tools, queues: dying, memory });
    await expect(handOut.due(1)).rejects.toThrow('died');
    expect(await runTick(tools())).toMatchObject({ claimed: 0 });
    house.clock.at += claimLeaseMs;
    expect(await runTick(tools())).toMatchObject({ claimed: 1 });
    expect(await waitingJobs(house, 'poll')).toEqual([{ feedId, pollNumber: 2 }]);
  });

  it('hands out no more than keeps the workers busy, and none to a queue that is behind', async () => {
    await addFeeds(12);
    expect(await runTick(tools())).toMatchObject({ claimed: 8 });
    expect(await runTick(tools())).toMatchObject({ claimed: 0 });
    expect(await waitingJobs(house, 'poll')).toHaveLength(8);
  });

  it('hands out at most a hundred at once', async () => {
    await addFeeds(130);
    expect(await runTick(tools({ concurrency: 100 }))).toMatchObject({ claimed: 100 });
  });

  it('hands out none while Redis is short of memory; readiness says so until it has room', async () => {
    await addFeeds(1);
    let share = 0.71;
    let asked = 0;
    const readiness = new Readiness();
    const readShare = (): Promise<number> => {
      asked += 1;
      return Promise.resolve(share);
    };
    const memory = new MemoryGate(readShare, readiness, house.tools.now);
    const handOut = new HandOut({ ...house.tools, memory });
    expect(await runTick(tools({ handOut }))).toMatchObject({ claimed: 0 });
    expect(readiness.report()).toEqual({
      ready: false,
      checks: {
        memory: { ok: false, reason: 'Redis uses 71 % of its memory: feeds are not polled' },
      },
    });
    share = 0.5;
    house.clock.at += 9_999;
    expect(await runTick(tools({ handOut }))).toMatchObject({ claimed: 0 });
    expect(asked).toBe(1);
    house.clock.at += 1;
    expect(await runTick(tools({ handOut }))).toMatchObject({ claimed: 1 });
    expect(readiness.report().ready).toBe(true);
  });
});

describe('waking what has waited', () => {
  it('adds an index job for articles that have waited ten seconds, and no second one', async () => {
    await addArticle(site, 'one');
    house.clock.at += 9_999;
    expect(await runTick(tools())).toMatchObject({ indexJobs: 0 });
    house.clock.at += 1;
    expect(await runTick(tools())).toMatchObject({ indexJobs: 1 });
    expect(await runTick(tools())).toMatchObject({ indexJobs: 0 });
    expect(await waitingJobs(house, 'index')).toEqual([{ networkId: site.networkId }]);
  });

  it('adds one job for each fifty, less those that wait, to the network that needs fewest first', async () => {
    const small = await newSite(house, 'https://small.example', 'Small');
    for (let i = 0; i < 101; i += 1) await addArticle(site, `n${i}`);
    await addArticle(small, 'one');
    await house.queues.addIndex(site.networkId, 150);
    house.clock.at += 10_000;
    expect(await runTick(tools())).toMatchObject({ indexJobs: 1 });
    const jobs = await waitingJobs(house, 'index');
    expect(jobs).toHaveLength(4);
    expect(jobs).toContainEqual({ networkId: small.networkId });
  });
});

describe('a window', () => {
  it('takes out what is older, once, and nothing else', async () => {
    const now = house.clock.at;
    await addArticle(site, 'old', now - 7 * dayMs - 1);
    await addArticle(site, 'edge', now - 7 * dayMs);
    await addArticle(site, 'undated');
    expect(await runTick(tools({ windowDays: 7 }))).toMatchObject({ expired: 1 });
    expect(await runTick(tools({ windowDays: 7 }))).toMatchObject({ expired: 0 });
    const states = await Promise.all(
      [1, 2, 3].map((number) => house.store.articles.get(site.networkId, number)),
    );
    expect(states.map((article) => article?.state)).toEqual(['expired', 'live', 'live']);
  });

  it('of 0 days takes nothing out', async () => {
    await addArticle(site, 'old', 0);
    expect(await runTick(tools({ windowDays: 0 }))).toMatchObject({ expired: 0 });
  });

  it('that was made much shorter takes out five hundred at a beat', async () => {
    for (let i = 0; i < 510; i += 1) await addArticle(site, `n${i}`, 1_000 + i);
    expect(await runTick(tools({ windowDays: 1 }))).toMatchObject({ expired: 500 });
    expect(await runTick(tools({ windowDays: 1 }))).toMatchObject({ expired: 10 });
  });
});
