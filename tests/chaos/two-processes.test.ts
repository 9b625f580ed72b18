// Two similarity processes do what one does, in less time: the texts of one network, and the lists of two networks. Each
// process has a core to itself, as it has a machine to itself where this matters.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import type { ArticleContent } from '@maylike/articles';
import { makeTerms, TEXT_VERSION, type TextTerms } from '@maylike/text';
import { Cleanup } from '../support/cleanup.js';
import { until } from '../support/system.js';
import { someArticles } from './articles.js';
import { listsOf } from './lists.js';
import type { ServiceProcess } from './process.js';
import { rebuilt, Rig, untilSettled } from './rig.js';
import { isLong, starvation, tell } from './table.js';
import { writerOfEach } from './writers.js';

const articles = isLong ? 3_000 : 200;
/** A fair share of the work is 0.5; Redis, and what one process does for both, take their part. */
const ratioMax = 0.85;
/**
 * Where others use the cores, a second one is no gain, and nothing can be told; nor can it of so little work as the small
 * counts give, of which each process does a few batches.
 */
const starvationMax = 1.5;
const pollMs = 10;
const batchSize = 50;

const reasonToSkip =
  availableParallelism() < 2
    ? 'this machine has one core'
    : spawnSync('taskset', ['-c', '1', 'true']).status === 0
      ? null
      : 'this machine cannot give a process a core of its own';
const itOnTwoCores = reasonToSkip === null ? it : it.skip;
const skipped = reasonToSkip === null ? '' : ` (skipped: ${reasonToSkip})`;

/** Longer texts than elsewhere: that is where threads have their work. */
const contents: readonly ArticleContent[] = someArticles(articles, 1, 21).map(
  (article, i, all) => ({
    url: `https://news.example/${article.slug}`,
    title: article.title,
    summary: '',
    text: [0, 1, 2, 3, 4, 5].map((k) => all[(i + 97 * k) % all.length]?.text ?? '').join('\n'),
    publishedAt: Date.UTC(2026, 0, 1) + 1_000 * i,
    updatedAt: null,
    authors: [],
    tags: [],
    section: null,
    language: 'en',
    image: null,
    source: 'Outlet',
  }),
);

describe('two similarity processes', () => {
  const cleanup = Cleanup.afterEach();
  let sites = 0;

  itOnTwoCores(
    `finish the texts of one network, and the lists of two, faster than one, with the same lists${skipped}`,
    async () => {
      // Before anything waits for an answer: this takes its time.
      const made = contents.map(({ title, summary, text, language }) =>
        makeTerms({ title, lead: summary, text, language }),
      );
      const rig = cleanup.of(await Rig.start({ LOG_LEVEL: 'info' }));
      const createNetwork = async (): Promise<string> => {
        const { networkId } = await rig.createSite(`Site ${sites++}`, 'https://news.example', []);
        return networkId;
      };
      /** All articles are there and wait for their terms. @returns Their numbers. */
      const fill = (networkId: string): Promise<number[]> =>
        inBatches(contents, async (content) => {
          const feed = { id: 'feed', pollNumber: 1, guid: null };
          const origin = { siteId: networkId, networkId, feed };
          return (await rig.store.articles.upsert(origin, content, Date.now())).number;
        });
      const untilWritten = (networkIds: readonly string[], processes: readonly ServiceProcess[]) =>
        until(
          'the networks to be spread over the processes',
          () =>
            Promise.resolve(
              processes.length === 1
                ? networkIds.every((id) => (processes[0]?.lastEpochOf(id) ?? 0) > 0)
                : writerOfEach(networkIds, processes) !== null,
            ),
          60_000,
        );

      const times = { texts: [[], []] as number[][], lists: [[], []] as number[][] };
      const networks: { texts: string; lists: readonly string[] }[] = [];
      let starved = 1;
      const measure = async (processes: readonly ServiceProcess[]): Promise<void> => {
        starved = Math.max(starved, starvation());
        const place = processes.length - 1;
        const texts = await createNetwork();
        // Its companion keeps the numbers even, so that each process has room for one of the pair.
        await createNetwork();
        await fill(texts);
        await until('a writer', () => rig.store.networks.hasWriter(texts));
        times.texts[place]?.push(
          await timed(
            () => rig.queues.addIndex(texts, articles),
            async () => (await rig.store.pending.count(texts)) === 0,
          ),
        );
        await untilSettled(rig.store, texts, articles);
        const pair = [await createNetwork(), await createNetwork()];
        const numbers = await Promise.all(pair.map(fill));
        await untilWritten(pair, processes);
        times.lists[place]?.push(
          await timed(
            () => Promise.all(pair.map((id, k) => storeTerms(rig, id, numbers[k] ?? [], made))),
            async () => {
              const settled = pair.map(async (id) =>
                rig.store.networks.hasApplied(id, await rig.store.networks.logEnd(id)),
              );
              return (await Promise.all(settled)).every((one) => one);
            },
          ),
        );
        networks.push({ texts, lists: pair });
      };

      const first = await rig.spawn('similarity', { core: 0 });
      await measure([first]);
      const second = await rig.spawn('similarity', { core: 1 });
      await until('the networks to be shared', () =>
        Promise.resolve(second.said('this process writes the network').length === 2),
      );
      await measure([first, second]);
      if (isLong) {
        await measure([first, second]);
        await second.stop();
        await measure([first]);
      }

      const ratioOf = ([one = [], two = []]: readonly number[][]): number =>
        Math.min(...two) / Math.min(...one);
      const ratios = { texts: ratioOf(times.texts), lists: ratioOf(times.lists) };
      const isJudged = isLong && starved <= starvationMax;
      tell('TWO', 'two processes beside one', {
        articles,
        texts: ratios.texts.toFixed(2),
        listsOfTwo: ratios.lists.toFixed(2),
        judged: isJudged
          ? 'yes'
          : isLong
            ? `no: the machine is busy (${starved.toFixed(1)})`
            : 'no',
      });
      const ofOne = networks[0];
      const ofTwo = networks[1];
      const compared = [ofOne, ofTwo].flatMap((one) => [one?.texts ?? '', one?.lists[0] ?? '']);
      await rebuilt(rig.store, compared, articles);
      const [reference, ...others] = await Promise.all(
        compared.map((id) => listsOf(rig.store, id)),
      );
      expect(reference?.size).toBe(articles);
      for (const lists of others) expect(lists).toEqual(reference);
      if (!isJudged) return;
      expect(ratios.texts).toBeLessThan(ratioMax);
      expect(ratios.lists).toBeLessThan(ratioMax);
    },
    900_000,
  );
});

/** From the beginning of some work to the moment at which it is seen to be done, ms. */
async function timed(
  begin: () => Promise<unknown>,
  isDone: () => Promise<boolean>,
): Promise<number> {
  const startedAt = performance.now();
  await begin();
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, pollMs));
  return performance.now() - startedAt;
}

async function storeTerms(
  { store }: Rig,
  networkId: string,
  numbers: readonly number[],
  made: readonly TextTerms[],
): Promise<void> {
  await inBatches(made, async (terms, i) => {
    const publishedAt = contents[i]?.publishedAt ?? 0;
    const stored = { terms: terms.terms, textVersion: TEXT_VERSION, publishedAt };
    await store.pending.storeTerms(networkId, numbers[i] ?? 0, 1, stored, terms);
  });
}

/** Some at a time: a connection's commands wait for each other, and none may wait for long. */
async function inBatches<T, R>(
  items: readonly T[],
  work: (item: T, place: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += batchSize) {
    const batch = items.slice(from, from + batchSize);
    results.push(...(await Promise.all(batch.map((item, i) => work(item, from + i)))));
  }
  return results;
}
