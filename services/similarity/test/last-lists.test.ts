// An expired article's own page keeps its last list, whatever generations come, as long as it has something to show.
import { describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { Store } from '@maylike/store';
import type { WriterRun, WriterRunOptions } from '../src/index.js';
import { dyingAt, Newsroom, randomOf, watching } from './newsroom.js';
import { network, runToEnd, startOf2026, termsOf, withRedis } from './support.js';

const hourMs = 3_600_000;

/** Follows until there is nothing left to do. */
async function followToEnd(
  store: Store,
  more: Partial<WriterRunOptions> = {},
  through?: Redis,
): Promise<WriterRun> {
  const run: WriterRun = await runToEnd(store, through, startOf2026, {
    waitForNews: () => {
      run.stop();
      return Promise.resolve();
    },
    ...more,
  });
  await run.follow();
  return run;
}

describe('the last list of an expired article', () => {
  const given = withRedis();

  const listOf = async (name: string): Promise<number[] | undefined> => {
    const url = `https://news.example/${name}`;
    const found = await given.store.articles.find(network, { siteId: 'site', url });
    return found?.list?.entries.map(({ number }) => number);
  };
  const reindex = async (): Promise<void> => {
    await given.store.networks.requestReindex(network, 'test', startOf2026);
  };
  const generation = () => given.store.networks.generation(network);
  const take = async (
    newsroom: Newsroom,
    number: number,
    state: 'expired' | 'removed' = 'expired',
  ): Promise<void> => {
    await given.store.articles.remove(network, 'site', number, state);
    newsroom.live.delete(number);
  };

  /** Articles of which each is related to all others, the first of which has expired. */
  async function givenExpired(others = 5): Promise<{ newsroom: Newsroom; last: number[] }> {
    const newsroom = new Newsroom(given.store, randomOf(1));
    const alike = (i: number) => termsOf([[1, 1], [2, 1], [3, 1], [100 + i, 1]]); // prettier-ignore
    for (let i = 0; i <= others; i++) await newsroom.write(`a${i}`, alike(i));
    await followToEnd(given.store);
    const last = (await listOf('a0')) ?? [];
    expect(last).toHaveLength(Math.min(64, others));
    await take(newsroom, 1);
    await followToEnd(given.store);
    return { newsroom, last };
  }

  it('stays when it expires, and is taken over by every new generation', async () => {
    const { last } = await givenExpired();
    expect(await listOf('a0')).toEqual(last);
    for (let i = 0; i < 3; i++) {
      const before = await generation();
      await reindex();
      await followToEnd(given.store);
      expect(await generation()).not.toBe(before);
      expect(await listOf('a0')).toEqual(last);
    }
    expect(await listOf('a1')).not.toContain(1);
  });

  it('is taken over when a young network’s tables are frozen anew', async () => {
    const { newsroom, last } = await givenExpired();
    const before = await generation();
    for (let i = 0; i < 12; i++) await newsroom.write(`later${i}`);
    await followToEnd(given.store);
    expect(await generation()).not.toBe(before);
    expect(await listOf('a0')).toEqual(last);
  });

  it('is there however often the writer was killed meanwhile', async () => {
    const { last } = await givenExpired(66);
    await reindex();
    const isDone = async (): Promise<boolean> =>
      (await given.store.networks.reindexProgress(network))?.state === 'done';
    // Each life is one script long.
    let lives = 0;
    for (; !(await isDone()) && lives < 20; lives++) {
      await followToEnd(given.store, {}, dyingAt(given.redis, 1)).catch((error: unknown) => {
        expect(String(error)).toContain('killed');
      });
      expect(await listOf('a0')).toEqual(last);
    }
    expect(lives).toBeGreaterThan(3);
    await followToEnd(given.store);
    expect(await listOf('a0')).toEqual(last);
  });

  it('is that of the new generation where it expires while that is being built', async () => {
    const { newsroom } = await givenExpired();
    await reindex();
    let hasExpired = false;
    const busy = watching(given.redis, async () => {
      const all = await given.store.networks.generations(network);
      if (hasExpired || !all.some(({ state }) => state === 'building')) return;
      hasExpired = true;
      await take(newsroom, 2);
    });
    await followToEnd(given.store, {}, busy);
    expect(hasExpired).toBe(true);
    expect((await listOf('a1'))?.sort()).toEqual([3, 4, 5, 6]);
    expect(await listOf('a2')).not.toContain(2);
  });

  /** Everything that the last list shows has gone, too. */
  async function givenNothingToShow(): Promise<void> {
    const { newsroom, last } = await givenExpired();
    for (const number of last) await take(newsroom, number);
    await newsroom.write('other', termsOf([[50, 1]]));
    const run = await followToEnd(given.store);
    expect(run.report?.articles).toBe(1);
    expect(await listOf('a0')).toEqual(last);
  }

  it('goes within an hour after nothing of it is live any more', async () => {
    await givenNothingToShow();
    let now = startOf2026;
    const waiting: Partial<WriterRunOptions> = {
      now: () => now,
      waitForNews: () => {
        if (now > startOf2026) later.stop();
        now = startOf2026 + hourMs;
        return Promise.resolve();
      },
    };
    const later: WriterRun = await runToEnd(given.store, undefined, startOf2026, waiting);
    await later.follow();
    expect(await listOf('a0')).toBeUndefined();
    expect(await listOf('other')).toEqual([]);
  });

  it('is not taken over when nothing of it is live any more', async () => {
    await givenNothingToShow();
    await reindex();
    await followToEnd(given.store);
    expect(await given.store.networks.listCount(network)).toBe(1);
  });

  it('does not outlive a person’s word', async () => {
    const { newsroom } = await givenExpired();
    await take(newsroom, 1, 'removed');
    await reindex();
    await followToEnd(given.store);
    expect(await given.store.networks.listCount(network)).toBe(newsroom.live.size);
  });

  it('makes way for a new one when the article comes back', async () => {
    const { newsroom } = await givenExpired();
    await newsroom.write('a0', termsOf([[1, 1], [2, 1], [60, 1]])); // prettier-ignore
    await reindex();
    await followToEnd(given.store);
    expect((await listOf('a0'))?.sort()).toEqual([2, 3, 4, 5, 6]);
    expect(await listOf('a1')).toContain(1);
  });
});
