// The sample newsroom as a newcomer finds it after `npm start`: set up by public commands, its lists of one event, its
// releases, its edit and its withdrawal followed. And the first measure of quality: how much of each list is of the
// article's own event.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { sample, type PublishedArticle } from '@maylike/newsroom';
import { z } from 'zod';
import { Cleanup } from '../support/cleanup.js';
import type { Answer } from '../support/http.js';
import { SampleSystem } from '../support/newsroom.js';
import { until } from '../support/system.js';

/** Late enough to see a list before its release, soon enough to wait for the last. */
const releaseEverySeconds = 6;
const lookAlikes = ['tarsk-earthquake', 'morvane-earthquake'];

describe('the sample newsroom', () => {
  const cleanup = Cleanup.afterAll();
  let newsroom: SampleSystem;

  beforeAll(async () => {
    newsroom = cleanup.of(await SampleSystem.start(releaseEverySeconds));
  }, 90_000);

  it('says where it is read, and its articles have lists as soon as it is ready', async () => {
    const { system, origin } = newsroom;
    expect(system.greeting.join('\n')).toContain(`${origin} (the sample site)`);
    const [first] = newsroom
      .edition()
      .articles.filter(({ eventId }) => eventId === 'halden-bridge');
    if (first === undefined) throw new Error('the sample has a bridge');
    const { items, complete } = await newsroom.listOf(first);
    expect(complete).toBe(true);
    expect(items).toHaveLength(5);
  });

  it('may be fetched from its own port only', async () => {
    const { system } = newsroom;
    const { code, stderr } = await system.run(
      ...['feeds', 'add', `${system.origin}/feed.xml`, '--site', 'Sample newsroom'],
    );
    expect(code).toBe(65);
    expect(stderr).toContain('address_refused');
  });

  it('a newly released article appears under an older one', async () => {
    const released = newsroom.lastReleased();
    const { articles } = newsroom.edition();
    const older = articles.find(({ eventId }) => eventId === released.eventId);
    if (older === undefined) throw new Error('the released article has an older one');
    expect(articles.some(({ slug }) => slug === released.slug)).toBe(false);
    const isListed = async (): Promise<boolean> => {
      const { items } = await newsroom.listOf(older, 20);
      return items.some(({ url }) => url === newsroom.urlOf(released));
    };
    expect(await isListed()).toBe(false);
    await until('the released article', isListed, 90_000);
  }, 120_000);

  describe('when everything is out', () => {
    const bySlug = new Map<string, PublishedArticle>();
    const lists = new Map<string, Answer>();
    let articles: readonly PublishedArticle[] = [];

    beforeAll(async () => {
      await until('the last release', () => Promise.resolve(newsroom.isAllOut()), 90_000);
      ({ articles } = newsroom.edition());
      for (const article of articles) bySlug.set(article.slug, article);
      await until('all articles to be indexed', async () => {
        const { networks } = await newsroom.system.json('status');
        const rows = z.array(z.object({ live: z.number() })).parse(networks);
        return rows[0]?.live === articles.length;
      });
      for (const article of articles) lists.set(article.slug, await newsroom.listOf(article));
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

    it('what the lowest score leaves out is better than what fills its place', async () => {
      const shareFrom = async (minScore: string): Promise<number> => {
        let own = 0;
        for (const article of articles) {
          const { items } = await newsroom.listOf(article, 5, { minScore });
          own += items.filter(
            ({ url }) =>
              bySlug.get(url.slice(url.lastIndexOf('/') + 1))?.eventId === article.eventId,
          ).length;
        }
        return own / (5 * articles.length);
      };
      const shares = [];
      for (const minScore of ['0.03', '0.05', '0.1']) {
        shares.push(await shareFrom(minScore));
        process.stdout.write(`from minScore ${minScore}: ${shares.at(-1)?.toFixed(3) ?? ''}\n`);
      }
      expect(shares.toSorted((a, b) => b - a)).toEqual(shares);
    }, 60_000);

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
      const { withdrawn } = newsroom.edition();
      expect(withdrawn).not.toHaveLength(0);
      for (const gone of withdrawn) {
        expect((await fetch(newsroom.urlOf(gone))).status).toBe(410);
        for (const { items } of lists.values())
          expect(items.map(({ url }) => url)).not.toContain(newsroom.urlOf(gone));
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
