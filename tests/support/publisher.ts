// A publisher for tests: a real HTTP server with one RSS feed and the pages of its items, changed by the test.
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';

/** One article of the test's publisher. */
export interface Item {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  /** Minutes before the publisher's start at which it was published. */
  readonly minutesAgo?: number;
  /** False: the page is there, but no feed names it. */
  readonly inFeed?: boolean;
}

const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** A publisher that is up. */
export class Publisher {
  items: readonly Item[] = [];
  /** Dates count from here, so that they stay the same from poll to poll. */
  private readonly startedAt = Date.now();
  /** The paths that were asked for. */
  readonly requests: string[] = [];
  /** Sent instead of the feed, when set: any bytes, as from another publisher's archive. */
  body: { readonly bytes: Buffer; readonly contentType: string } | null = null;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  /** Starts on a free loopback port. */
  static async start(): Promise<Publisher> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const publisher = new Publisher(server, `http://127.0.0.1:${address.port}`);
    server.on('request', (request, response) => {
      const path = request.url ?? '/';
      publisher.requests.push(path);
      const answer = publisher.answer(path);
      response.writeHead(answer.status, { 'content-type': answer.contentType });
      response.end(answer.body);
    });
    return publisher;
  }

  get feedUrl(): string {
    return `${this.origin}/feed.xml`;
  }

  urlOf(slug: string): string {
    return `${this.origin}/news/${slug}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(path: string): { status: number; contentType: string; body: string | Buffer } {
    if (path === '/robots.txt') return { status: 404, contentType: 'text/plain', body: '' };
    if (path === '/feed.xml') {
      return this.body === null
        ? { status: 200, contentType: 'application/rss+xml; charset=utf-8', body: this.rss() }
        : { status: 200, contentType: this.body.contentType, body: this.body.bytes };
    }
    if (path === '/')
      return { status: 200, contentType: 'text/html', body: '<title>Front page</title><p>Hello' };
    const item = this.items.find(({ slug }) => path === `/news/${slug}`);
    return item === undefined
      ? { status: 404, contentType: 'text/html', body: '<title>Gone</title>' }
      : { status: 200, contentType: 'text/html; charset=utf-8', body: this.page(item) };
  }

  private rss(): string {
    const items = this.items
      .filter(({ inFeed }) => inFeed !== false)
      .map(
        (
          item,
        ) => `<item><title>${escapeXml(item.title)}</title><link>${this.urlOf(item.slug)}</link>
        <guid isPermaLink="false">${item.slug}</guid>
        <pubDate>${new Date(this.startedAt - (item.minutesAgo ?? 10) * 60_000).toUTCString()}</pubDate>
        <description>${escapeXml(item.summary)}</description></item>`,
      );
    return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>The Alder Post</title>
      <link>${this.origin}/</link><language>en</language>${items.join('\n')}</channel></rss>`;
  }

  private page(item: Item): string {
    const paragraphs = Array.from({ length: 4 }, () => `<p>${escapeXml(item.summary)}</p>`).join(
      '\n',
    );
    return `<!doctype html><html lang="en"><head><title>${escapeXml(item.title)}</title></head>
      <body><article><h1>${escapeXml(item.title)}</h1>${paragraphs}</article></body></html>`;
  }
}

const events = {
  ferry: [
    'The ferry between Port Alder and Skerry Island sails again after the storm damaged its pier',
    'Skerry Island shopkeepers welcome the ferry from Port Alder and its first passengers since the storm',
    'Engineers explain how the pier at Port Alder was repaired so that the ferry could sail before winter',
    'Council of Port Alder debates who pays for the pier that the storm tore from the ferry landing',
  ],
  bakery: [
    'Three bakeries in Lindholm raise the price of rye bread as flour grows dearer',
    'Rye bread in Lindholm costs more than ever and bakeries blame the price of flour',
    'Millers near Lindholm say a poor rye harvest made flour scarce for the bakeries',
    'Bakeries in Lindholm share one oven at night to save on dear flour and energy for bread',
  ],
  football: [
    'Marwick Rovers win the cup final on penalties after goalkeeper Ilse Thorn saves three',
    'Goalkeeper Ilse Thorn of Marwick Rovers tells how she read the penalties in the cup final',
    'Thousands greet Marwick Rovers and their cup after the final was decided by penalties',
    'Trainer of Marwick Rovers praises the patience of his side in the cup final and its penalties',
  ],
} as const;

export type EventName = keyof typeof events;

/** Twelve short articles of three events, newest first. */
export function sampleItems(): (Item & { readonly event: EventName })[] {
  return (Object.keys(events) as EventName[]).flatMap((event) =>
    events[event].map((sentence, i) => ({
      event,
      slug: `${event}-${i + 1}`,
      title: sentence.split(' ').slice(0, 9).join(' '),
      summary: `${sentence}.`,
      minutesAgo: 10 + 7 * i,
    })),
  );
}
