// Drafts: answered exactly, by whoever writes the network, and never in the log's way.
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { IsolateError } from '@maylike/isolate';
import { Asker, type ArticleTexts, type DraftAnswer } from '@maylike/store';
import { makeTerms, TEXT_VERSION } from '@maylike/text';
import { ReferenceIndex, selectTop, weigh, type Terms } from '@maylike/tfidf';
import {
  draftsInHandMax,
  NetworkNews,
  runTextJob,
  TextWork,
  Writers,
  type FinishedAsk,
  type TextJob,
  type TextJobResult,
  type WriterRun,
  type WriterRunOptions,
} from '../src/index.js';
import { expectRightLists, Newsroom, randomOf, randomTerms, watching } from './newsroom.js';
import {
  contentOf,
  network,
  runToEnd,
  silent,
  startOf2026,
  takeLease,
  termsOf,
  textWork,
  withRedis,
} from './support.js';

const longWait = 60_000;

const draftOf = (title: string, text = ''): ArticleTexts => ({
  source: 'site',
  input: { title, lead: '', text, tags: [], section: null, language: 'en' },
});

/** A draft whose terms are those: its text says them. */
const draftOfTerms = ({ ids, counts }: Terms, title = 'a draft'): ArticleTexts =>
  draftOf(title, Array.from(ids, (id, i) => `${id}:${counts[i] ?? 0}`).join(' '));

function termsIn(text: string): Terms {
  return termsOf(
    text
      .split(' ')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [id = 0, count = 0] = pair.split(':').map(Number);
        return [id, count] as const;
      }),
  );
}

/** Threads that read terms off a text, after whatever `before` does with the draft of a title. */
const threads = (before: (title: string) => Promise<void> | void = () => undefined): TextWork =>
  new TextWork({
    run: async (job: TextJob): Promise<TextJobResult> => {
      if (job.kind !== 'terms') return runTextJob(job);
      for (const { input } of job.texts) await before(input.title);
      return {
        kind: 'terms',
        terms: job.texts.map(({ input }) => ({
          terms: termsIn(input.text),
          labels: [{ id: 1, label: 'ferry' }],
          language: 'en',
        })),
      };
    },
  });

describe('a draft', () => {
  const given = withRedis();
  const opened: Redis[] = [];
  afterAll(() => {
    for (const connection of opened) connection.disconnect();
  });
  const duplicate = (): Redis => {
    const connection = given.redis.duplicate();
    opened.push(connection);
    return connection;
  };

  const filled = async (seed: number, acts: number): Promise<Newsroom> => {
    const newsroom = new Newsroom(given.store, randomOf(seed));
    for (let i = 0; i < acts; i++) await newsroom.act();
    await runToEnd(given.store);
    return newsroom;
  };
  const ask = (texts: ArticleTexts, waitMs = longWait): Promise<string> =>
    given.store.asks.append(network, texts, waitMs);
  const answered = (id: string): Promise<DraftAnswer | null> =>
    given.store.asks.answer(network, id);
  const waiting = (): Promise<number> => given.redis.xlen(`ml:{n-${network}}:asks`);

  /** Follows until so many questions are finished. */
  async function followUntil(
    count: number,
    more: Partial<WriterRunOptions> = {},
    through?: Redis,
  ): Promise<FinishedAsk[]> {
    const finished: FinishedAsk[] = [];
    const run: WriterRun = await runToEnd(given.store, through, startOf2026, {
      text: threads(),
      onAsk: (one) => {
        finished.push(one);
        if (finished.length === count) run.stop();
      },
      ...more,
    });
    await run.follow();
    return finished;
  }

  it('has the best 64 of all articles, as brute force finds them; nothing is inserted', async () => {
    const random = randomOf(5);
    const newsroom = await filled(4, 220);
    const writer = await takeLease(given.store);
    const generation = await writer.generations.active();
    if (generation === null) throw new Error('there is no generation');
    const idf = await writer.generations.idf(generation.id);
    const model = new ReferenceIndex();
    for (const [number, { version, terms }] of newsroom.live)
      model.put({ number, version, publishedAt: startOf2026, vector: weigh(terms, idf) });
    const drafts = Array.from({ length: 3 * draftsInHandMax }, () => randomTerms(random));
    const ids = await Promise.all(drafts.map((terms) => ask(draftOfTerms(terms))));
    const foreign = await given.store.asks.append('other', draftOf('foreign'), longWait);
    await followUntil(drafts.length);
    for (const [i, terms] of drafts.entries()) {
      const answer = await answered(ids[i] ?? '');
      if (answer?.state !== 'answered') throw new Error('there is no answer');
      const { entries } = selectTop(model.query(weigh(terms, idf)));
      expect(answer.entries.map(({ number, scoreE6 }) => [number, scoreE6])).toEqual(
        entries.map(({ number, scoreE6 }) => [number, scoreE6]),
      );
      expect(answer).toMatchObject({ generation: generation.id, language: 'en' });
    }
    expect(newsroom.live.size).toBeGreaterThan(64);
    expect(await waiting()).toBe(0);
    await expectRightLists(given.store, newsroom);
    expect(await given.store.asks.answer('other', foreign)).toBeNull();
    expect(await given.redis.xlen('ml:{n-other}:asks')).toBe(1);
  });

  it('has the story that an article of its text would join', async () => {
    const newsroom = new Newsroom(given.store, randomOf(1));
    const wire = termsOf([1, 2, 3, 4, 5, 6].map((id) => [id, 1]));
    const alike = termsOf([1, 2, 3, 7, 8, 9].map((id) => [id, 1]));
    const founder = await newsroom.write('a', wire);
    await newsroom.write('b', wire);
    await newsroom.write('c', alike);
    const [copy, other] = [
      await ask(draftOfTerms(wire)),
      await ask(draftOfTerms(termsIn('1:1 9:1'))),
    ];
    await followUntil(2);
    expect(await answered(copy)).toMatchObject({ state: 'answered', story: founder });
    expect(await answered(other)).toMatchObject({ state: 'answered', story: null });
  });

  it('that kills its thread is unanswerable, with the reason; the others are answered', async () => {
    await filled(7, 20);
    const text = threads((title) => {
      if (title === 'poison') throw new IsolateError('timeout', 'it hung');
    });
    const ids = [];
    for (const title of ['a', 'poison', 'b']) ids.push(await ask(draftOf(title, '3:1')));
    const finished = await followUntil(3, { text });
    expect(finished.map(({ outcome }) => outcome).sort()).toEqual([
      'answered',
      'answered',
      'unanswerable',
    ]);
    expect(await answered(ids[1] ?? '')).toEqual({
      state: 'unanswerable',
      reason: 'no terms could be made of this text: it hung',
    });
  });

  it('whose thread hangs keeps neither the log nor more than a handful of drafts waiting', async () => {
    const newsroom = await filled(8, 20);
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let started = 0;
    const text = threads(async () => {
      started++;
      await gate;
    });
    const count = 5 * draftsInHandMax;
    for (let i = 0; i < count; i++) await ask(draftOf(`draft ${i}`, '3:1'));
    let isWritten = false;
    const finished = await followUntil(count, {
      text,
      waitForNews: async () => {
        if (!isWritten) await newsroom.write('news while all drafts hang');
        isWritten = true;
      },
      onApplied: () => {
        if (!isWritten) return;
        expect(started).toBe(draftsInHandMax);
        open();
      },
    });
    expect(finished.every(({ outcome }) => outcome === 'answered')).toBe(true);
    expect(await waiting()).toBe(0);
    await expectRightLists(given.store, newsroom);
  });

  it('is not answered to those who have gone: unread, or while its terms were made', async () => {
    await filled(9, 20);
    const gone = await ask(draftOf('gone', '3:1'), 0);
    const leaves = await ask(draftOf('leaves', '3:1'), 5_000);
    let now = startOf2026;
    const text = threads(() => {
      now += 5_000;
    });
    const finished = await followUntil(2, { text, now: () => now });
    expect(finished.map(({ outcome }) => outcome)).toEqual(['late', 'late']);
    expect([await answered(gone), await answered(leaves)]).toEqual([null, null]);
    expect(await waiting()).toBe(0);
  });

  it('is answered while a generation is being built', async () => {
    const newsroom = await filled(10, 150);
    await given.store.networks.requestReindex(network, 'test', startOf2026);
    const ids: string[] = [];
    const busy = watching(given.redis, async () => {
      const isBuilding = (await given.store.networks.generations(network)).some(
        ({ state }) => state === 'building',
      );
      if (isBuilding && ids.length === 0) ids.push(await ask(draftOf('meanwhile', '3:1')));
    });
    let building: unknown = null;
    const run: WriterRun = await runToEnd(given.store, busy, startOf2026, {
      text: threads(),
      onAsk: () => {
        building = run.report?.build ?? null;
      },
      waitForNews: () => {
        run.stop();
        return Promise.resolve();
      },
    });
    await run.follow();
    expect(await answered(ids[0] ?? '')).toMatchObject({ state: 'answered' });
    expect(building).not.toBeNull();
    await expectRightLists(given.store, newsroom);
  });

  it('is answered once, by the next writer, where one dies just before or just after the answer', async () => {
    await filled(11, 20);
    for (const moment of ['before', 'after'] as const) {
      const id = await ask(draftOf(moment, '3:1'));
      const dying = watching(given.redis, async (args) => {
        if (!args.some((arg) => typeof arg === 'string' && arg.includes(':answer:'))) return;
        if (moment === 'after') await given.redis.evalsha(...(args as [string, number]));
        throw new Error('killed');
      });
      await expect(followUntil(1, {}, dying)).rejects.toThrow('killed');
      expect((await answered(id)) === null).toBe(moment === 'before');
      expect(await waiting()).toBe(moment === 'before' ? 1 : 0);
      const another = await ask(draftOf('another', '3:1'));
      const finished = await followUntil(moment === 'before' ? 2 : 1);
      expect(finished.every(({ outcome }) => outcome === 'answered')).toBe(true);
      expect(await answered(id)).toMatchObject({ state: 'answered' });
      expect(await answered(another)).toMatchObject({ state: 'answered' });
    }
  });

  it('wakes its writer, which answers through the same text as articles have', async () => {
    const { site } = await given.store.sites.create({ name: 'a', origins: [] }, startOf2026);
    const { networkId } = site;
    const texts = [
      'The harbour ferry Calypso sank off Port Alder in a storm; forty people were rescued.',
      'Divers looked for the ferry Calypso off Port Alder; the storm had sunk her at night.',
      'The central bank raised its interest rate by a quarter of a point, to three per cent.',
    ];
    for (const [i, text] of texts.entries()) {
      const content = { ...contentOf(`article ${i}`), title: '', text };
      const origin = { siteId: site.id, networkId, feed: null };
      const { number, version } = await given.store.articles.upsert(origin, content, startOf2026);
      const terms = makeTerms({ title: '', text, language: 'en' });
      const stored = { terms: terms.terms, textVersion: TEXT_VERSION, publishedAt: startOf2026 };
      await given.store.pending.storeTerms(networkId, number, version, stored, terms);
    }
    const news = new NetworkNews(duplicate());
    await news.listen();
    const asker = new Asker(given.store.asks, duplicate());
    await asker.listen();
    const writers = await new Promise<Writers>((resolve) => {
      const starting = new Writers({
        store: given.store,
        news,
        logger: silent,
        now: Date.now,
        text: textWork,
        onSettled: (isSettled) => {
          if (isSettled) resolve(starting);
        },
      });
      starting.start();
    });
    const answer = await asker.ask(networkId, draftOf('', texts[0]), 10_000);
    await writers.stop();
    if (answer?.state !== 'answered') throw new Error('there is no answer');
    expect(answer.entries.map(({ number }) => number)).toEqual([1, 2]);
    expect(answer.entries[0]?.scoreE6).toBe(1_000_000);
    expect(answer).toMatchObject({ story: 1, language: 'en' });
    expect(answer.labels.map(({ label }) => label)).toContain('Port Alder');
  });
});
