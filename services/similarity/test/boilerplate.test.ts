// Boilerplate in the service: learned at each build, kept with the generation, and no part of any list after it.
import { describe, expect, it } from '@jest/globals';
import type { ArticleContent } from '@maylike/articles';
import type { NeighbourList, Terms } from '@maylike/tfidf';
import { makeTerms } from '@maylike/text';
import {
  BoilerplateTables,
  runIndexJob,
  type WriterRun,
  type WriterRunOptions,
} from '../src/index.js';
import { dyingAt, randomOf, watching } from './newsroom.js';
import {
  contentOf,
  modelOf,
  network,
  runToEnd,
  silent,
  startOf2026,
  takeLease,
  textWork,
  withRedis,
} from './support.js';

const events = [
  ['ferry', 'harbour', 'island', 'passengers', 'captain'],
  ['orchestra', 'conductor', 'violin', 'symphony', 'rehearsal'],
  ['glacier', 'meltwater', 'valley', 'researchers', 'moraine'],
  ['striker', 'penalty', 'goalkeeper', 'midfield', 'stadium'],
  ['bakery', 'flour', 'sourdough', 'ovens', 'bakers'],
  ['comet', 'telescope', 'observatory', 'orbit', 'astronomers'],
] as const;
const printedUnderAll = [
  'Unlock the morning newsletter for free.',
  'Subscribe today and cancel whenever you want.',
  'Reporting by our correspondents, editing by the weekend desk.',
];

/** A word that no other report has. Letters only: lines that differ in digits alone count as one. */
const wordOf = (i: number): string =>
  `q${String(i).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}x`;

/** A report of an event, in words of its own. */
function reportOf(i: number, random: () => number): { title: string; text: string } {
  const words = events[i % events.length] ?? [];
  const some = [...words].filter(() => random() < 0.8);
  return {
    title: `${words[i % words.length] ?? ''} ${wordOf(i)}`,
    text: `The ${some.join(' and the ')} were seen again by ${wordOf(i)}.`,
  };
}

describe('boilerplate', () => {
  const given = withRedis();

  /** Publishes a report; `printed` is what stands under it. */
  async function publish(i: number, printed: readonly string[], edition = 1): Promise<void> {
    const report = reportOf(i, randomOf(i));
    const content: ArticleContent = {
      ...contentOf(`a${i}`),
      title: report.title,
      text: [report.text, ...printed].join('\n'),
      source: 'Courier',
    };
    const feed = { id: 'feed', pollNumber: edition, guid: null };
    await given.store.articles.upsert(
      { siteId: 'site', networkId: network, feed },
      content,
      startOf2026,
    );
  }

  /** Works `index` jobs until nothing waits. @returns How many terms were stored. */
  async function index(): Promise<number> {
    const { store } = given;
    const tables = new BoilerplateTables(store);
    let total = 0;
    for (;;) {
      const options = { store, text: textWork, tables, logger: silent, now: () => startOf2026 };
      const { stored } = await runIndexJob(network, options);
      if (stored === 0) return total;
      total += stored;
    }
  }

  /** Follows, with `index` at work, until there is nothing left to do. */
  async function settle(
    through?: Parameters<typeof runToEnd>[1],
    more: Partial<WriterRunOptions> = {},
  ): Promise<WriterRun> {
    await index();
    const run: WriterRun = await runToEnd(given.store, through, startOf2026, {
      waitForNews: async () => {
        if ((await index()) === 0) run.stop();
      },
      ...more,
    });
    await run.follow();
    return run;
  }

  const reindex = async (): Promise<void> => {
    await given.store.networks.requestReindex(network, 'test', startOf2026);
    await settle();
  };

  const articles = async () => {
    const numbers = await given.store.articles.newest(network, startOf2026, 1_000);
    const read = await Promise.all(numbers.map((n) => given.store.articles.get(network, n)));
    return read.filter((article) => article !== null);
  };

  /** Lists by address, with addresses for numbers. */
  async function listsByUrl(): Promise<Map<string, (readonly [string, number])[]>> {
    const all = await articles();
    const urlOf = new Map(all.map(({ number, card }) => [number, card?.url ?? '']));
    const writer = await takeLease(given.store);
    const id = (await given.store.networks.generation(network)) ?? '';
    const lists = await writer.lists(id, [...urlOf.keys()]);
    return new Map(
      [...lists]
        .map(
          ([number, { entries }]) =>
            [
              urlOf.get(number) ?? '',
              entries.map((entry) => [urlOf.get(entry.number) ?? '', entry.scoreE6] as const),
            ] as const,
        )
        .sort(([a], [b]) => a.localeCompare(b)),
    );
  }

  /** Every list is the one of terms that are made of the clean texts, under the active table. */
  async function expectListsOfCleanTexts(): Promise<void> {
    const writer = await takeLease(given.store);
    const id = (await given.store.networks.generation(network)) ?? '';
    const live = new Map<number, { version: number; terms: Terms }>();
    for (const { number, version, card } of await articles()) {
      const i = Number(card?.url.split('/a').at(-1));
      const { title, text } = reportOf(i, randomOf(i));
      const made = makeTerms({ title, text, language: 'en' });
      live.set(number, { version, terms: made.terms });
    }
    const model = modelOf(live, await writer.generations.idf(id));
    const lists = await writer.lists(id, [...live.keys()]);
    const scores = ({ entries }: Pick<NeighbourList, 'entries'>) =>
      entries.map((entry) => [entry.number, entry.scoreE6]);
    for (const [number, wanted] of model) {
      const stored = lists.get(number)?.entries.map((entry) => [entry.number, entry.scoreE6]) ?? [];
      expect(stored).toEqual(scores(wanted).slice(0, stored.length));
      if (stored.length < wanted.entries.length) expect(stored.length).toBeGreaterThanOrEqual(48);
    }
  }

  it('of a feed makes no difference to its lists after a reindex: they are those of the clean feed', async () => {
    for (let i = 0; i < 48; i++) await publish(i, []);
    await settle();
    await reindex();
    const clean = await listsByUrl();
    await given.redis.flushall();
    for (let i = 0; i < 48; i++) await publish(i, printedUnderAll);
    await settle();
    await reindex();
    expect(await listsByUrl()).toEqual(clean);
    expect([...clean.values()].every((entries) => entries.length >= 5)).toBe(true);
  });

  it('is kept with its generation, with the evidence for each line', async () => {
    for (let i = 0; i < 24; i++) await publish(i, printedUnderAll);
    await settle();
    await reindex();
    const id = (await given.store.networks.generation(network)) ?? '';
    const table = await given.store.networks.boilerplate(network, id);
    const learned = table?.lines.get('Courier')?.filter(({ key }) => key >= 0);
    expect(learned?.map(({ text, articles }) => [text, articles]).sort()).toEqual(
      printedUnderAll.map((line) => [line, 24]).sort(),
    );
    expect(table?.headlines).toHaveLength(24);
  });

  it('that is new sends the articles that have it through index again, once, and no others', async () => {
    const notice = 'Our apps are better than ever, try them this summer.';
    for (let i = 0; i < 40; i++) await publish(i, []);
    await settle();
    await reindex();
    const before = new Map((await articles()).map(({ number, version }) => [number, version]));
    for (let i = 0; i < 12; i++) await publish(i, [notice], 2);
    await settle();
    await reindex();
    await reindex();
    const rises = (await articles()).map(({ number, version, card }) => [
      Number(card?.url.split('/a').at(-1)),
      version - (before.get(number) ?? 0),
    ]);
    // Those that were edited rise by one for the edit and by one for the touch.
    expect(rises.sort(([a = 0], [b = 0]) => a - b)).toEqual(
      Array.from({ length: 40 }, (_none, i) => [i, i < 12 ? 2 : 0]),
    );
    await expectListsOfCleanTexts();
  });

  it.each([1, 2, 3])(
    'ends with the lists of clean texts when the writer is killed at random moments, touches among them (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      let deaths = 0;
      let edition = 1;
      for (let i = 0; i < 60; i++) await publish(i, printedUnderAll.slice(0, 1));
      await settle();
      for (let round = 0; round < 10; round++) {
        edition += 1;
        const lines = printedUnderAll.slice(0, 1 + Math.floor(random() * 3));
        for (let i = 0; i < 15; i++) await publish(Math.floor(random() * 75), lines, edition);
        await given.store.networks.requestReindex(network, 'test', startOf2026);
        await settle(dyingAt(given.redis, 1 + Math.floor(random() * 12))).catch(
          (error: unknown) => {
            expect(String(error)).toContain('killed');
            deaths++;
          },
        );
      }
      expect(deaths).toBeGreaterThan(2);
      await settle();
      await reindex();
      expect(await given.redis.exists(`ml:{n-${network}}:retouch`)).toBe(0);
      await expectListsOfCleanTexts();
    },
  );

  it('survives a death at each script of a build, its swap and its touches', async () => {
    const struck = new Set<string>();
    for (let at = 0, isOver = false; !isOver; at++) {
      await given.redis.flushall();
      for (let i = 0; i < 20; i++) await publish(i, []);
      await settle();
      for (let i = 0; i < 8; i++) await publish(i, printedUnderAll, 2);
      await settle();
      await given.store.networks.requestReindex(network, 'test', startOf2026);
      let left = at;
      const mortal = watching(given.redis, (args) => {
        if (left-- > 0) return;
        struck.add(
          args
            .map(String)
            .find((key) => /:(retouch|generation|lists:.*|idf:.*)$/.test(key))
            ?.split(':')[2] ?? '',
        );
        throw new Error('killed');
      });
      isOver = await settle(mortal).then(
        () => true,
        () => false,
      );
      await settle();
      expect(await given.store.networks.reindexProgress(network)).toMatchObject({ state: 'done' });
      await expectListsOfCleanTexts();
    }
    expect([...struck]).toEqual(expect.arrayContaining(['retouch', 'generation', 'lists', 'idf']));
  });

  it('touches few at a time, so that what is published meanwhile does not wait behind them', async () => {
    for (let i = 0; i < 300; i++) await publish(i, printedUnderAll);
    await index();
    let most = 0;
    await settle(undefined, {
      onPending: async () => {
        most = Math.max(most, await given.store.pending.count(network));
      },
    });
    await reindex();
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(100);
    await expectListsOfCleanTexts();
  });
});
