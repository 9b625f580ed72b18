// The sample newsroom as a newcomer finds it after `npm start`: set up by public commands, its lists of one event, its
// releases, its edit and its withdrawal followed. And the first measure of quality: how much of each list is of the
// article's own event.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { editionAt, sample, type PublishedArticle } from '@maylike/newsroom';
import { z } from 'zod';
import { Cleanup } from '../support/cleanup.js';
import { recommendations, type Answer } from '../support/http.js';
import { System, until } from '../support/system.js';

/** Late enough to see a list before its release, soon enough to wait for the last. */
const releaseEverySeconds = 6;
const lookAlikes = ['tarsk-earthquake', 'morvane-earthquake'];

const stateSchema = z.object({
  port: z.number(),
  openedAt: z.string(),
  isListed: z.boolean(),
  site: z.object({ siteId: z.string(), publishableKey: z.string() }),
});

describe('the sample newsroom', () => {
  const cleanup = Cleanup.afterAll();
  let system: System;
  let origin: string;
  let key: string;
  let openedAt: number;

  beforeAll(async () => {
    system = cleanup.of(
      await System.start({
        MAYLIKE_DEMO: '1',
        FETCH_ALLOW_PRIVATE: '',
        NEWSROOM_RELEASE_EVERY_SECONDS: String(releaseEverySeconds),
      }),
    );
    const home = system.settings['MAYLIKE_HOME'] ?? '';
    const text = await readFile(join(home, 'sample-site.json'), 'utf8');
    const state = stateSchema.parse(JSON.parse(text));
    expect(state.isListed).toBe(true);
    origin = `http://127.0.0.1:${state.port}`;
    key = state.site.publishableKey;
    openedAt = Date.parse(state.openedAt);
  }, 90_000);

  const urlOf = ({ outlet, slug }: { outlet: string; slug: string }): string =>
    `${origin}/${outlet}/${slug}`;
  const listOf = (article: PublishedArticle): Promise<Answer> =>
    recommendations(system.origin, key, urlOf(article), { limit: '5' });
  const editionNow = () => editionAt(sample, openedAt, Date.now(), releaseEverySeconds * 1_000);
  const lastRelease = Math.max(
    ...sample.flatMap(({ articles }) => articles.map(({ release }) => release ?? 0)),
  );
  const released = sample
    .flatMap(({ id, articles }) => articles.map((article) => ({ ...article, eventId: id })))
    .find(({ release }) => release === lastRelease);

  it('says where it is read, and its articles have lists as soon as it is ready', async () => {
    expect(system.greeting.join('\n')).toContain(`${origin} (the sample site)`);
    const [first] = editionNow().articles.filter(({ eventId }) => eventId === 'halden-bridge');
    if (first === undefined) throw new Error('the sample has a bridge');
    const { items, complete } = await listOf(first);
    expect(complete).toBe(true);
    expect(items).toHaveLength(5);
  });

  it('may be fetched from its own port only', async () => {
    const { code, stderr } = await system.run(
      ...['feeds', 'add', `${system.origin}/feed.xml`, '--site', 'Sample newsroom'],
    );
    expect(code).toBe(65);
    expect(stderr).toContain('address_refused');
  });

  it('a newly released article appears under an older one', async () => {
    if (released === undefined) throw new Error('the sample has releases');
    const older = editionNow().articles.find(({ eventId }) => eventId === released.eventId);
    if (older === undefined) throw new Error('the released article has an older one');
    expect(editionNow().articles.some(({ slug }) => slug === released.slug)).toBe(false);
    const isListed = async (): Promise<boolean> => {
      const { items } = await recommendations(system.origin, key, urlOf(older), { limit: '20' });
      return items.some(({ url }) => url === urlOf(released));
    };
    expect(await isListed()).toBe(false);
    await until('the released article', isListed, 90_000);
  }, 120_000);

  describe('when everything is out', () => {
    const bySlug = new Map<string, PublishedArticle>();
    const lists = new Map<string, Answer>();
    let articles: readonly PublishedArticle[] = [];

    beforeAll(async () => {
      const end = openedAt + lastRelease * releaseEverySeconds * 1_000;
      await until('the last release', () => Promise.resolve(Date.now() > end), 90_000);
      ({ articles } = editionNow());
      for (const article of articles) bySlug.set(article.slug, article);
      await until('all articles to be indexed', async () => {
        const { networks } = await system.json('status');
        const rows = z.array(z.object({ live: z.number(), waiting: z.number().optional() }));
        return rows.parse(networks)[0]?.live === articles.length;
      });
      for (const article of articles) lists.set(article.slug, await listOf(article));
    }, 120_000);

    /** The articles of a list, in order. */
    const shownUnder = (slug: string): PublishedArticle[] =>
      (lists.get(slug)?.items ?? []).flatMap(({ url }) => {
        const shown = bySlug.get(url.slice(url.lastIndexOf('/') + 1));
        return shown === undefined ? [] : [shown];
      });

    it('lists are of the own event', () => {
      const rows = sample.map(({ id }) => {
        const own = articles.filter(({ eventId }) => eventId === id);
        const shares = own.map(
          ({ slug }) => shownUnder(slug).filter(({ eventId }) => eventId === id).length / 5,
        );
        return { id, articles: own.length, shares };
      });
      const all = rows.flatMap(({ shares }) => shares);
      const mean = (shares: readonly number[]): number =>
        shares.reduce((sum, share) => sum + share, 0) / shares.length;
      const table = rows.map(
        ({ id, articles: count, shares }) =>
          `${id.padEnd(22)} ${String(count).padStart(3)}   ${mean(shares).toFixed(3)}   ${Math.min(...shares).toFixed(1)}`,
      );
      const lines = [
        'event                  articles  mean  least share of its own event among five',
        ...table,
      ];
      process.stdout.write(`${lines.join('\n')}\nall: ${mean(all).toFixed(3)}\n`);
      const ownFirst = articles.filter(
        ({ slug, eventId }) => shownUnder(slug)[0]?.eventId === eventId,
      );
      expect(ownFirst.length).toBeGreaterThanOrEqual(0.9 * articles.length);
      const mostlyOwn = all.filter((share) => share >= 0.6);
      expect(mostlyOwn.length).toBeGreaterThanOrEqual(0.9 * articles.length);
      expect(mean(all)).toBeGreaterThanOrEqual(0.9);
    });

    it('never two copies of a story, nor a copy of the article itself', () => {
      const originals = new Map(
        sample.flatMap((event) =>
          event.articles.flatMap(({ slug, wireCopies }) =>
            (wireCopies ?? []).map((copy) => [copy.slug, slug] as const),
          ),
        ),
      );
      expect(originals.size).toBeGreaterThan(0);
      for (const { slug } of articles) {
        const stories = [slug, ...shownUnder(slug).map((shown) => shown.slug)].map(
          (shown) => originals.get(shown) ?? shown,
        );
        expect({ slug, stories: new Set(stories).size }).toEqual({ slug, stories: stories.length });
      }
    });

    it('never one that was withdrawn', async () => {
      const { withdrawn } = editionNow();
      expect(withdrawn).not.toHaveLength(0);
      for (const gone of withdrawn) {
        expect((await fetch(urlOf(gone))).status).toBe(410);
        for (const { items } of lists.values())
          expect(items.map(({ url }) => url)).not.toContain(urlOf(gone));
      }
    });

    it('under the page with the stale list none of its five links', () => {
      const [stale] = articles.filter(({ clutter }) => clutter !== null);
      if (stale === undefined) throw new Error('the sample has a page with a stale list');
      const links = stale.clutter?.staleLinks ?? [];
      expect(links).toHaveLength(5);
      const shown = shownUnder(stale.slug);
      expect(shown).toHaveLength(5);
      for (const { slug } of shown) expect(links).not.toContain(slug);
    });

    it('look-alike events stay apart', () => {
      for (const { slug, eventId } of articles) {
        if (!lookAlikes.includes(eventId)) continue;
        const others = shownUnder(slug).filter(
          (shown) => lookAlikes.includes(shown.eventId) && shown.eventId !== eventId,
        );
        expect({ slug, others: others.map((other) => other.slug) }).toEqual({ slug, others: [] });
      }
    });

    it('nearly every related item says why it is there', () => {
      const related = [...lists.values()].flatMap(({ items }) =>
        items.filter(({ strategy }) => strategy === 'related'),
      );
      const explained = related.filter(({ because }) => because.length > 0);
      expect(explained.length).toBeGreaterThanOrEqual(0.98 * related.length);
    });

    it('an edited article shows its new title', () => {
      const revised = sample
        .flatMap((event) => event.articles)
        .find(({ revision }) => revision !== undefined);
      const titles = [...lists.values()].flatMap(({ items }) =>
        items
          .filter(({ url }) => url.endsWith(`/${revised?.slug ?? ''}`))
          .map(({ title }) => title),
      );
      expect(titles.length).toBeGreaterThan(0);
      expect(new Set(titles)).toEqual(new Set([revised?.revision?.title]));
    });
  });
});
