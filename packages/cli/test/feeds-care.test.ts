import { afterEach, describe, expect, it } from '@jest/globals';
import { startWorker, type RunningWorker, type VisitAnswer } from '@maylike/queues';
import type { PollOutcome } from '@maylike/store';
import { siteOf, startOf2026, withGround } from './support.js';

const ground = withGround();
const url = 'https://news.example/feed.xml';
let worker: RunningWorker | null = null;

afterEach(async () => {
  await worker?.stop(0);
  worker = null;
});

const pollShown = {
  at: startOf2026,
  status: 'changed',
  message: 'repaired: a bare \u001b[2J',
  httpStatus: 200,
  items: 2,
  created: 1,
  changed: 1,
  bytes: 1_234,
  tookMs: 56,
};
const outcome: PollOutcome = { ...pollShown, numbers: [1], pages: [] };

async function newFeed(address = url): Promise<string> {
  const { store } = ground();
  const site = (await store.sites.find('Alder Post')) ?? (await siteOf(store));
  const settings = { fullText: 'never', pollEverySeconds: null } as const;
  return (await store.feeds.add(site, address, settings, startOf2026)).feedId;
}

async function pollOnce(feedId: string): Promise<void> {
  const { feeds } = ground().store;
  const claimed = await feeds.claim(feedId, startOf2026, 1_000);
  await feeds.finishPoll(claimed, {
    nextPollAt: startOf2026 + 300_000,
    nextPollReason: 'the shortest interval of 5 min',
    errorsInRow: 0,
    outcome,
    redirect: { url: 'https://new.example/feed', polls: 2, since: startOf2026 },
  });
}

const letter = {
  hash: 'ab'.repeat(32),
  kind: 'item',
  reason: 'no address',
  excerpt: 'Nowhere \u001b[31m',
  bytes: 99,
  parserVersion: 2,
} as const;

describe('feeds show', () => {
  it('tells scripts of a feed, its host, its redirect and its last polls', async () => {
    const { store, run } = ground();
    const feedId = await newFeed();
    await pollOnce(feedId);
    await store.hosts.block('news.example', startOf2026, 60_000, 'HTTP 429');
    await store.letters.keep(feedId, [letter], startOf2026, false);
    const shown = await run(['feeds', 'show', feedId, '--json']);
    expect(shown.code).toBe(0);
    expect(shown.json()).toMatchObject({
      feedId,
      url,
      stopped: null,
      nextPollReason: 'the shortest interval of 5 min',
      redirect: { url: 'https://new.example/feed', polls: 2, since: '2026-01-01T00:00:00.000Z' },
      host: {
        host: 'news.example',
        underWay: 0,
        blockedUntil: '2026-01-01T00:01:00.000Z',
        blockedReason: 'HTTP 429',
        crawlDelayMs: null,
      },
      letters: 1,
      history: [
        {
          ...pollShown,
          pollNumber: 1,
          at: '2026-01-01T00:00:00.000Z',
          nextPollAt: '2026-01-01T00:05:00.000Z',
          nextPollReason: 'the shortest interval of 5 min',
        },
      ],
    });
  });

  it('shows a person the same, without control characters', async () => {
    const { run } = ground();
    const feedId = await newFeed();
    expect((await run(['feeds', 'show', feedId])).stdout).toContain('It was not polled yet.');
    await pollOnce(feedId);
    const { stdout } = await run(['feeds', 'show', feedId]);
    expect(stdout).toContain('Next poll:  2026-01-01T00:05:00Z, the shortest interval of 5 min');
    expect(stdout).toContain('Sent on to: https://new.example/feed, 2 polls in a row since 2026-');
    expect(stdout).toContain('Host:       news.example, 0 requests under way');
    expect(stdout).toMatch(/changed +200 +1234 +2 +1 +1 +56 +repaired: a bare {1,2}\[2J/);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('feeds pause and resume', () => {
  it('stop a feed and let it go on, and say when it was so already', async () => {
    const { store, run } = ground();
    const feedId = await newFeed();
    expect((await run(['feeds', 'pause', feedId, '--json'])).json()).toEqual({
      feedId,
      stopped: 'paused',
      wasChanged: true,
    });
    expect((await run(['feeds', 'pause', feedId])).stdout).toBe(`${feedId} was paused already\n`);
    const listed = await run(['feeds', 'list', '--json']);
    expect(listed.json()).toMatchObject([
      { stopped: 'paused', nextPollAt: null, nextPollReason: 'paused by a person' },
    ]);
    expect((await run(['feeds', 'list'])).stdout).toMatch(/never +- +paused by a person\n$/);
    expect((await run(['feeds', 'resume', feedId])).stdout).toBe(
      `${feedId} is polled again, now\n`,
    );
    expect(await store.feeds.get(feedId)).toMatchObject({ stopped: null, nextPollAt: startOf2026 });
    expect((await run(['feeds', 'resume', feedId])).stdout).toBe(`${feedId} was not stopped\n`);
  });
});

describe('feeds remove', () => {
  it('forgets a feed with its letters', async () => {
    const { store, run } = ground();
    const feedId = await newFeed();
    await store.letters.keep(feedId, [letter], startOf2026, false);
    expect((await run(['feeds', 'remove', feedId, '--json'])).json()).toEqual({
      feedId,
      removed: true,
    });
    expect(await store.feeds.count()).toBe(0);
    expect(await store.letters.list(null, 9)).toEqual([]);
  });
});

it.each(['show', 'pause', 'resume', 'remove', 'letters'])(
  'feeds %s names a feed that is not there',
  async (command) => {
    expect(await ground().run(['feeds', command, 'feed_0'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'maylike: There is no such feed: feed_0\n',
    });
  },
);

describe('feeds letters', () => {
  it('lists what could not be read, of one feed or of all', async () => {
    const { store, run } = ground();
    const [one, two] = [await newFeed(), await newFeed(`${url}2`)];
    expect((await run(['feeds', 'letters'])).stdout).toBe('Everything could be read.\n');
    await store.letters.keep(one, [letter], startOf2026, false);
    await store.letters.keep(two, [letter], startOf2026 + 1_000, false);
    const all = await run(['feeds', 'letters', '--json']);
    expect(all.json()).toMatchObject([{ feedId: two }, { feedId: one, ...letter, times: 1 }]);
    const shown = await run(['feeds', 'letters', one]);
    expect(shown.stdout).toContain('no address');
    expect(shown.stdout).not.toContain(two);
    expect(shown.stdout).not.toContain('\u001b');
  });
});

describe('feeds poll', () => {
  it('--anew has the next poll read everything', async () => {
    const { store, redis, alive, run } = ground();
    const feedId = await newFeed();
    await alive('ingest');
    await redis.hset(`ml:{feeds}:feed:${feedId}`, { etag: '"e"', bodyHash: 'h' });
    expect((await run(['feeds', 'poll', feedId, '--anew'])).code).toBe(0);
    const { memory } = await store.feeds.get(feedId);
    expect(memory).toMatchObject({ etag: null, bodyHash: null });
  });

  it('leaves a feed to ingest whose host has no slot free, as the first one there', async () => {
    const { store, queues, alive, run } = ground();
    const ids = [];
    for (const name of ['a', 'b', 'c']) ids.push(await newFeed(`https://news.example/${name}`));
    await alive('ingest');
    for (const id of ids) expect((await run(['feeds', 'poll', id])).code).toBe(0);
    expect((await queues.counts('poll'))['waiting']).toBe(2);
    await store.hosts.release('news.example', `${ids[0]}#1`);
    expect(await store.feeds.claimDue(startOf2026, 1_000, 1)).toEqual([
      { feedId: ids[2], pollNumber: 1 },
    ]);
  });
});

/** An ingest that is alive and has an answer for each address. */
async function ingestThatSays(answers: Readonly<Record<string, VisitAnswer>>): Promise<void> {
  await ground().alive('ingest');
  worker = startWorker({
    queue: 'visit',
    connection: ground().openBlocking(),
    concurrency: 1,
    process: (job) => Promise.resolve(answers[job.url]),
    onFailed: () => undefined,
    onError: () => undefined,
  });
}

const aFeed: VisitAnswer = {
  ok: true,
  url,
  title: 'Alder News',
  format: 'rss',
  items: 1,
  details: {
    bytes: 1_000,
    tookMs: 20,
    nextPollReason: 'the shortest interval of 5 min',
    faults: ['repaired: a bare &'],
    newest: [{ title: 'A', url: 'https://news.example/a', publishedAt: null }],
  },
};
const page = 'https://news.example/';
const aPage: VisitAnswer = {
  ok: false,
  code: 'not_a_feed',
  message: `${page} is an HTML page, not a feed; it names these feeds: ${url}`,
  feeds: [{ url, title: 'All' }],
};

describe('feeds test', () => {
  it('shows what would become of a feed, and keeps nothing', async () => {
    await ingestThatSays({ [url]: aFeed });
    const { store, run } = ground();
    const tested = await run(['feeds', 'test', url]);
    expect(tested).toMatchObject({ code: 0, stderr: 'repaired: a bare &\n' });
    expect(tested.stdout).toContain('rss: Alder News, 1 items\n1000 bytes in 20 ms\n');
    expect(tested.stdout).toContain('It would be polled by the shortest interval of 5 min');
    expect(tested.stdout).toMatch(/- +A +https:\/\/news\.example\/a\n$/);
    expect((await run(['feeds', 'test', url, '--json'])).json()).toEqual(aFeed);
    expect(await store.feeds.count()).toBe(0);
  });

  it('ends with 65 for what is no feed, and says what it is', async () => {
    await ingestThatSays({ [page]: aPage });
    const tested = await ground().run(['feeds', 'test', page, '--json']);
    expect(tested.code).toBe(65);
    expect(tested.json()).toEqual(aPage);
    expect(tested.stderr).toContain('is an HTML page, not a feed');
  });
});

describe('feeds add of a page', () => {
  it('adds the only feed that it names', async () => {
    await ingestThatSays({ [page]: aPage, [url]: aFeed });
    const { store, run } = ground();
    const site = await siteOf(store);
    const added = await run(['feeds', 'add', page, '--site', site.id, '--json']);
    expect(added.code).toBe(0);
    expect(added.stderr).toBe(`${page} is a page; its feed is ${url}\n`);
    const [feed] = await store.feeds.ofSite(site.id);
    expect(feed).toMatchObject({ id: (added.json() as { feedId: string }).feedId, url });
  });

  it('adds none where that one is no feed after all, and says which', async () => {
    const gone: VisitAnswer = { ok: false, code: 'http_error', message: 'HTTP 404', feeds: [] };
    await ingestThatSays({ [page]: aPage, [url]: gone });
    const { store, run } = ground();
    const site = await siteOf(store);
    const added = await run(['feeds', 'add', page, '--site', site.id]);
    expect(added).toMatchObject({ code: 65, stdout: '' });
    expect(added.stderr).toContain(`Not added: ${url}: HTTP 404 (http_error).`);
    expect(await store.feeds.count()).toBe(0);
  });
});
