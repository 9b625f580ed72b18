// A publisher for chaos tests: outlets with feeds that show their newest articles, and a ledger, kept here and not in
// Redis, of what was accepted.
//
// Accepted is what stood in a body whose poll was recorded as successful. The publisher sees that itself: such a poll
// saves the body's ETag, and the next request shows it. So the ledger owes nothing to what it is held against.
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PressArticle } from './articles.js';

/** As many items as an archive page shows: fewer than are read of one feed. */
const archivePageMax = 400;

interface Outlet {
  readonly articles: PressArticle[];
  revision: number;
  /** What each revision showed. */
  readonly shown: Map<number, readonly PressArticle[]>;
}

/** A publisher that is up. */
export class Press {
  private readonly outlets: Outlet[];
  private readonly openedAt = Date.now();
  private readonly folder = mkdtempSync(join(tmpdir(), 'maylike-ledger-'));
  private readonly file = join(this.folder, 'ledger');
  private readonly noted = new Set<string>();

  private constructor(
    private readonly server: Server,
    readonly origin: string,
    outlets: number,
    private readonly itemsMax: number,
  ) {
    this.outlets = Array.from({ length: outlets }, () => ({
      articles: [],
      revision: 0,
      shown: new Map(),
    }));
    appendFileSync(this.file, '');
  }

  /** Starts on a free loopback port. @param itemsMax How many of its newest articles a feed shows. */
  static async start(outlets: number, itemsMax = archivePageMax): Promise<Press> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const origin = `http://127.0.0.1:${address.port}`;
    const press = new Press(server, origin, outlets, itemsMax);
    server.on('request', (request, response) => {
      press.answer(request, response);
    });
    return press;
  }

  /** The feeds of all outlets. */
  get feedUrls(): string[] {
    return this.outlets.map((_outlet, i) => `${this.origin}/feed/${i}.xml`);
  }

  /** Feeds that show everything that an outlet, or all of them, ever published, a page each. */
  archiveUrls(ofOutlet?: number): string[] {
    return this.outlets.flatMap(({ articles }, i) =>
      ofOutlet === undefined || ofOutlet === i
        ? Array.from(
            { length: Math.ceil(articles.length / archivePageMax) },
            (_none, page) => `${this.origin}/archive/${i}/${page}.xml`,
          )
        : [],
    );
  }

  urlOf({ slug }: Pick<PressArticle, 'slug'>): string {
    return `${this.origin}/news/${slug}`;
  }

  /** Publishes articles, or new editions of them. */
  publish(articles: readonly PressArticle[]): void {
    for (const article of articles) {
      const outlet = this.outlets[article.outlet];
      if (outlet === undefined) throw new Error(`there is no outlet ${article.outlet}`);
      const known = outlet.articles.findIndex(({ slug }) => slug === article.slug);
      if (known !== -1) outlet.articles.splice(known, 1);
      outlet.articles.push(article);
    }
    for (const i of new Set(articles.map(({ outlet }) => outlet))) this.turnOver(i);
  }

  /** What the ledger says: the newest accepted edition by slug. */
  ledger(): Map<string, number> {
    const editions = new Map<string, number>();
    for (const line of readFileSync(this.file, 'utf8').split('\n').filter(Boolean)) {
      const [slug = '', edition] = line.split(' ');
      editions.set(slug, Math.max(editions.get(slug) ?? 0, Number(edition)));
    }
    return editions;
  }

  /** How many articles of the last bodies were not accepted yet, of the feed that has most of them. */
  get backlog(): number {
    const waiting = this.outlets.map(
      ({ shown, revision }) =>
        (shown.get(revision) ?? []).filter((article) => !this.noted.has(entryOf(article))).length,
    );
    return Math.max(...waiting);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private turnOver(i: number): void {
    const outlet = this.outlets[i];
    if (outlet === undefined) return;
    outlet.revision += 1;
    outlet.shown.set(outlet.revision, outlet.articles.slice(-this.itemsMax));
  }

  private accept(outlet: Outlet, revision: number): void {
    for (const article of outlet.shown.get(revision) ?? []) {
      const entry = entryOf(article);
      if (this.noted.has(entry)) continue;
      this.noted.add(entry);
      appendFileSync(this.file, `${entry}\n`);
    }
    for (const known of outlet.shown.keys()) if (known < revision) outlet.shown.delete(known);
  }

  private answer({ url = '/', headers }: IncomingMessage, response: ServerResponse): void {
    const feed = /^\/feed\/(\d+)\.xml$/.exec(url)?.[1];
    const [, archive, page] = /^\/archive\/(\d+)\/(\d+)\.xml$/.exec(url) ?? [];
    if (feed !== undefined) this.answerFeed(Number(feed), headers['if-none-match'], response);
    else if (archive !== undefined) {
      const from = Number(page) * archivePageMax;
      const articles = this.outlets[Number(archive)]?.articles ?? [];
      this.send(response, Number(archive), articles.slice(from, from + archivePageMax));
    } else if (url.startsWith('/news/')) {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<!doctype html><title>An article</title><p>${url}`);
    } else {
      response.writeHead(404);
      response.end();
    }
  }

  private answerFeed(i: number, saved: string | undefined, response: ServerResponse): void {
    const outlet = this.outlets[i];
    if (outlet === undefined) return void response.writeHead(404).end();
    const accepted = /^"r(\d+)"$/.exec(saved ?? '')?.[1];
    if (accepted !== undefined) this.accept(outlet, Number(accepted));
    const etag = `"r${outlet.revision}"`;
    if (saved === etag) return void response.writeHead(304, { etag }).end();
    this.send(response, i, outlet.shown.get(outlet.revision) ?? [], etag);
  }

  private send(
    response: ServerResponse,
    outlet: number,
    articles: readonly PressArticle[],
    etag?: string,
  ): void {
    const items = articles.toReversed().map((article) => {
      const date = new Date(this.openedAt - article.secondsAgo * 1_000).toUTCString();
      const html = article.text
        .split('\n')
        .map((line) => `<p>${line}</p>`)
        .join('');
      return `<item><title>${article.title}</title><link>${this.urlOf(article)}</link>
        <guid isPermaLink="false">${article.slug}</guid><pubDate>${date}</pubDate>
        <description><![CDATA[${html}]]></description></item>`;
    });
    response.writeHead(200, {
      'content-type': 'application/rss+xml; charset=utf-8',
      ...(etag === undefined ? {} : { etag }),
    });
    response.end(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>
      <title>Outlet ${outlet}</title><link>${this.origin}/</link><language>en</language>
      ${items.join('\n')}</channel></rss>`);
  }
}

const entryOf = ({ slug, edition }: PressArticle): string => `${slug} ${edition}`;
