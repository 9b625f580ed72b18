import { describe, expect, it } from '@jest/globals';
import { lettersInAllMax, lettersOfFeedMax, type NewLetter } from '../src/index.js';
import { startOf2026 as now, withRedis } from './support.js';

const letter = (hash: string, change: Partial<NewLetter> = {}): NewLetter => ({
  hash,
  kind: 'item',
  reason: 'no address',
  excerpt: `begins with ${hash}`,
  bytes: 10,
  parserVersion: 2,
  ...change,
});

describe('dead letters', () => {
  const given = withRedis();

  it('are counted when they are met again, and keep the time they were first met', async () => {
    const { letters } = given.store;
    expect(await letters.keep('feed_a', [letter('x')], now, false)).toBe(1);
    const again = letter('x', { reason: 'bad address' });
    expect(await letters.keep('feed_a', [again, letter('y')], now + 5, false)).toBe(2);
    expect(await letters.list('feed_a', 10)).toEqual([
      { feedId: 'feed_a', ...letter('y'), firstAt: now + 5, lastAt: now + 5, times: 1 },
      { feedId: 'feed_a', ...again, firstAt: now, lastAt: now + 5, times: 2 },
    ]);
  });

  it('that a poll of everything did not meet are forgotten, of its own feed only', async () => {
    const { letters } = given.store;
    await letters.keep('feed_a', [letter('x'), letter('y')], now, false);
    await letters.keep('feed_b', [letter('x')], now, false);
    expect(await letters.keep('feed_a', [letter('y')], now + 1, true)).toBe(1);
    expect((await letters.list(null, 10)).map(({ feedId, hash }) => [feedId, hash])).toEqual([
      ['feed_a', 'y'],
      ['feed_b', 'x'],
    ]);
    await letters.forget('feed_a', now + 2);
    expect(await letters.count('feed_a')).toBe(0);
    expect(await letters.list(null, 10)).toHaveLength(1);
  });

  it('are bounded a feed and in all: what was met longest ago goes first', async () => {
    const { letters } = given.store;
    const many = (from: number): NewLetter[] =>
      Array.from({ length: lettersOfFeedMax }, (_, i) => letter(`h${from + i}`));
    await letters.keep('feed_old', [letter('first')], now - 1, false);
    await letters.keep('feed_a', many(0), now, false);
    expect(await letters.keep('feed_a', [letter('new')], now + 1, false)).toBe(lettersOfFeedMax);
    expect((await letters.list('feed_a', 1))[0]?.hash).toBe('new');
    const feeds = lettersInAllMax / lettersOfFeedMax;
    for (let i = 1; i < feeds; i += 1) await letters.keep(`feed_${i}`, many(0), now + 2, false);
    expect(await letters.list(null, 2 * lettersInAllMax)).toHaveLength(lettersInAllMax);
    expect(await letters.count('feed_old')).toBe(0);
    expect(await given.redis.hlen('ml:{feeds}:letters')).toBe(lettersInAllMax);
  });

  it('hold the beginning of a text, and no half of a character', async () => {
    const { letters } = given.store;
    const long = letter('x', { excerpt: '😀'.repeat(5_000), reason: 'r'.repeat(5_000) });
    await letters.keep('feed_a', [long], now, false);
    const [kept] = await letters.list('feed_a', 1);
    expect(kept?.excerpt).toBe('😀'.repeat(500));
    expect(kept?.reason).toHaveLength(300);
  });
});
