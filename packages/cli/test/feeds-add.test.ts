import { afterEach, describe, expect, it } from '@jest/globals';
import { startWorker, type RunningWorker, type VisitAnswer } from '@maylike/queues';
import { siteOf, startOf2026, withGround } from './support.js';

const ground = withGround();
const url = 'https://news.example/feed.xml';
let worker: RunningWorker | null = null;

afterEach(async () => {
  await worker?.stop(0);
  worker = null;
});

/** An ingest that is alive and gives one answer; returns the addresses it was asked about. */
async function ingestThatSays(answer: VisitAnswer): Promise<string[]> {
  const asked: string[] = [];
  await ground().alive('ingest');
  worker = startWorker({
    queue: 'visit',
    connection: ground().openBlocking(),
    concurrency: 1,
    process: (job) => {
      asked.push(job.url);
      return Promise.resolve(answer);
    },
    onFailed: () => undefined,
    onError: () => undefined,
  });
  return asked;
}

const aFeed: VisitAnswer = {
  ok: true,
  url,
  title: 'Alder \u001b[2JNews',
  format: 'rss',
  items: 12,
};

describe('feeds add', () => {
  it('tries the feed, keeps it with its title and settings, and prints its id as JSON', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const asked = await ingestThatSays(aFeed);
    const settings = ['--full-text', 'short', '--poll-every', '60'];
    const added = await run(['feeds', 'add', url, '--site', site.id, ...settings, '--json']);
    expect(added).toMatchObject({ code: 0, stderr: '' });
    const [feed] = await store.feeds.ofSite(site.id);
    expect(added.json()).toEqual({ feedId: feed?.id });
    expect(feed).toMatchObject({
      url,
      title: aFeed.title,
      fullText: 'short',
      pollEverySeconds: 60,
      nextPollAt: startOf2026,
    });
    expect(asked).toEqual([url]);
  });

  it('shows a person what was found, without its control characters', async () => {
    const site = await siteOf(ground().store);
    await ingestThatSays(aFeed);
    const added = await ground().run(['feeds', 'add', url, '--site', site.id]);
    expect(added.stdout).toMatch(/^feed_\w+\n$/);
    expect(added.stderr).toBe('rss: Alder  [2JNews, 12 items\n');
  });

  it('refuses what is no feed with the named reason and the feeds that the page names', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await ingestThatSays({
      ok: false,
      code: 'not_a_feed',
      message: 'it is a web page',
      feeds: [
        { url: 'https://news.example/a.xml', title: 'All' },
        { url: 'https://news.example/b.xml', title: null },
      ],
    });
    const added = await run(['feeds', 'add', 'https://news.example/', '--site', site.id]);
    expect(added).toMatchObject({ code: 65, stdout: '' });
    expect(added.stderr.split('\n')).toEqual([
      'maylike: Not added: https://news.example/: it is a web page (not_a_feed).',
      'It is a page that names these feeds:',
      '  https://news.example/a.xml  All',
      '  https://news.example/b.xml',
      '',
    ]);
    expect(await store.feeds.count()).toBe(0);
  });

  it('names an address once when the reason names it too', async () => {
    const site = await siteOf(ground().store);
    await ingestThatSays({
      ok: false,
      code: 'http_error',
      message: `${url}: HTTP 404`,
      feeds: [],
    });
    expect(await ground().run(['feeds', 'add', url, '--site', site.id])).toMatchObject({
      code: 65,
      stdout: '',
      stderr: `maylike: Not added: ${url}: HTTP 404 (http_error).\nTo add it without trying it: --no-try\n`,
    });
  });

  it('says what to do when no ingest process is alive, and adds nothing', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const added = await run(['feeds', 'add', url, '--site', site.id]);
    expect(added).toMatchObject({ code: 69, stdout: '' });
    expect(added.stderr).toBe(
      'maylike: No ingest process is running, so nothing can be fetched. Start MayLike with `npm start` and try again.\n',
    );
    expect(await store.feeds.count()).toBe(0);
  });

  it('adds without an ingest process when it is told not to try', async () => {
    const site = await siteOf(ground().store);
    const added = await ground().run(['feeds', 'add', url, '--site', site.id, '--no-try']);
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(await ground().store.feeds.get(added.stdout.trim())).toMatchObject({
      url,
      title: null,
      fullText: 'never',
      pollEverySeconds: null,
    });
  });

  it('finds the feed of an address that is there, however it is spelt, and keeps its settings', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const first = await run(['feeds', 'add', url, '--site', site.id, '--no-try', '--json']);
    const spelt = 'HTTPS://News.Example:443/feed.xml?utm_source=x#top';
    const again = await run([
      'feeds',
      'add',
      spelt,
      '--site',
      site.id,
      '--full-text',
      'always',
      '--json',
    ]);
    expect(again.code).toBe(0);
    expect(again.json()).toEqual(first.json());
    expect(again.stderr).toBe(`${url} is there already; its settings stay as they are.\n`);
    expect(await store.feeds.ofSite(site.id)).toMatchObject([{ fullText: 'never' }]);
  });

  it('keeps the same address once for each site', async () => {
    const { store, run } = ground();
    for (const name of ['One', 'Two']) {
      const site = await siteOf(store, name);
      expect((await run(['feeds', 'add', url, '--site', site.id, '--no-try'])).code).toBe(0);
    }
    expect(await store.feeds.count()).toBe(2);
  });

  it.each([
    ['feed.xml', /'feed\.xml' is invalid for argument 'url'/],
    ['ftp://news.example/feed', /not an absolute http or https address/],
    ['https://me:secret@news.example/feed', /user name or password/],
    [`https://news.example/${'x'.repeat(5000)}`, /longer than an address may be/],
  ])('refuses %# as an address', async (address, message) => {
    const site = await siteOf(ground().store);
    const added = await ground().run(['feeds', 'add', address, '--site', site.id, '--no-try']);
    expect(added).toMatchObject({ code: 64, stdout: '' });
    expect(added.stderr).toMatch(message);
    expect(added.stderr.trim()).not.toContain('\n');
    expect(await ground().store.feeds.count()).toBe(0);
  });

  it.each([
    [['--full-text', 'sometimes'], "option '--full-text <when>' argument 'sometimes' is invalid"],
    [['--poll-every', '0'], "option '--poll-every <seconds>' argument '0' is invalid"],
    [['--poll-every', '1.5'], "option '--poll-every <seconds>' argument '1.5' is invalid"],
  ])('refuses %j and names the option', async (args, message) => {
    const added = await ground().run(['feeds', 'add', url, '--site', 'x', ...args]);
    expect(added).toMatchObject({ code: 64, stdout: '' });
    expect(added.stderr).toContain(message);
  });

  it('names a site that does not exist', async () => {
    const added = await ground().run(['feeds', 'add', url, '--site', 'Nobody', '--no-try']);
    expect(added).toMatchObject({ code: 1, stderr: 'maylike: There is no such site: Nobody\n' });
  });
});

describe('feeds list', () => {
  it('says so when there is none', async () => {
    expect((await ground().run(['feeds', 'list'])).stdout).toMatch(/^There is no feed yet\./);
    expect((await ground().run(['feeds', 'list', '--json'])).json()).toEqual([]);
  });

  it('shows the last poll and why the next one comes when it comes', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const { feedId } = await store.feeds.add(
      site,
      url,
      { fullText: 'never', pollEverySeconds: null },
      startOf2026,
    );
    const claimed = await store.feeds.claim(feedId, startOf2026, 1_000);
    await store.feeds.finishPoll(claimed, {
      nextPollAt: startOf2026 + 600_000,
      nextPollReason: 'error 2 in a row: HTTP 500',
      errorsInRow: 2,
      outcome: {
        at: startOf2026,
        status: 'http_error',
        message: 'HTTP 500',
        httpStatus: 500,
        items: 0,
        created: 0,
        changed: 0,
        bytes: 0,
        tookMs: 7,
        numbers: [],
        pages: [],
      },
    });
    const listed = await run(['feeds', 'list', '--site', site.name]);
    expect(listed.stdout).toMatch(
      /http_error \(2 in a row\) +2026-01-01T00:10:00Z +error 2 in a row: HTTP 500\n$/,
    );
    expect((await run(['feeds', 'list', '--json'])).json()).toEqual([
      {
        feedId,
        siteId: site.id,
        url,
        title: null,
        fullText: 'never',
        pollEverySeconds: null,
        stopped: null,
        nextPollAt: '2026-01-01T00:10:00.000Z',
        nextPollReason: 'error 2 in a row: HTTP 500',
        errorsInRow: 2,
        lastPoll: {
          at: '2026-01-01T00:00:00.000Z',
          status: 'http_error',
          message: 'HTTP 500',
          httpStatus: 500,
          items: 0,
          created: 0,
          changed: 0,
          tookMs: 7,
        },
      },
    ]);
  });
});
