// From feed bytes to the answer under a page, through every process, on each kind of Redis that is supported.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { startTestCluster, startTestRedis } from '@maylike/runtime/testing';
import { Cleanup } from '../support/cleanup.js';
import { apiUrl, recommendations } from '../support/http.js';
import { Publisher, sampleItems } from '../support/publisher.js';
import { System, until } from '../support/system.js';

interface Given {
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const kinds: Readonly<Record<string, () => Promise<Given>>> = {
  'a private Redis': () => Promise.resolve({ settings: {}, stop: () => Promise.resolve() }),
  'a plain Redis': async () => {
    const server = await startTestRedis({ persistent: true });
    return { settings: { REDIS_URL: `unix://${server.socketPath}` }, stop: () => server.stop() };
  },
  'a Redis Cluster of three nodes': async () => {
    const cluster = await startTestCluster();
    const nodes = cluster.nodes.map(({ host, port }) => `${host}:${port}`).join(',');
    return { settings: { REDIS_CLUSTER_NODES: nodes }, stop: () => cluster.stop() };
  },
};

describe.each(Object.entries(kinds))('on %s', (_kind, give) => {
  const cleanup = Cleanup.afterAll();
  let system: System;
  let publisher: Publisher;
  let site: { siteId: string; publishableKey: string; secretKey: string };
  let feedId: string;

  beforeAll(async () => {
    const given = cleanup.of(await give());
    publisher = cleanup.of(await Publisher.start());
    publisher.items = sampleItems();
    system = cleanup.of(await System.start(given.settings));
  }, 90_000);

  const listOf = (slug: string) =>
    recommendations(system.origin, site.publishableKey, publisher.urlOf(slug));
  const poll = () => system.json('feeds', 'poll', feedId, '--wait');
  const liveCount = async (): Promise<unknown> => {
    const { networks } = (await system.json('status')) as { networks: { live: number }[] };
    return networks[0]?.live;
  };

  it('a new site gets its keys, and its feed is tried before it is taken', async () => {
    site = (await system.json(
      'sites',
      'create',
      'Alder Post',
      '--origin',
      publisher.origin,
    )) as typeof site;
    expect(site.publishableKey).toMatch(/^pk_/);
    expect(site.secretKey).toMatch(/^sk_/);
    ({ feedId } = (await system.json('feeds', 'add', publisher.feedUrl, '--site', site.siteId)) as {
      feedId: string;
    });
    expect(publisher.requests).toContain('/feed.xml');
  }, 60_000);

  it('the feed’s articles answer with their own event first', async () => {
    expect(await poll()).toMatchObject({ items: 12 });
    for (const { slug, event } of sampleItems()) {
      const answer = await listOf(slug);
      const related = answer.items.filter(({ strategy }) => strategy === 'related');
      expect(answer.complete).toBe(true);
      expect(answer.article?.url).toBe(publisher.urlOf(slug));
      expect(related.slice(0, 3).map(({ url }) => url.includes(`/${event}-`))).toEqual([
        true,
        true,
        true,
      ]);
      expect(answer.items.map(({ url }) => url)).not.toContain(publisher.urlOf(slug));
      expect(new Set(answer.items.map(({ url }) => url)).size).toBe(answer.items.length);
    }
  }, 60_000);

  it('the command gives the endpoint’s answer', async () => {
    const url = publisher.urlOf('ferry-1');
    const byCommand = await system.json('recommend', url, '--site', site.siteId, '--limit', '20');
    const byHttp = await fetch(
      apiUrl(system.origin, '/v1/recommendations', { url, limit: '20', key: site.publishableKey }),
    );
    expect(byCommand).toEqual(await byHttp.json());
  });

  it('a second poll of the same feed stores nothing', async () => {
    expect(await poll()).toMatchObject({ created: 0, changed: 0 });
    expect(await liveCount()).toBe(12);
  }, 60_000);

  it('an edited headline replaces the old one, and nothing is stored twice', async () => {
    publisher.items = sampleItems().map((item) =>
      item.slug === 'ferry-1'
        ? { ...item, title: 'At last: the ferry to Skerry Island sails' }
        : item,
    );
    expect(await poll()).toMatchObject({ created: 0, changed: 1 });
    expect((await listOf('ferry-1')).article?.title).toBe(
      'At last: the ferry to Skerry Island sails',
    );
    const others = (await listOf('ferry-2')).items.map(({ title }) => title);
    expect(others).toContain('At last: the ferry to Skerry Island sails');
    expect(others.filter((title) => title.includes('Skerry Island sails'))).toHaveLength(1);
    expect(await liveCount()).toBe(12);
  }, 60_000);

  it('a new article joins the lists of older ones', async () => {
    const fresh = {
      slug: 'ferry-9',
      title: 'A seal rides the ferry from Port Alder to Skerry Island',
      summary:
        'Passengers of the ferry from Port Alder to Skerry Island shared the deck with a seal since the pier.',
      minutesAgo: 1,
    };
    publisher.items = [fresh, ...publisher.items];
    expect(await poll()).toMatchObject({ created: 1 });
    expect((await listOf('ferry-2')).items.map(({ url }) => url)).toContain(
      publisher.urlOf('ferry-9'),
    );
  }, 60_000);

  it('a withdrawn article leaves every list: its item is gone and its page says 404', async () => {
    publisher.items = publisher.items.filter(({ slug }) => slug !== 'ferry-9');
    await poll();
    const gone = publisher.urlOf('ferry-9');
    await until('the withdrawn article to leave', async () => (await liveCount()) === 12);
    for (const { slug } of sampleItems()) {
      expect((await listOf(slug)).items.map(({ url }) => url)).not.toContain(gone);
    }
  }, 60_000);

  it('an article that is taken down by its publisher leaves every list at once, for good', async () => {
    const url = publisher.urlOf('bakery-1');
    const response = await fetch(apiUrl(system.origin, '/v1/articles', { url }), {
      method: 'DELETE',
      headers: { authorization: `Bearer ${site.secretKey}` },
    });
    expect(response.status).toBe(204);
    const offered = async (): Promise<string[]> =>
      (await listOf('bakery-2')).items.map((item) => item.url);
    expect(await offered()).not.toContain(url);
    publisher.items = publisher.items.map((item) => ({
      ...item,
      summary: `${item.summary} Updated.`,
    }));
    await poll();
    expect(await offered()).not.toContain(url);
  }, 60_000);

  it('a page that nobody knew is fetched and gets a list of its own', async () => {
    const walk =
      'A walk along the harbour of Port Alder leads to the ferry, past the pier that the storm tore away.';
    publisher.items = [
      ...publisher.items,
      { slug: 'unfed', title: 'A walk to the ferry of Port Alder', summary: walk, inFeed: false },
    ];
    const before = await listOf('unfed');
    expect(before).toMatchObject({ article: null, complete: false });
    expect(before.items.length).toBeGreaterThan(0);
    const after = await until('the page to be known', async () => {
      const answer = await listOf('unfed');
      return answer.complete ? answer : null;
    });
    expect(after.article?.url).toBe(publisher.urlOf('unfed'));
  }, 60_000);

  it('a reindex gives the same related articles from new tables', async () => {
    const before = await listOf('football-1');
    expect(await system.run('reindex', '--wait')).toMatchObject({ code: 0 });
    // The API hears of it within a tenth of a second, or as soon as it has its turn.
    const after = await until('an answer of the new tables', async () => {
      const answer = await listOf('football-1');
      return answer.generation === before.generation ? null : answer;
    });
    const urls = (answer: typeof before): string[] =>
      answer.items.slice(0, 3).map(({ url }) => url);
    expect(urls(after).sort()).toEqual(urls(before).sort());
  }, 60_000);
});
