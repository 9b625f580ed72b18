import { describe, expect, it } from '@jest/globals';
import type { Site } from '@maylike/articles';
import { startWorker } from '@maylike/queues';
import { acquireWriter, noWishes, type PollOutcome, type StoredTerms } from '@maylike/store';
import { contentOf, siteOf, startOf2026, withGround, type Run } from './support.js';

const ground = withGround();
const url = 'https://news.example/feed.xml';

async function feedOf(site: Site): Promise<string> {
  const settings = { fullText: 'never', pollEverySeconds: null } as const;
  return (await ground().store.feeds.add(site, url, settings, startOf2026)).feedId;
}

/** What ingest does at the end of the first poll of a feed. */
async function endPoll(
  feedId: string,
  change: Partial<PollOutcome>,
  pollNumber = 1,
  bodyNumbers?: readonly number[],
): Promise<void> {
  const outcome: PollOutcome = {
    at: startOf2026,
    status: 'changed',
    message: null,
    httpStatus: 200,
    items: 2,
    created: 1,
    changed: 0,
    bytes: 100,
    tookMs: 5,
    numbers: [],
    pages: [],
    ...change,
  };
  const counted = await ground().store.feeds.finishPoll(
    { feedId, pollNumber },
    {
      nextPollAt: startOf2026 + 300_000,
      nextPollReason: 'the shortest interval of 5 min',
      errorsInRow: 0,
      outcome,
      ...(bodyNumbers === undefined
        ? {}
        : {
            memory: {
              etag: null,
              lastModified: null,
              bodyHash: null,
              numbers: bodyNumbers,
              wishes: noWishes,
              epoch: '',
              parserVersion: 0,
              unreadItems: 0,
            },
          }),
    },
  );
  if (!counted) throw new Error('the poll was not handed out');
}

async function upsert(site: Site, feedId: string, name: string): Promise<number> {
  const origin = {
    siteId: site.id,
    networkId: site.networkId,
    feed: { id: feedId, pollNumber: 1, guid: null },
  };
  return (await ground().store.articles.upsert(origin, contentOf(name), startOf2026)).number;
}

/** What similarity does with the waiting version of an article. */
async function storeTerms(site: Site, number: number, version: number): Promise<void> {
  const terms: StoredTerms = {
    terms: { ids: new Uint32Array([3]), counts: new Float32Array([1]) },
    textVersion: 1,
    publishedAt: startOf2026,
  };
  const { pending } = ground().store;
  const about = { labels: [], language: 'en' };
  const status = await pending.storeTerms(site.networkId, number, version, terms, about);
  if (status !== 'stored') throw new Error(`the terms were not taken: ${status}`);
}

/** What the network's writer does once its lists are written. */
async function applyLog(site: Site): Promise<void> {
  const { redis, store } = ground();
  const writer = await acquireWriter(redis, site.networkId, 'test', 10_000);
  if (writer === null) throw new Error('the network has a writer already');
  const appliedId = await store.networks.logEnd(site.networkId);
  await writer.advance({ appliedId, changed: [], dropped: [], trimBelow: null });
  await writer.release();
}

/** Works one job of the page queue, and returns when it is done and forgotten. */
async function workOnePage(work: () => Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const worker = startWorker({
      queue: 'page',
      connection: ground().openBlocking(),
      concurrency: 1,
      process: async () => {
        await work();
        void worker.stop(1_000).then(resolve, reject);
      },
      onFailed: reject,
      onError: reject,
    });
  });
}

/** Runs `feeds poll --wait` while the steps happen, one at each look that found nothing. */
async function pollWhile(
  feedId: string,
  steps: readonly (() => Promise<void>)[],
  ...args: string[]
): Promise<{ run: Run; looks: number }> {
  let looks = 0;
  const run = await ground().run(['feeds', 'poll', feedId, '--wait', ...args], {
    whileWaiting: async () => {
      await steps[looks]?.();
      looks += 1;
    },
  });
  return { run, looks };
}

describe('feeds poll --wait', () => {
  it('returns when poll, pages, terms and lists are done, and not a look before', async () => {
    const { store, queues, alive } = ground();
    const site = await siteOf(store);
    const feedId = await feedOf(site);
    await alive('ingest', 'similarity');
    let number = 0;
    const steps = [
      async () => {
        number = await upsert(site, feedId, 'a');
        await queues.addPages([{ kind: 'full-text', networkId: site.networkId, number }]);
        await endPoll(feedId, { numbers: [number], pages: [number] });
      },
      // Its text from the feed has terms and a list, and its page is still being fetched.
      async () => {
        await storeTerms(site, number, 1);
        await applyLog(site);
      },
      () =>
        workOnePage(async () => {
          const article = await store.articles.get(site.networkId, number);
          const card = article?.card;
          if (!article || !card) throw new Error('there is no such article');
          const page = { text: 'The whole text', card, canonicalUrl: null };
          await store.articles.attachPage(site.networkId, article, page, startOf2026);
        }),
      () => storeTerms(site, number, 2),
      () => applyLog(site),
    ];
    const { run, looks } = await pollWhile(feedId, steps, '--json');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(looks).toBe(steps.length);
    expect(run.json()).toEqual({
      feedId,
      status: 'changed',
      items: 2,
      created: 1,
      changed: 0,
      tookMs: 100 * steps.length,
    });
  });

  it('hands the feed out under the number of the job that it adds', async () => {
    const { store, queues, alive } = ground();
    const feedId = await feedOf(await siteOf(store));
    await alive('ingest', 'similarity');
    await store.feeds.claim(feedId, startOf2026, 1_000);
    const { run } = await pollWhile(feedId, [() => endPoll(feedId, { status: 'not_modified' }, 2)]);
    expect(run.stdout).toBe(
      `${feedId}: not_modified, 2 items, 1 new, 0 changed, in their lists after 100 ms\n`,
    );
    const jobs = await queues
      .all()
      .find(({ name }) => name === 'poll')
      ?.getJobs();
    expect(jobs?.map(({ data }) => data as unknown)).toEqual([{ feedId, pollNumber: 2 }]);
  });

  it('waits for the check of an article that left its feed', async () => {
    const { store, queues, alive } = ground();
    const site = await siteOf(store);
    const feedId = await feedOf(site);
    await alive('ingest', 'similarity');
    const number = await upsert(site, feedId, 'gone');
    await storeTerms(site, number, 1);
    await applyLog(site);
    const { networkId } = site;
    const steps = [
      async () => {
        await queues.addPages([{ kind: 'check', networkId, number }]);
        await endPoll(feedId, { pages: [number] });
      },
      () => workOnePage(() => store.articles.remove(networkId, site.id, number, 'missing')),
      () => applyLog(site),
    ];
    const { run, looks } = await pollWhile(feedId, steps);
    expect({ code: run.code, looks }).toEqual({ code: 0, looks: steps.length });
  });

  it('waits for what an earlier poll of the feed found, though it finds nothing new itself', async () => {
    const { store, alive } = ground();
    const site = await siteOf(store);
    const feedId = await feedOf(site);
    await alive('ingest', 'similarity');
    await store.feeds.claimDue(startOf2026, 1_000, 1);
    const number = await upsert(site, feedId, 'a');
    await endPoll(feedId, { numbers: [number] }, 1, [number]);
    const steps = [
      () => endPoll(feedId, { status: 'not_modified', created: 0 }, 2),
      () => storeTerms(site, number, 1),
      () => applyLog(site),
    ];
    const { run, looks } = await pollWhile(feedId, steps);
    expect({ code: run.code, looks }).toEqual({ code: 0, looks: steps.length });
  });

  it('ends with 1 and the reason when the poll fails', async () => {
    const feedId = await feedOf(await siteOf(ground().store));
    await ground().alive('ingest', 'similarity');
    const failure = { status: 'http_error', message: 'HTTP 404', httpStatus: 404 };
    const { run } = await pollWhile(feedId, [() => endPoll(feedId, failure)], '--json');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toBe(
      `maylike: The poll of ${feedId} (${url}) failed: HTTP 404 (http_error). Next try: 2026-01-01T00:05:00.000Z\n`,
    );
  });

  it('ends with 75 and says what did not come in time', async () => {
    const { store, alive } = ground();
    const site = await siteOf(store);
    const feedId = await feedOf(site);
    await alive('ingest', 'similarity');
    const never = await pollWhile(feedId, [], '--timeout', '3');
    expect(never.run).toMatchObject({ code: 75, stdout: '' });
    expect(never.run.stderr).toBe(
      `maylike: Waited 3 s in vain for the poll of ${feedId} to end.\n`,
    );
    const steps = [
      async () => {
        const number = await upsert(site, feedId, 'a');
        await endPoll(feedId, { numbers: [number] }, 2);
      },
    ];
    const noTerms = await pollWhile(feedId, steps, '--timeout', '3');
    expect(noTerms.run.stderr).toBe('maylike: Waited 3 s in vain for the terms of its articles.\n');
    await storeTerms(site, 1, 1);
    const unapplied = await pollWhile(feedId, [() => endPoll(feedId, {}, 3)], '--timeout', '3');
    expect(unapplied.run.stderr).toBe(
      'maylike: Waited 3 s in vain for the lists of its articles.\n',
    );
  });

  it.each([
    [[], 'ingest', 'nothing can be fetched'],
    [['ingest'], 'similarity', 'no lists can be made'],
  ])('with %j alone says that %s is missing, and polls nothing', async (services, missing, why) => {
    const { store, queues, alive } = ground();
    const feedId = await feedOf(await siteOf(store));
    await alive(...services);
    const { run } = await pollWhile(feedId, []);
    expect(run).toMatchObject({ code: 69, stdout: '' });
    expect(run.stderr).toMatch(`maylike: No ${missing} process is running, so ${why}.`);
    expect((await queues.counts('poll'))['waiting']).toBe(0);
    expect((await store.feeds.claim(feedId, startOf2026, 1)).pollNumber).toBe(1);
  });
});

describe('feeds poll', () => {
  it('without --wait adds the job and returns', async () => {
    const { store, queues, alive, run } = ground();
    const feedId = await feedOf(await siteOf(store));
    await alive('ingest');
    const polled = await run(['feeds', 'poll', feedId, '--json']);
    expect(polled.json()).toEqual({ feedId, status: 'queued' });
    expect((await queues.counts('poll'))['waiting']).toBe(1);
  });

  it.each([
    [['feed_0'], 1, 'There is no such feed: feed_0'],
    [[], 64, "missing required argument 'id'"],
    [
      ['x', '--timeout', '0'],
      64,
      "option '--timeout <seconds>' argument '0' is invalid. Expected a whole number from 1 to 86400.",
    ],
  ])('poll %j ends with %i and one line', async (args, code, message) => {
    expect(await ground().run(['feeds', 'poll', ...args])).toMatchObject({
      code,
      stdout: '',
      stderr: `maylike: ${message}\n`,
    });
  });
});
