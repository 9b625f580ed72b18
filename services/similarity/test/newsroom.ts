import { expect } from '@jest/globals';
import type { Redis } from 'ioredis';
import { articleIdOf } from '@maylike/articles';
import type { Store } from '@maylike/store';
import { TEXT_VERSION } from '@maylike/text';
import type { Terms } from '@maylike/tfidf';
import {
  contentOf,
  eachList,
  modelOf,
  network,
  startOf2026,
  takeLease,
  termsOf,
} from './support.js';

/** A small generator of our own choice of numbers: a failing run can be repeated from its seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Few words, so that nearly everything is related and lists are cut. */
export function randomTerms(random: () => number): Terms {
  const count = 3 + Math.floor(random() * 6);
  return termsOf(
    Array.from({ length: count }, () => [
      1 + Math.floor(random() * 25),
      1 + Math.floor(random() * 3),
    ]),
  );
}

/** What a newsroom does to its articles, with the terms that stand in for its texts. */
export class Newsroom {
  readonly live = new Map<number, { version: number; terms: Terms }>();
  private poll = 0;
  private names = 0;

  constructor(
    private readonly store: Store,
    private readonly random: () => number,
  ) {}

  async act(): Promise<void> {
    const choice = this.random();
    const numbers = [...this.live.keys()];
    const some = numbers[Math.floor(this.random() * numbers.length)];
    if (some === undefined || choice < 0.6) await this.write(`a${++this.names}`);
    else if (choice < 0.8) await this.write(this.nameOf(some));
    else await this.remove(some);
  }

  /** @param linked Names of articles that its body links to. */
  async write(
    name: string,
    terms = randomTerms(this.random),
    linked: readonly string[] = [],
  ): Promise<number> {
    const pollNumber = ++this.poll;
    const origin = {
      siteId: 'site',
      networkId: network,
      feed: { id: 'feed', pollNumber, guid: null },
    };
    const { number, version } = await this.store.articles.upsert(
      origin,
      contentOf(name, pollNumber),
      startOf2026,
      linked.map((other) => articleIdOf('site', contentOf(other).url)),
    );
    const stored = { terms, textVersion: TEXT_VERSION, publishedAt: startOf2026 };
    await this.store.pending.storeTerms(network, number, version, stored, {
      labels: [],
      language: null,
    });
    this.live.set(number, { version, terms });
    this.byNumber.set(number, name);
    return number;
  }

  async remove(number: number): Promise<void> {
    await this.store.articles.remove(network, 'site', number, 'missing');
    this.live.delete(number);
  }

  /** Everything that is live, by the name it was written under. */
  all(): { readonly name: string; readonly terms: Terms }[] {
    return Array.from(this.live, ([number, { terms }]) => ({ name: this.nameOf(number), terms }));
  }

  private readonly byNumber = new Map<number, string>();
  private nameOf(number: number): string {
    return this.byNumber.get(number) ?? '';
  }
}

/** Every list is the beginning of the one computed from scratch, complete or at least 48 long. */
export async function expectRightLists(store: Store, newsroom: Newsroom): Promise<void> {
  const writer = await takeLease(store);
  const generation = await writer.generations.active();
  if (generation === null) throw new Error('there is no generation');
  const model = modelOf(newsroom.live, await writer.generations.idf(generation.id));
  const lists = await writer.lists(generation.id, [...model.keys()]);
  for (const [number, wanted] of model) {
    const stored = lists.get(number)?.entries.map((entry) => [entry.number, entry.scoreE6]);
    const full = wanted.entries.map((entry) => [entry.number, entry.scoreE6]);
    expect(stored).toEqual(full.slice(0, stored?.length ?? 0));
    if ((stored?.length ?? 0) < full.length) expect(stored?.length).toBeGreaterThanOrEqual(48);
  }
  const all = new Set<number>();
  await eachList(writer, generation.id, (number) => all.add(number));
  expect([...all].sort((a, b) => a - b)).toEqual([...newsroom.live.keys()].sort((a, b) => a - b));
}

/** A connection that breaks for good at its n-th script, as a killed process does. */
export function dyingAt(redis: Redis, scripts: number): Redis {
  let left = scripts;
  return watching(redis, () => {
    if (--left < 0) throw new Error('killed');
  });
}

/** A connection that tells of every script before it is run. */
export function watching(
  redis: Redis,
  onScript: (args: readonly unknown[]) => void | Promise<void>,
): Redis {
  return new Proxy(redis, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver);
      if (property !== 'evalsha' || typeof value !== 'function') {
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return async (...args: unknown[]) => {
        await onScript(args);
        return (await Reflect.apply(value, target, args)) as unknown;
      };
    },
  });
}
