import { parsePage, type ParsedPage } from '@maylike/page-parser';
import { afterAll, describe, expect, it, jest } from '@jest/globals';

import { editionAt, type PublishedArticle } from '../src/edition.js';
import { outlets } from '../src/outlets.js';
import { sample } from '../src/sample/index.js';
import { afterRelease, newsroomAt, openedAt, origin, releaseEveryMs } from './fixtures.js';

/** Some of these read every page of the newsroom. */
jest.setTimeout(120_000);

const moment = afterRelease(99);
const mayLike = { url: 'http://127.0.0.1:8080', key: 'pk_reader' };
const app = newsroomAt(moment, { mayLike });
const edition = editionAt(sample, openedAt, moment, releaseEveryMs);
const everyArticle = sample.flatMap(({ articles }) => articles);

afterAll(() => app.close());

const pathOf = ({ outlet, slug }: Pick<PublishedArticle, 'outlet' | 'slug'>) =>
  `/${outlet}/${slug}`;

/** Parsers take every blank for a space, French ones before a colon, too. */
const plain = (text: string) => text.replace(/\s+/g, ' ');

async function bodyOf(path: string, from = app): Promise<string> {
  const { body, statusCode } = await from.inject(path);
  expect(statusCode).toBe(200);
  return body;
}

/** Reading takes a while; each page is read once. */
const pages = new Map<PublishedArticle, Promise<ParsedPage>>();
function readPage(article: PublishedArticle): Promise<ParsedPage> {
  const page = pages.get(article) ?? readAnew(article);
  pages.set(article, page);
  return page;
}

async function readAnew(article: PublishedArticle): Promise<ParsedPage> {
  const url = `${origin}${pathOf(article)}`;
  const { rawPayload, headers } = await app.inject(pathOf(article));
  return parsePage(rawPayload, { url, contentType: String(headers['content-type']) });
}

/** Every address of the same server in a page's links. */
const linksOf = (body: string): string[] => [
  ...new Set([...body.matchAll(/<a\s[^>]*href="(\/[^"#]*)/g)].map(([, path = '']) => path)),
];

describe('the page of an article', () => {
  it('says to machines what the article is, at every article', async () => {
    for (const article of edition.articles) {
      const page = await readPage(article);
      expect(page).toMatchObject({
        title: plain(article.title),
        canonicalUrl: `${origin}${pathOf(article)}`,
        language: article.language,
        publishedAt: new Date(article.publishedAt).toISOString(),
        siteName: outlets.find(({ id }) => id === article.outlet)?.name,
        section: article.section,
        byline: article.author,
      });
      expect(page.image).toMatch(
        new RegExp(`^${origin}/pictures/${article.eventId}(-\\d)?\\.svg$`),
      );
      expect(page.tags).toEqual(expect.arrayContaining([...article.tags]));
    }
  });

  it('reads as its paragraphs and nothing else, at every article', async () => {
    for (const article of edition.articles) {
      expect((await readPage(article)).text.split('\n')).toEqual(article.paragraphs.map(plain));
    }
  });

  it('names the feed of its outlet', async () => {
    for (const { id, feed } of outlets) {
      const [article] = edition.articles.filter(({ outlet }) => outlet === id);
      const page = article === undefined ? null : await readPage(article);
      expect(page?.feeds.map(({ url }) => url)).toEqual([`${origin}${feed.path}`]);
    }
  });

  it('has the newsletter line among its paragraphs at the Courier, and nowhere else', async () => {
    for (const article of edition.articles) {
      const body = await bodyOf(pathOf(article));
      expect(body.includes('<p>Unlock the Courier’s Morning Tide newsletter for free</p>')).toBe(
        article.outlet === 'courier',
      );
    }
  });

  it('has caption, credit and a stale list that links what is not related, where it is cluttered', async () => {
    const [cluttered] = edition.articles.filter(({ clutter }) => clutter !== null);
    const body = await bodyOf(pathOf(cluttered ?? raise()));
    expect(body).toContain(cluttered?.clutter?.caption);
    expect(body).toContain(cluttered?.clutter?.credit);
    const list = body.slice(
      body.indexOf('<p>Articles You May Like</p>'),
      body.indexOf('</article>'),
    );
    const linked = linksOf(list).map((path) =>
      edition.articles.find((one) => pathOf(one) === path),
    );
    expect(linked).toHaveLength(5);
    for (const article of linked) expect(article?.eventId).not.toBe(cluttered?.eventId);
  });

  it('has MayLike’s list as a publisher writes it, and something to read where it cannot be', async () => {
    const body = await bodyOf(pathOf(edition.articles[0] ?? raise()));
    expect(body).toContain('<script type="module" src="http://127.0.0.1:8080/widget.js"></script>');
    const [element = ''] =
      /<articles-you-may-like[\s\S]*<\/articles-you-may-like>/.exec(body) ?? [];
    for (const attribute of [
      ...[
        'data-key="pk_reader"',
        'data-api="http://127.0.0.1:8080"',
        'data-reasons',
        'data-limit="5"',
      ],
    ]) {
      expect(element).toContain(attribute);
    }
    expect(linksOf(element)).toEqual(['/']);
  });

  it('has no list and lets no script run where there is no MayLike', async () => {
    const alone = newsroomAt(moment);
    const { body, headers } = await alone.inject(pathOf(edition.articles[0] ?? raise()));
    expect(body).not.toContain('articles-you-may-like');
    expect(body).not.toMatch(/<script(?! type="application\/ld\+json")/);
    expect(headers['content-security-policy']).toContain("script-src 'none'");
    await alone.close();
  });

  it.each([
    ['de', 'Von', 'vor'],
    ['fr', 'Par', 'il y a'],
    ['es', 'Por', 'hace'],
  ])('speaks %s around an article in it', async (language, by, ago) => {
    const [article] = edition.articles.filter((one) => one.language === language);
    const body = await bodyOf(pathOf(article ?? raise()));
    expect(body).toMatch(new RegExp(`<html lang="${language}"`));
    const [byline = ''] = /<p class="byline">[\s\S]*?<\/p>/.exec(body) ?? [];
    expect(byline).toContain(`${by} <span`);
    expect(byline).toContain(ago);
  });

  it('names the outlet that wire copy comes from', async () => {
    const [copy] = edition.articles.filter(({ wireFrom }) => wireFrom !== null);
    const [original] = outlets.filter(({ id }) => id === copy?.wireFrom);
    const body = await bodyOf(pathOf(copy ?? raise()));
    const [byline = ''] = /<p class="byline">[\s\S]*?<\/p>/.exec(body) ?? [];
    expect(byline).toContain(original?.name);
  });
});

describe('what is not there', () => {
  const [withdrawn] = edition.withdrawn;

  it('was there before it was withdrawn, then is gone with a notice, from fronts and feed, too', async () => {
    const path = pathOf(withdrawn ?? raise());
    const before = newsroomAt(openedAt);
    expect((await before.inject(path)).statusCode).toBe(200);
    await before.close();
    const gone = await app.inject(path);
    expect(gone.statusCode).toBe(410);
    expect(gone.body).toContain('This article has been withdrawn');
    for (const place of [
      '/',
      `/${withdrawn?.outlet ?? ''}/`,
      ...outlets.map(({ feed }) => feed.path),
    ]) {
      expect(await bodyOf(place)).not.toContain(withdrawn?.slug);
    }
  });

  it('is answered with 404, and so is what comes later or stands at another outlet', async () => {
    const later = everyArticle.find(({ release }) => release !== undefined) ?? raise();
    const early = newsroomAt(openedAt);
    expect((await early.inject(pathOf(later))).statusCode).toBe(404);
    expect(await bodyOf('/', early)).not.toContain(later.slug);
    await early.close();
    const [article] = edition.articles.filter(({ outlet }) => outlet === 'courier');
    const paths = ['/x', '/courier/x', '/pictures/x.svg', `/tidings/${article?.slug ?? ''}`];
    for (const path of paths) {
      const { body, statusCode } = await app.inject(path);
      expect([path, statusCode]).toEqual([path, 404]);
      expect(body).toContain('There is no such page');
      expect(body).not.toContain('canonical');
    }
  });
});

describe('the fronts', () => {
  it('lead to every page of the newsroom, and to nothing that is not there', async () => {
    const seen = new Set<string>();
    const next = ['/'];
    for (let path = next.pop(); path !== undefined; path = next.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { body, statusCode, headers } = await app.inject(path);
      expect([path, statusCode]).toEqual([path, 200]);
      if (String(headers['content-type']).startsWith('text/html')) next.push(...linksOf(body));
      for (const [, picture = ''] of body.matchAll(/<img\s[^>]*src="([^"]+)"/g)) {
        if (!seen.has(picture)) next.push(picture);
      }
    }
    for (const article of edition.articles) expect(seen.has(pathOf(article))).toBe(true);
  });

  it('show every article of an outlet once in a section or above them', async () => {
    for (const { id } of outlets) {
      const body = await bodyOf(`/${id}/`);
      const cards = [...body.matchAll(/<h[23]>\s*<a href="([^"]+)"/g)].map(([, path = '']) => path);
      const own = edition.articles.filter(({ outlet }) => outlet === id).map(pathOf);
      expect(cards.sort()).toEqual(own.sort());
    }
  });

  it('show no two copies of a wire story on the common one', async () => {
    const body = await bodyOf('/');
    for (const copy of edition.articles.filter(({ wireFrom }) => wireFrom !== null)) {
      expect(body).not.toContain(pathOf(copy));
    }
  });

  it('begin with the newest article in English', async () => {
    const [newest] = edition.articles.filter(
      ({ language, wireFrom }) => language === 'en' && wireFrom === null,
    );
    const [, lead] = /<h2>\s*<a href="([^"]+)"/.exec(await bodyOf('/')) ?? [];
    expect(lead).toBe(pathOf(newest ?? raise()));
  });
});

describe('every answer', () => {
  it('allows nothing from elsewhere but MayLike’s widget, its answers and pictures', async () => {
    for (const path of ['/', '/courier/', '/x', '/newsroom.css', '/tidings/feed.json']) {
      const { headers } = await app.inject(path);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; style-src 'self'; " +
          `img-src 'self' ${origin} http://127.0.0.1:8080; ` +
          'script-src http://127.0.0.1:8080; connect-src http://127.0.0.1:8080; ' +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('tells nothing of the inside when a page fails', async () => {
    const broken = newsroomAt(moment, {
      now: () => {
        throw new Error('hunter2');
      },
    });
    const { body, statusCode } = await broken.inject('/courier/');
    expect(statusCode).toBe(500);
    expect(body).not.toContain('hunter2');
    await broken.close();
  });
});

const raise = (): never => {
  throw new Error('the sample has no such article');
};
