import { describe, expect, it } from '@jest/globals';
import { buildIdfTable, NO_BOUND } from '@maylike/tfidf';
import {
  acquireWriter,
  compareLogIds,
  generationOf,
  logStart,
  type ArticleList,
  type NetworkWriter,
  type StoredBoilerplate,
  type StoredTerms,
} from '../src/index.js';
import { networkKeys } from '../src/keys.js';
import { contentOf, startOf2026 as now, withRedis } from './support.js';

const network = 'net';
const keys = networkKeys(network);
const origin = {
  siteId: 'site',
  networkId: network,
  feed: { id: 'feed', pollNumber: 1, guid: null },
};
const stored: StoredTerms = {
  terms: { ids: new Uint32Array([3]), counts: new Float32Array([2]) },
  textVersion: 1,
  publishedAt: now,
};
const list: ArticleList = {
  version: 3,
  bound: NO_BOUND,
  entries: [{ number: 2, version: 1, scoreE6: 500_000 }],
};
const generation = generationOf({
  id: 'gen_1',
  state: 'active',
  textVersion: 1,
  floor: 0.05,
  documentCount: 1,
  startedAt: now,
  activatedAt: now,
  retiredAt: null,
  reason: 'test',
});

const table: StoredBoilerplate = {
  lines: new Map([['Courier', [{ key: 2 ** 51 + 1, text: 'Subscribe today', articles: 9 }]]]),
  headlines: [7, 2 ** 40],
};

describe('the writer of a network', () => {
  const given = withRedis();

  async function acquire(holder = 'one'): Promise<NetworkWriter> {
    const writer = await acquireWriter(given.redis, network, holder, 60_000);
    if (writer === null) throw new Error('somebody holds the lease');
    return writer;
  }

  async function termed(name: string): Promise<void> {
    const { number } = await given.store.articles.upsert(origin, contentOf(name), now);
    await given.store.pending.storeTerms(network, number, 1, stored, {
      labels: [],
      language: null,
    });
  }

  it('is one at a time; the epoch rises with each', async () => {
    const first = await acquire();
    expect(await acquireWriter(given.redis, network, 'two', 1_000)).toBeNull();
    expect(await acquireWriter(given.redis, network, 'one', 1_000)).toBeNull();
    expect(await first.renew(60_000)).toBe(true);
    await first.release();
    const second = await acquire('two');
    expect(second.epoch).toBe(first.epoch + 1);
    expect(await first.renew(60_000)).toBe(false);
  });

  it('keeps a lease that has run out, as long as nobody else has taken it', async () => {
    const first = await acquire();
    await given.redis.del(keys.lease);
    expect(await first.renew(60_000)).toBe(true);
    expect(await given.redis.pttl(keys.lease)).toBeGreaterThan(50_000);
    expect(await acquireWriter(given.redis, network, 'two', 1_000)).toBeNull();
    await given.redis.del(keys.lease);
    const second = await acquire('two');
    await given.redis.del(keys.lease);
    expect(await first.renew(60_000)).toBe(false);
    expect(await second.renew(60_000)).toBe(true);
  });

  it('does not give back a lease that is another’s by now', async () => {
    const first = await acquire();
    await given.redis.del(keys.lease);
    await acquire('two');
    await first.release();
    expect(await given.redis.get(keys.lease)).toBe('two');
  });

  it('changes nothing once a later epoch exists', async () => {
    await termed('a');
    const asleep = await acquire();
    await given.redis.del(keys.lease);
    await acquire('two');
    const fenced = expect.objectContaining({ code: 'fenced' });
    await expect(
      asleep.writeLists('gen_1', new Map([[1, list]]), new Map([[1, 1]])),
    ).rejects.toEqual(fenced);
    await expect(
      asleep.advance({
        appliedId: '9-9',
        changed: [1],
        dropped: [{ number: 1, version: 1 }],
        trimBelow: '9-9',
      }),
    ).rejects.toEqual(fenced);
    const { generations, retouch } = asleep;
    const building = { ...generation, state: 'building' } as const;
    await expect(generations.begin(building, buildIdfTable([]), table)).rejects.toEqual(fenced);
    await expect(generations.save(building, [{ number: 1, version: 1 }])).rejects.toEqual(fenced);
    await expect(generations.swap(generation, null, table)).rejects.toEqual(fenced);
    await expect(generations.sweep('gen_0')).rejects.toEqual(fenced);
    await expect(retouch.touch([{ number: 1, version: 1 }], 1, now)).rejects.toEqual(fenced);
    expect(await given.redis.exists(keys.generations, keys.idf('gen_1'), keys.retouch)).toBe(0);
    expect(await given.redis.hget(keys.article(1), 'v')).toBe('1');
    expect(await given.redis.exists(keys.lists('gen_1'), keys.applied, keys.generation)).toBe(0);
    expect(await given.redis.hkeys(keys.terms)).toEqual(['1:1']);
    expect(await given.redis.hget(keys.article(1), 'story')).toBeNull();
  });

  it('reads the log in order from the cursor on', async () => {
    await termed('a');
    await termed('b');
    await given.store.articles.remove(network, 'site', 1, 'missing');
    const writer = await acquire();
    const all = await writer.log(logStart, 10);
    expect(all.map(({ number, version, operation }) => [number, version, operation])).toEqual([
      [1, 1, 'add'],
      [2, 1, 'add'],
      [1, 1, 'remove'],
    ]);
    expect(await writer.log(all[0]?.id ?? '', 1)).toEqual([all[1]]);
  });

  it('writes lists and stories, takes lists away, and reads them back with their bounds', async () => {
    await termed('a');
    const writer = await acquire();
    await writer.writeLists(
      'gen_1',
      new Map([
        [1, list],
        [2, list],
      ]),
      new Map([[1, 7]]),
    );
    await writer.writeLists('gen_1', new Map([[2, null]]));
    const lists = await writer.lists('gen_1', [1, 2]);
    expect([...lists.keys()]).toEqual([1]);
    expect(lists.get(1)?.versionTag).toBe(3);
    expect(lists.get(1)?.entries).toEqual([{ number: 2, versionTag: 1, scoreE6: 500_000 }]);
    expect(await writer.stories([1, 2])).toEqual(new Map([[1, 7]]));
    const { articles } = given.store;
    expect(await articles.best(network, 'gen_1', [1, 2])).toEqual(new Map([[1, [2]]]));
    const bounds = new Map();
    const cursor = await writer.generations.scanBounds('gen_1', '0', 10, (number, bound, length) =>
      bounds.set(number, { bound, length }),
    );
    expect(cursor).toBe('0');
    expect(bounds).toEqual(new Map([[1, { bound: NO_BOUND, length: 1 }]]));
  });

  it('writes more lists than one script takes', async () => {
    const writer = await acquire();
    await writer.writeLists(
      'gen_1',
      new Map(Array.from({ length: 600 }, (_none, i) => [i + 1, list])),
    );
    expect(await given.redis.hlen(keys.lists('gen_1'))).toBe(600);
  });

  it('moves the cursor and drops replaced terms in one step, and tells who changed', async () => {
    await termed('a');
    const writer = await acquire();
    const [entry] = await writer.log(logStart, 1);
    const appliedId = entry?.id ?? '';
    expect(await given.store.networks.hasApplied(network, appliedId)).toBe(false);
    expect(await writer.readEntries(entry === undefined ? [] : [entry])).toEqual([
      { terms: await given.store.articles.terms(network, 1, 1), story: null, isExpired: false },
    ]);
    expect(await given.store.articles.terms(network, 1, 1)).not.toBeNull();
    await writer.advance({
      appliedId,
      changed: [1, 2],
      dropped: [{ number: 1, version: 1 }],
      trimBelow: null,
    });
    expect(await writer.applied()).toBe(appliedId);
    expect(await given.store.networks.logEnd(network)).toBe(appliedId);
    expect(await given.store.networks.hasApplied(network, appliedId)).toBe(true);
    expect(await given.store.articles.terms(network, 1, 1)).toBeNull();
    const changes = await given.redis.xrevrange(keys.changes, '+', '-', 'COUNT', 1);
    expect(changes[0]?.[1]).toEqual(['numbers', '1,2']);
  });

  it('builds a generation beside the active one and swaps it in with one write', async () => {
    const writer = await acquire();
    const idf = buildIdfTable([stored.terms]);
    await writer.generations.begin({ ...generation, state: 'building' }, idf, null);
    expect(await writer.generations.active()).toBeNull();
    await writer.generations.swap(generation, null);
    expect(await writer.generations.active()).toEqual(generation);
    expect((await writer.generations.idf('gen_1')).documentCount).toBe(1);
    const read = await given.store.networks.idf(network, 'gen_1');
    expect([...(read?.entries() ?? [])]).toEqual([...idf.entries()]);
    expect(await given.store.networks.idf(network, 'gen_9')).toBeNull();
    const next = { ...generation, id: 'gen_2' };
    await writer.generations.begin(next, idf, null);
    await writer.writeLists('gen_1', new Map([[1, list]]));
    await writer.generations.swap(next, { ...generation, state: 'retired' });
    await writer.generations.sweep('gen_1');
    expect((await writer.generations.all()).map(({ id }) => id)).toEqual(['gen_2']);
    expect(
      await given.redis.exists(keys.lists('gen_1'), keys.best('gen_1'), keys.idf('gen_1')),
    ).toBe(0);
    await expect(writer.generations.idf('gen_1')).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('keeps the boilerplate of a generation with its evidence', async () => {
    const writer = await acquire();
    const idf = buildIdfTable([]);
    await writer.generations.begin(generation, idf, table);
    expect(await writer.generations.boilerplate('gen_1')).toEqual(table);
    expect(await given.store.networks.boilerplate(network, 'gen_1')).toEqual(table);
    await writer.generations.begin({ ...generation, id: 'gen_2' }, idf, null);
    expect(await writer.generations.boilerplate('gen_2')).toBeNull();
    await given.redis.set(keys.boilerplate('gen_2'), 'rubbish');
    await expect(writer.generations.boilerplate('gen_2')).rejects.toMatchObject({
      code: 'data_corrupt',
    });
  });

  it('sweeps nothing of the active generation, and keeps a record that is to be shown', async () => {
    const writer = await acquire();
    const idf = buildIdfTable([]);
    await writer.generations.begin(generation, idf, table);
    await writer.generations.swap(generation, null);
    await writer.generations.sweep('gen_1');
    expect(await writer.generations.active()).toEqual(generation);
    expect(await given.redis.exists(keys.idf('gen_1'), keys.boilerplate('gen_1'))).toBe(2);
    await writer.generations.begin({ ...generation, id: 'gen_2', state: 'refused' }, idf, table);
    await writer.generations.sweepTables('gen_2');
    expect(await given.redis.exists(keys.idf('gen_2'), keys.boilerplate('gen_2'))).toBe(0);
    expect((await writer.generations.all()).map(({ id }) => id).sort()).toEqual(['gen_1', 'gen_2']);
  });

  it('reads records of before there was a quality gate', async () => {
    const { id, state, textVersion, floor, documentCount, startedAt, reason } = generation;
    const older = { id, state, textVersion, floor, documentCount, startedAt, reason };
    const json = JSON.stringify({ ...older, activatedAt: now, retiredAt: null });
    await given.redis.hset(keys.generations, id, json);
    expect(await (await acquire()).generations.all()).toEqual([generation]);
  });

  it('touches an article by raising its version, once, and only where it is as it was read', async () => {
    for (const name of ['a', 'b', 'c']) await termed(name);
    await given.store.articles.remove(network, 'site', 3, 'missing');
    const writer = await acquire();
    await writer.generations.swap(generation, null, table);
    expect(await writer.retouch.read()).toEqual({ diff: table, cursor: 0, last: 3 });
    const read = [1, 2, 3].map((number) => ({ number, version: 1 }));
    expect(await writer.retouch.touch([{ number: 2, version: 7 }], 2, now)).toBe(0);
    expect(await writer.retouch.touch(read, 3, now)).toBe(2);
    expect(await writer.retouch.touch(read, 3, now)).toBe(0);
    expect(await writer.retouch.read()).toEqual({ diff: table, cursor: 3, last: 3 });
    expect(await writer.retouch.waiting()).toEqual([1, 2]);
    const articles = await given.store.articles.cards(network, [1, 2, 3]);
    expect(articles.map(({ version }) => version)).toEqual([2, 2, 1]);
    expect(articles.map(({ contentVersion }) => contentVersion)).toEqual([1, 1, 1]);
    await writer.retouch.touch([], null, now);
    expect(await writer.retouch.read()).toBeNull();
  });

  it('hands an article out with its list under the active generation', async () => {
    await termed('a');
    const writer = await acquire();
    await writer.generations.begin(generation, buildIdfTable([stored.terms]), null);
    await writer.generations.swap(generation, null);
    await writer.writeLists('gen_1', new Map([[1, list]]));
    const found = await given.store.articles.find(network, {
      siteId: 'site',
      url: 'https://news.example/a',
    });
    expect(found?.generation).toBe('gen_1');
    expect(found?.list?.entries.map(({ number }) => number)).toEqual([2]);
    expect(
      await given.store.articles.find(network, { siteId: 'site', url: 'https://news.example/x' }),
    ).toBeNull();
  });
});

describe('a request for a reindex', () => {
  const given = withRedis();

  it('stands alone until it is done', async () => {
    const { networks } = given.store;
    const first = await networks.requestReindex(network, 'cron', now);
    expect(await networks.requestReindex(network, 'operator', now)).toBe(first);
    await networks.reportReindex(network, { state: 'running', done: 3, total: 9 });
    expect(await networks.reindexProgress(network)).toMatchObject({
      by: 'cron',
      state: 'running',
      done: 3,
      total: 9,
      force: false,
      tablesOf: null,
    });
    expect(await networks.requestReindex(network, 'operator', now)).toBe(first);
    await networks.reportReindex(network, { state: 'done' });
    const second = await networks.requestReindex(network, 'operator', now, {
      force: true,
      tablesOf: 'gen_1',
    });
    expect(second).not.toBe(first);
    expect(await networks.reindexProgress(network)).toMatchObject({
      force: true,
      tablesOf: 'gen_1',
    });
  });
});

describe('log ids', () => {
  it('compare by time, then by sequence', () => {
    expect(compareLogIds('9-1', '10-0')).toBeLessThan(0);
    expect(compareLogIds('10-2', '10-10')).toBeLessThan(0);
    expect(compareLogIds('10-2', '10-2')).toBe(0);
  });
});
