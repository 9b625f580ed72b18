// What a list promises, whatever happens to a network: it is the beginning of the one computed from scratch, complete or
// at least 48 long; and after a reindex it is that list. On random news, on corpora made to break it, and on real ones.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeTerms } from '@maylike/text';
import { LIST_REFILL_BELOW, type Terms } from '@maylike/tfidf';
import { z } from 'zod';
import type { WriterRun } from '../src/index.js';
import { Newsroom, randomOf } from './newsroom.js';
import {
  modelOf,
  network,
  runToEnd,
  startOf2026,
  takeLease,
  termsOf,
  withRedis,
} from './support.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
const numRuns = isLong ? 100 : 1;
const timeoutMs = isLong ? 3_600_000 : 120_000;

/** How a corpus writes its n-th text. */
type Corpus = (n: number, random: () => number) => Terms;

const some = (random: () => number, count: number, from: number, ids: number): Terms =>
  termsOf(
    Array.from({ length: count }, () => [
      from + Math.floor(random() * ids),
      1 + Math.floor(3 * random()),
    ]),
  );
const wire = termsOf([[1, 2], [2, 1], [3, 1]]); // prettier-ignore

const corpora: Readonly<Record<string, Corpus>> = {
  'few words that all share': (_n, random) => some(random, 3 + Math.floor(random() * 6), 1, 25),
  'all equal': () => wire,
  'empty, or nearly': (n) => (n % 3 === 0 ? termsOf([[n % 2, 1]]) : termsOf([])),
  'one term each': (n) => termsOf([[n % 3, 1 + (n % 4)]]),
  'copies among others': (n, random) => (n % 2 === 0 ? wire : some(random, 5, 1, 12)),
  'every text in words of its own': (n, random) => some(random, 6, 1_000 * (n + 1), 900),
  'new words each time, and one that all share': (n) => termsOf([[1, 1], [10_000 + 2 * n, 1], [10_001 + 2 * n, 3]]), // prettier-ignore
  'huge beside tiny': (n, random) =>
    n % 10 === 0 ? some(random, 3_000, 0, 6_000) : some(random, 3, 0, 40),
};

const folder =
  process.env['MAYLIKE_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const realSet = `${folder}/topics/bbc.jsonl`;
const hasRealSet = existsSync(realSet);
const realName = 'real news, some of it twice (skipped without the data)';

function realCorpus(): Corpus {
  const lines = readFileSync(realSet, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return (_n, random) => {
    const record: unknown = JSON.parse(lines[Math.floor(random() * lines.length)] ?? '');
    const { text, title } = z
      .object({ text: z.string(), title: z.string().default('') })
      .parse(record);
    return makeTerms({ title, text, language: 'en' }).terms;
  };
}

/** Articles at the beginning: lists are cut, and removals refill them. */
const articlesAtFirst = 110;

const step = fc.record({
  kind: fc.constantFrom(
    'add',
    'add',
    'edit',
    'remove',
    'remove',
    'remove',
    'expire',
    'apply',
    'reindex',
  ),
  which: fc.nat(),
});

describe('what a list promises', () => {
  const given = withRedis();

  /** Does what there is to do. */
  const settle = async (): Promise<void> => {
    const run: WriterRun = await runToEnd(given.store, undefined, startOf2026, {
      waitForNews: () => {
        run.stop();
        return Promise.resolve();
      },
    });
    await run.follow();
  };
  const reindex = async (): Promise<void> => {
    await given.store.networks.requestReindex(network, 'test', startOf2026, { force: true });
    await settle();
  };
  const expire = async (newsroom: Newsroom, number: number): Promise<void> => {
    await given.store.articles.remove(network, 'site', number, 'expired');
    newsroom.live.delete(number);
  };

  /** @param isExact Whether the lists have just been made. */
  async function expectPromises(newsroom: Newsroom, isExact: boolean): Promise<void> {
    const writer = await takeLease(given.store);
    const generation = await writer.generations.active();
    if (generation === null) throw new Error('there is no generation');
    const wanted = modelOf(newsroom.live, await writer.generations.idf(generation.id));
    const lists = await writer.lists(generation.id, [...wanted.keys()]);
    for (const [number, list] of wanted) {
      const stored = lists.get(number);
      const entries = stored?.entries.map((entry) => [entry.number, entry.scoreE6]) ?? [];
      const full = list.entries.map((entry) => [entry.number, entry.scoreE6]);
      expect(entries).toEqual(full.slice(0, entries.length));
      if (isExact || entries.length < LIST_REFILL_BELOW) expect(entries).toHaveLength(full.length);
      if (isExact) expect(stored?.bound).toEqual(list.bound);
    }
  }

  const promise = 'holds after any adds, edits, removals, expiries and reindexes of texts that are';
  it.each(Object.entries(corpora))(
    `${promise} %s`,
    (_name, corpus) => expectAlways(corpus),
    timeoutMs,
  );
  (hasRealSet ? it : it.skip)(
    `${promise} ${realName}`,
    () => expectAlways(realCorpus()),
    timeoutMs,
  );

  async function expectAlways(corpus: Corpus): Promise<void> {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(), async (steps, seed) => {
        await given.redis.flushall();
        const random = randomOf(seed);
        const newsroom = new Newsroom(given.store, random);
        let texts = 0;
        const write = async (slug: string): Promise<void> => {
          await newsroom.write(slug, corpus(texts++, random));
        };
        for (let i = 0; i < articlesAtFirst; i++) await write(`a${i}`);
        await settle();
        for (const { kind, which } of steps) {
          const numbers = [...newsroom.live.keys()];
          const number = numbers[which % numbers.length];
          if (kind === 'apply') {
            await settle();
            await expectPromises(newsroom, false);
          } else if (kind === 'reindex') await reindex();
          else if (number === undefined || kind === 'add') await write(`b${texts}`);
          else if (kind === 'edit') await write(`a${which % articlesAtFirst}`);
          else if (kind === 'remove') await newsroom.remove(number);
          else await expire(newsroom, number);
        }
        await settle();
        await expectPromises(newsroom, false);
        await reindex();
        await expectPromises(newsroom, true);
      }),
      { numRuns },
    );
  }
});
