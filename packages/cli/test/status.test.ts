import { describe, expect, it } from '@jest/globals';
import { contentOf, siteOf, startOf2026, withGround } from './support.js';

const ground = withGround();
const noJobs = { waiting: 0, active: 0, delayed: 0, failed: 0, completed: 0 };

describe('status', () => {
  it('shows an empty MayLike as such', async () => {
    const shown = await ground().run(['status']);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^Redis \d+\.\d+\.\d+ at unix:\/\//);
    for (const line of [
      'Processes: none runs',
      'Networks: none yet',
      'Feeds: 0, 0 overdue, 0 failing',
      'Next reindex: not scheduled',
    ])
      expect(shown.stdout.split('\n')).toContain(line);
  });

  it('tells as JSON what runs, what is there, what waits and what fails', async () => {
    const { store, queues, alive, run, env } = ground();
    await alive('ingest');
    const site = await siteOf(store);
    const { id: siteId, networkId } = site;
    const url = 'https://news.example/feed.xml';
    const settings = { fullText: 'never', pollEverySeconds: null } as const;
    const { feedId } = await store.feeds.add(site, url, settings, startOf2026);
    await store.articles.upsert({ siteId, networkId, feed: null }, contentOf('a'), startOf2026);
    await queues.addPolls([{ feedId, pollNumber: 1 }]);
    await queues.scheduleReindex('0 4 * * *', 'UTC');
    const claimed = await store.feeds.claim(feedId, startOf2026, 1_000);
    await store.feeds.finishPoll(claimed, {
      nextPollAt: startOf2026 - 1,
      nextPollReason: 'error 1 in a row: HTTP 500',
      errorsInRow: 1,
      outcome: {
        at: startOf2026,
        status: 'http_error',
        message: 'HTTP 500',
        httpStatus: 500,
        items: 0,
        created: 0,
        changed: 0,
        bytes: 0,
        tookMs: 1,
        numbers: [],
        pages: [],
      },
    });
    const status = await run(['status', '--json']);
    expect(status.json()).toEqual({
      redis: {
        address: env['REDIS_URL'],
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        memoryUsedRatio: 0,
      },
      processes: [
        {
          service: 'ingest',
          id: 'ingest-1',
          pid: 1,
          ready: true,
          detail: '',
          seenAt: '2026-01-01T00:00:00.000Z',
        },
      ],
      networks: [
        {
          networkId,
          sites: ['Alder Post'],
          live: 1,
          pending: 1,
          setAside: 0,
          lists: 0,
          hasWriter: false,
          logEnd: '0-0',
          applied: '0-0',
          generation: null,
          reindex: null,
        },
      ],
      feeds: {
        count: 1,
        overdue: 1,
        failing: [
          {
            feedId,
            siteId,
            url,
            errorsInRow: 1,
            status: 'http_error',
            message: 'HTTP 500',
            nextPollAt: new Date(startOf2026 - 1).toISOString(),
          },
        ],
      },
      queues: {
        tick: noJobs,
        poll: { ...noJobs, waiting: 1 },
        page: noJobs,
        visit: noJobs,
        index: noJobs,
        reindex: { ...noJobs, delayed: 1 },
      },
      nextReindexAt: expect.stringMatching(/T04:00:00\.000Z$/),
    });
    const shown = (await run(['status'])).stdout;
    expect(shown).toMatch(/^ingest +1 +yes$/m);
    expect(shown).toContain(`  ${feedId}  ${url}  http_error: HTTP 500 (1 in a row)`);
  });
});
