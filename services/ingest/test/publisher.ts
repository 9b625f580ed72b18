// A publisher on loopback: a server whose answers a test sets, and which remembers what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Publisher {
  readonly origin: string;
  /** Sets the answer of a path; a function answers by itself. */
  set(path: string, answer: Answer | Handler): void;
  /** How often a path was asked for. */
  asked(path: string): number;
  /** The headers of each request of a path. */
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

export async function startPublisher(): Promise<Publisher> {
  const answers = new Map<string, Answer | Handler>();
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const answer = answers.get(request.url ?? '');
    if (typeof answer === 'function') {
      answer(request, response);
      return;
    }
    response.writeHead(answer?.status ?? (answer === undefined ? 404 : 200), {
      'content-type': answer?.type ?? 'text/html; charset=utf-8',
      ...answer?.headers,
    });
    response.end(answer?.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    set: (path, answer) => answers.set(path, answer),
    asked: (path) => requests.filter((request) => request.url === path).length,
    requests,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface TestItem {
  readonly link?: string;
  readonly title?: string;
  readonly text?: string;
  readonly guid?: string;
  readonly date?: number;
}

const element = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `<${name}>${value}</${name}>`;

/** An RSS body. */
export function rss(
  items: readonly TestItem[],
  channel: { readonly title?: string; readonly ttlMinutes?: number } = {},
): Answer {
  const parts = items.map(({ link, title, text, guid, date }) =>
    [
      '<item>',
      element('title', title ?? `Headline of ${link ?? guid ?? 'nothing'}`),
      element('link', link),
      element('description', text ?? 'A few words on it.'),
      guid === undefined ? '' : `<guid isPermaLink="false">${guid}</guid>`,
      element('pubDate', date === undefined ? undefined : new Date(date).toUTCString()),
      '</item>',
    ].join(''),
  );
  const ttl = channel.ttlMinutes === undefined ? undefined : String(channel.ttlMinutes);
  const body = [
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>',
    element('title', channel.title ?? 'The Harbour Post'),
    element('link', 'https://harbour.example/'),
    element('language', 'en-GB'),
    element('ttl', ttl),
    ...parts,
    '</channel></rss>',
  ].join('\n');
  return { type: 'application/rss+xml; charset=utf-8', body };
}

const sentence =
  'The council voted on the harbour wall after a long night in which nobody wished to speak first. ';

/** An article's page whose own text has about the given length. */
export function articlePage(
  options: {
    readonly title?: string;
    readonly characters?: number;
    readonly head?: string;
    readonly body?: string;
  } = {},
): Answer {
  const { title = 'The wall is built', characters = 1_500, head = '', body = '' } = options;
  const paragraphs = Array.from(
    { length: Math.ceil(characters / (3 * sentence.length)) },
    (_, i) => `<p>${i + 1}. ${sentence.repeat(3)}</p>`,
  );
  return {
    body: `<!doctype html><html lang="en"><head><title>${title}</title>${head}</head>
      <body><article><h1>${title}</h1>${paragraphs.join('\n')}${body}</article></body></html>`,
  };
}
