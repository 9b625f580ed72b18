// A month of news in minutes: at its end the system is as large as after its first days, and its lists are right.
//
// One writer lives through all of it, as in a process that is never restarted, on a real Redis and with a clock of the
// test's own. Every night a new generation is built; once a week the outlets print something else under their articles.
// Only Redis' own clock, which the log's ids are made of, cannot be turned: what the writer would trim of the log a day
// later is trimmed here.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { openRedis } from '@maylike/runtime';
import { startTestRedis } from '@maylike/runtime/testing';
import { acquireWriter, Store, versionTag, type NetworkWriter } from '@maylike/store';
import {
  buildIdfTable,
  canonicalScoreE6,
  LIST_REFILL_BELOW,
  NEIGHBOUR_FLOOR,
  selectTop,
  weigh,
  type Entry,
  type IdfTable,
  type NeighbourList,
  type Terms,
} from '@maylike/tfidf';
import { Cleanup } from '../support/cleanup.js';
import { Figures, megabytes } from '../support/figures.js';
import { sizesByKind, type KindSize } from '../support/redis-sizes.js';
import { scaleTexts } from '../support/scale-articles.js';
import { NewsDays } from './news-days.js';
import { ParkedWriter } from './parked-writer.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
/** A national daily with its wires brings some hundreds a day; every day is reindexed, and its articles are read anew. */
const articlesADay = isLong ? 500 : 48;
const days = isLong ? 30 : 5;
const windowDays = isLong ? 2 : 1;
/** The window is full, and as many articles have left it: last lists are as many as they will be. */
const baselineDay = 2 * windowDays + 1;
const network = 'net';
const monthTimeoutMs = isLong ? 2 * 3_600_000 : 120_000;

/**
 * What an article leaves behind for ever, by DESIGN.md: its record and its addresses, so that what returns is known.
 * Everything else has to be of one size.
 */
const permanentKinds: ReadonlySet<string> = new Set([
  'ml:{n}:article:N',
  'ml:{n}:aliases',
  'ml:{n}:guids:FEED',
]);
/** Streams that are cut at a length: on the first days they are still filling up. Whole nodes of 100 entries are cut. */
const entriesMax: ReadonlyMap<string, number> = new Map([['ml:{n}:changes', 10_100]]);
/** What an article that has left may leave behind, in bytes. */
const leftBehindMax = 2_500;
/** Another day's news are not of the same length, and tables grow by doubling. */
const growthMax = isLong ? 1.2 : 1.6;
/** Below this nothing is told from noise. */
const bytesNoise = 64 * 1_024;
const heapNoise = 16 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Memory in bytes at the end of a day. */
interface Memory {
  /** Of objects, and of what they hold outside of the heap. */
  readonly heap: number;
  /** Of the index: in use, and held. */
  readonly indexUsed: number;
  readonly indexHeld: number;
  /** The least that the process held on a day of this half of the month: on a single day it may be twice that. */
  readonly resident: number;
  readonly kinds: ReadonlyMap<string, KindSize>;
  readonly live: number;
  /** Articles that ever were. */
  readonly arrived: number;
}

async function measure(
  store: Store,
  { run }: ParkedWriter,
  news: NewsDays,
): Promise<Omit<Memory, 'resident'>> {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return {
    heap: heapUsed + external,
    indexUsed: run.report?.memory.used ?? 0,
    indexHeld: run.report?.memory.held ?? 0,
    kinds: await sizesByKind(store.redis),
    live: await store.articles.liveCount(network),
    arrived: news.counts.arrived,
  };
}

interface Indexed {
  readonly version: number;
  readonly publishedAt: number;
  readonly terms: Terms;
}

async function indexedOf(writer: NetworkWriter): Promise<Map<number, Indexed>> {
  const indexed = new Map<number, Indexed>();
  await writer.eachTerms(({ number, ...rest }) => indexed.set(number, rest));
  return indexed;
}

/** Every list as a look at every article gives it. */
function listsFromScratch(
  indexed: ReadonlyMap<number, Indexed>,
  idf: IdfTable,
): Map<number, NeighbourList> {
  const vectors = Array.from(indexed, ([number, { version, publishedAt, terms }]) => ({
    key: { number, version, publishedAt },
    vector: weigh(terms, idf),
  }));
  return new Map(
    vectors.map(({ key, vector }) => {
      const candidates: Entry[] = [];
      for (const other of vectors) {
        const scoreE6 = canonicalScoreE6(vector, other.vector);
        if (scoreE6 >= 1e6 * NEIGHBOUR_FLOOR && other.key.number !== key.number)
          candidates.push({ ...other.key, scoreE6 });
      }
      return [key.number, selectTop(candidates)];
    }),
  );
}

describe(`C-15: ${days} days of ${articlesADay} articles with a window of ${windowDays}`, () => {
  const cleanup = Cleanup.afterAll();
  const memories = new Map<number, Omit<Memory, 'resident'>>();
  /** What the process held at the end of each day. */
  const residents: number[] = [];
  let store: Store;
  let writer: NetworkWriter;
  let news: NewsDays;
  let parked: ParkedWriter;

  beforeAll(async () => {
    const server = cleanup.of(await startTestRedis());
    const redis = openRedis(server.target, { purpose: 'commands' });
    store = new Store(redis);
    const taken = await acquireWriter(redis, network, 'test', 60_000);
    if (taken === null) throw new Error('somebody holds the lease');
    writer = taken;
    const texts = [...scaleTexts(articlesADay * (days + 1))];
    news = new NewsDays({ store, network, articlesADay, windowDays, texts });
    parked = new ParkedWriter({ store, writer, now: () => news.now });
    cleanup.of({
      stop: async () => {
        await parked.stop();
        redis.disconnect();
      },
    });
    await parked.start();
  }, 120_000);

  /** The lists under the active generation, beside those from scratch. */
  const compared = async () => {
    const generation = await writer.generations.active();
    if (generation === null) throw new Error('there is no generation');
    const indexed = await indexedOf(writer);
    const idf = await writer.generations.idf(generation.id);
    const wanted = listsFromScratch(indexed, idf);
    const lists = await writer.lists(generation.id, [...wanted.keys()]);
    const rows = Array.from(wanted, ([number, list]) => ({
      number,
      stored: lists.get(number),
      wanted: {
        bound: list.bound,
        entries: list.entries.map((entry) => ({
          number: entry.number,
          scoreE6: entry.scoreE6,
          versionTag: versionTag(entry.version),
        })),
      },
    }));
    return { indexed, idf, rows };
  };

  it(
    'go by, hour by hour',
    async () => {
      let logEndYesterday = '0';
      for (let hour = 0; hour < 24 * days; hour++) {
        const { day } = news;
        await news.hour();
        await parked.settle();
        if (news.day === day) continue;
        await parked.reindex();
        await store.redis.xtrim(`ml:{n-${network}}:log`, 'MINID', logEndYesterday);
        logEndYesterday = await store.networks.logEnd(network);
        collectGarbage();
        residents.push(process.memoryUsage().rss);
        if (news.day === baselineDay || news.day === days)
          memories.set(news.day, await measure(store, parked, news));
      }
      expect(news.counts.expired).toBeGreaterThan(articlesADay * (days - windowDays - 1) * 0.8);
      expect(news.counts.edited).toBeGreaterThan(0);
      expect(news.counts.returned).toBeGreaterThan(0);
    },
    monthTimeoutMs,
  );

  it(
    'leave every list the beginning of the one from scratch, complete or 48 long',
    async () => {
      await news.hour();
      await parked.settle();
      const { rows } = await compared();
      expect(rows.map(({ number }) => number)).toHaveLength(
        await store.articles.liveCount(network),
      );
      for (const { stored, wanted } of rows) {
        const entries = stored?.entries ?? [];
        expect(entries).toEqual(wanted.entries.slice(0, entries.length));
        if (entries.length < wanted.entries.length)
          expect(entries.length).toBeGreaterThanOrEqual(LIST_REFILL_BELOW);
      }
    },
    monthTimeoutMs,
  );

  it(
    'leave what a rebuild from the stored texts gives: terms, tables and lists',
    async () => {
      // The first one may have articles read again under its boilerplate; the second finds nothing new.
      await parked.reindex();
      await parked.reindex();
      const { indexed, idf, rows } = await compared();
      expect([...idf.entries()]).toEqual([
        ...buildIdfTable(Array.from(indexed.values(), ({ terms }) => terms)).entries(),
      ]);
      for (const { stored, wanted } of rows) {
        expect(stored?.entries).toEqual(wanted.entries);
        expect(stored?.bound).toEqual(wanted.bound);
      }
      const table = await parked.tables.ofActive(network);
      for (const [number, { terms }] of indexed) {
        const article = await store.articles.get(network, number);
        const texts = article === null ? null : await store.articles.texts(article);
        if (texts === null) throw new Error(`article ${number} has no texts`);
        const [made] = await parked.text.terms([texts], table);
        expect([...(made?.terms.ids ?? [])]).toEqual([...terms.ids]);
      }
    },
    monthTimeoutMs,
  );

  it(`leave nothing behind but records: all is as large as on day ${baselineDay}`, () => {
    const [early, late] = [memories.get(baselineDay), memories.get(days)];
    if (early === undefined || late === undefined) throw new Error('nothing was measured');
    const half = Math.ceil(days / 2);
    const before: Memory = { ...early, resident: Math.min(...residents.slice(0, half)) };
    const after: Memory = { ...late, resident: Math.min(...residents.slice(half)) };
    printMemories(before, after);
    expect(after.heap).toBeLessThan(before.heap * growthMax + heapNoise);
    expect(after.indexUsed).toBeLessThan(before.indexUsed * growthMax + bytesNoise);
    expect(after.indexHeld).toBeLessThan(before.indexHeld * growthMax + bytesNoise);
    expect(after.resident).toBeLessThan(before.resident * growthMax + 4 * heapNoise);
    for (const [kind, { bytes, entries }] of after.kinds) {
      const most = entriesMax.get(kind);
      if (most !== undefined) expect(entries).toBeLessThanOrEqual(most);
      if (most !== undefined || permanentKinds.has(kind)) continue;
      const was = before.kinds.get(kind)?.bytes ?? 0;
      expect({ kind, grew: bytes > was * growthMax + bytesNoise }).toEqual({ kind, grew: false });
    }
    const permanent = ({ kinds }: Memory): number =>
      [...permanentKinds].reduce((sum, kind) => sum + (kinds.get(kind)?.bytes ?? 0), 0);
    const left = (permanent(after) - permanent(before)) / (after.arrived - before.arrived);
    expect(left).toBeLessThan(leftBehindMax);
  });

  function printMemories(before: Memory, after: Memory): void {
    const figures = new Figures();
    figures.add('', `day ${baselineDay}`, `day ${days}`);
    const row = (what: string, of: (memory: Memory) => string): void => {
      figures.add(what, of(before), of(after));
    };
    row('articles live, ever', ({ live, arrived }) => `${live}, ${arrived}`);
    row('heap', ({ heap }) => megabytes(heap));
    row('index in use, held', (one) => `${megabytes(one.indexUsed)}, ${megabytes(one.indexHeld)}`);
    row('resident at least, in this half', ({ resident }) => megabytes(resident));
    for (const kind of [...new Set([...before.kinds.keys(), ...after.kinds.keys()])].sort()) {
      row(kind, ({ kinds }) => {
        const { keys, entries, bytes } = kinds.get(kind) ?? { keys: 0, entries: 0, bytes: 0 };
        return `${keys} × ${entries} entries, ${(bytes / 1_024).toFixed(0)} KB`;
      });
    }
    figures.print();
  }
});
