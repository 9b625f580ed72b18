// `signals` and `events`: what the API takes and tells, from the command line.
import { describe, expect, it } from '@jest/globals';
import type { Site } from '@maylike/articles';
import { siteOf, startOf2026, withGround } from './support.js';

const ground = withGround();

async function articleOf(site: Site, name: string): Promise<{ id: string; url: string }> {
  const { articles } = ground().store;
  const url = `${site.origins[0] ?? ''}/${name}`;
  const content = {
    ...{ url, title: `Title of ${name}`, summary: '', text: 'Text.', publishedAt: startOf2026 },
    ...{ updatedAt: null, authors: [], tags: [], section: null, language: 'en' },
    ...{ image: null, source: null },
  };
  await articles.upsert(
    { siteId: site.id, networkId: site.networkId, feed: null },
    content,
    startOf2026,
  );
  const found = await articles.find(site.networkId, { siteId: site.id, url });
  return { id: found?.article.id ?? '', url };
}

describe('signals', () => {
  it('are set, listed and taken back', async () => {
    const { run, store } = ground();
    const site = await siteOf(store);
    const [a, b] = [await articleOf(site, 'a'), await articleOf(site, 'b')];
    const set = (...more: string[]) => run(['signals', 'set', a.url, '--site', site.id, ...more]);
    const pinned = await set(
      '--pin',
      '2',
      '--page',
      b.url,
      '--until',
      '2026-02-01T00:00:00Z',
      '--json',
    );
    expect(pinned.json()).toEqual({
      id: expect.any(String),
      articleId: a.id,
      word: { kind: 'pin', slot: 2 },
      scope: { kind: 'page', articleId: b.id, number: 2 },
      givenAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2026-02-01T00:00:00.000Z',
    });
    expect((await set('--boost', '2.5', '--section', 'Sport')).code).toBe(0);
    const listed = await run(['signals', 'list', '--site', site.id]);
    expect(listed.stdout).toMatch(/pinned to slot 2 +Title of a +page /);
    expect(listed.stdout).toMatch(/boost × 2.5 +Title of a +section Sport/);
    const { id } = pinned.json() as { id: string };
    expect((await run(['signals', 'remove', id, '--site', site.id])).code).toBe(0);
    expect(await run(['signals', 'remove', id, '--site', site.id])).toMatchObject({ code: 1 });
    expect((await run(['signals', 'list', '--site', site.id, '--json'])).json()).toHaveLength(1);
  });

  it('are refused where they say nothing, two things, or something of what is not there', async () => {
    const { run, store } = ground();
    const site = await siteOf(store);
    const { url } = await articleOf(site, 'a');
    const set = async (...more: string[]) =>
      (await run(['signals', 'set', url, '--site', site.id, ...more])).code;
    expect(await set()).toBe(64);
    expect(await set('--pin', '1', '--exclude')).toBe(64);
    expect(await set('--exclude', '--section', 'A', '--page', url)).toBe(64);
    expect(await set('--boost', '11')).toBe(64);
    expect(await set('--until', 'tomorrow', '--exclude')).toBe(64);
    expect(await set('--exclude', '--page', `${url}/none`)).toBe(1);
    expect(await store.signals.ofSite(site.networkId, site.id)).toEqual([]);
  });
});

describe('events', () => {
  it('are summed up by strategy, place and article', async () => {
    const { run, store } = ground();
    const site = await siteOf(store);
    const { id, url } = await articleOf(site, 'a');
    const event = { articleId: id, position: 1, strategy: 'related' };
    await store.events.count(
      site,
      (['impression', 'viewable', 'click'] as const).map((type) => ({ ...event, type })),
      startOf2026,
    );
    const shown = await run(['events', '--site', site.id]);
    expect(shown.stdout).toMatch(/related +1 +1 +1 +100\.00 %/);
    expect(shown.stdout).toMatch(/Title of a +1 +1 +1 +100\.00 %/);
    const told = await run(['events', '--site', site.id, '--days', '2', '--json']);
    expect(told.json()).toMatchObject({
      from: '2025-12-31',
      to: '2026-01-01',
      totals: { impressions: 1, viewables: 1, clicks: 1, clickRate: 1 },
      articles: [{ id, url }],
    });
  });
});
