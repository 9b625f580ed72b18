import { afterAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { NO_BOUND } from '@maylike/tfidf';
import {
  acquireWriter,
  Asker,
  asksMax,
  type ArticleTexts,
  type DraftFindings,
  type NetworkWriter,
} from '../src/index.js';
import { networkKeys, networkNewsChannel } from '../src/keys.js';
import { withRedis } from './support.js';

const network = 'net';
const keys = networkKeys(network);
const start = '0-0';
const longWait = 60_000;

const draftOf = (title: string): ArticleTexts => ({
  source: 'site',
  input: { title, lead: 'Lead', text: 'Ünïcode', tags: ['t'], section: null, language: 'en' },
});
const findings: DraftFindings = {
  generation: 'gen_1',
  list: {
    bound: NO_BOUND,
    entries: [
      { number: 7, version: 4_097, scoreE6: 900_000 },
      { number: 2, version: 1, scoreE6: 50_000 },
    ],
  },
  story: 7,
  labels: [{ id: 3, label: 'ferry' }],
  language: 'en',
};

describe('asks', () => {
  const given = withRedis();
  const opened: Redis[] = [];
  afterAll(() => {
    for (const connection of opened) connection.disconnect();
  });

  const writerOf = async (id = network): Promise<NetworkWriter> => {
    const writer = await acquireWriter(given.redis, id, 'test', 60_000);
    if (writer === null) throw new Error('somebody holds the lease');
    return writer;
  };
  const subscriber = (): Redis => {
    const connection = given.redis.duplicate();
    opened.push(connection);
    return connection;
  };
  const asker = async (): Promise<Asker> => {
    const asking = new Asker(given.store.asks, subscriber());
    await asking.listen();
    return asking;
  };
  /** Listens now; what it returns resolves to the first network whose writers are told of something. */
  const listenForNews = async (): Promise<{ readonly first: Promise<string> }> => {
    const listening = subscriber();
    const first = new Promise<string>((resolve) => {
      listening.on('message', (_channel: string, id: string) => {
        resolve(id);
      });
    });
    await listening.subscribe(networkNewsChannel);
    return { first };
  };

  it('are read in order, after the one named, and stay until they are answered', async () => {
    const { asks } = given.store;
    const writer = await writerOf();
    for (const title of ['a', 'b', 'c']) await asks.append(network, draftOf(title), longWait);
    const { asks: first, dropped } = await writer.asks.read(start, 2);
    expect(first.map(({ texts }) => texts)).toEqual([draftOf('a'), draftOf('b')]);
    expect(dropped).toBe(0);
    expect(first[0]?.leftMs).toBeGreaterThan(longWait / 2);
    const { asks: next } = await writer.asks.read(first[1]?.entryId ?? '', 9);
    expect(next.map(({ texts }) => texts?.input.title)).toEqual(['c']);
    expect((await writer.asks.read(start, 9)).asks).toHaveLength(3);
  });

  it('are answered in one step: the answer is there, the question is gone, for a minute each', async () => {
    const { asks } = given.store;
    const writer = await writerOf();
    const id = await asks.append(network, draftOf('a'), longWait);
    expect(await asks.answer(network, id)).toBeNull();
    expect(await given.redis.pttl(keys.asks)).toBeGreaterThan(50_000);
    const [ask] = (await writer.asks.read(start, 1)).asks;
    if (ask === undefined) throw new Error('there is no ask');
    await writer.asks.answer(ask, findings);
    await writer.asks.answer(ask, findings);
    expect(await asks.answer(network, id)).toEqual({
      state: 'answered',
      generation: 'gen_1',
      entries: [
        { number: 7, versionTag: 1, scoreE6: 900_000 },
        { number: 2, versionTag: 1, scoreE6: 50_000 },
      ],
      story: 7,
      labels: findings.labels,
      language: 'en',
    });
    expect(await given.redis.pttl(keys.answer(id))).toBeGreaterThan(50_000);
    expect(await given.redis.xlen(keys.asks)).toBe(0);
  });

  it('may be without an answer, and say why', async () => {
    const { asks } = given.store;
    const writer = await writerOf();
    const id = await asks.append(network, draftOf('a'), longWait);
    for (const ask of (await writer.asks.read(start, 1)).asks)
      await writer.asks.answer(ask, { reason: 'it hung' });
    expect(await asks.answer(network, id)).toEqual({ state: 'unanswerable', reason: 'it hung' });
  });

  it('are dropped unread once their askers are gone, however many there are', async () => {
    const { asks } = given.store;
    const writer = await writerOf();
    for (let i = 0; i < 5; i++) await asks.append(network, draftOf(`gone ${i}`), 0);
    await asks.append(network, draftOf('here'), longWait);
    const { asks: left, dropped } = await writer.asks.read(start, 2);
    expect(left.map(({ texts }) => texts?.input.title)).toEqual(['here']);
    expect(dropped).toBe(5);
    expect(await given.redis.xlen(keys.asks)).toBe(1);
    for (const ask of left) await writer.asks.drop(ask);
    expect(await given.redis.xlen(keys.asks)).toBe(0);
  });

  it('are bounded: the oldest give way', async () => {
    const writer = await writerOf();
    await Promise.all(
      Array.from({ length: asksMax + 3 }, (_, i) =>
        given.store.asks.append(network, draftOf(String(i)), longWait),
      ),
    );
    const { asks } = await writer.asks.read(start, 2 * asksMax);
    expect(asks).toHaveLength(asksMax);
    expect(asks[0]?.texts?.input.title).toBe('3');
  });

  it('that cannot be read do not hide the others', async () => {
    const writer = await writerOf();
    await given.redis.xadd(keys.asks, '*', 'id', 'ask_x', 'wait', 9_000, 'texts', 'nonsense');
    await given.store.asks.append(network, draftOf('a'), longWait);
    const { asks } = await writer.asks.read(start, 9);
    expect(asks.map(({ texts }) => texts?.input.title)).toEqual([undefined, 'a']);
  });

  it('are not answered by a writer whose lease another one has', async () => {
    const { asks } = given.store;
    const asleep = await writerOf();
    const id = await asks.append(network, draftOf('a'), longWait);
    const [ask] = (await asleep.asks.read(start, 1)).asks;
    if (ask === undefined) throw new Error('there is no ask');
    await given.redis.del(keys.lease);
    const awake = await writerOf();
    await expect(asleep.asks.answer(ask, findings)).rejects.toMatchObject({ code: 'fenced' });
    expect(await asks.answer(network, id)).toBeNull();
    expect((await awake.asks.read(start, 1)).asks).toMatchObject([{ id, entryId: ask.entryId }]);
  });

  it('are of one network: another one’s writer never sees them', async () => {
    const other = await writerOf('other');
    const id = await given.store.asks.append(network, draftOf('secret'), longWait);
    expect(await other.asks.read(start, 9)).toEqual({ asks: [], dropped: 0 });
    expect(await given.store.asks.answer('other', id)).toBeNull();
  });

  it('wake the writer, and their answer wakes who asked', async () => {
    const asking = await asker();
    const news = await listenForNews();
    const writer = await writerOf();
    const answer = asking.ask(network, draftOf('a'), longWait);
    await expect(news.first).resolves.toBe(network);
    for (const ask of (await writer.asks.read(start, 1)).asks)
      await writer.asks.answer(ask, findings);
    await expect(answer).resolves.toMatchObject({ state: 'answered', generation: 'gen_1' });
  });

  it('are given up after the wait, and an answer whose message was lost is still found', async () => {
    const asking = await asker();
    await expect(asking.ask(network, draftOf('a'), 20)).resolves.toBeNull();
    const deaf = new Asker(given.store.asks, subscriber());
    const writer = await writerOf();
    const answer = deaf.ask(network, draftOf('b'), 1_000);
    let read: Awaited<ReturnType<typeof writer.asks.read>>['asks'] = [];
    while (read.length === 0) ({ asks: read } = await writer.asks.read(start, 1));
    for (const ask of read) await writer.asks.answer(ask, findings);
    await expect(answer).resolves.toMatchObject({ state: 'answered' });
  });
});
