import { describe, expect, it } from '@jest/globals';
import { reduceRobots } from '../src/robots.js';
import { fetcher, httpServer, fetchErrorOf } from './servers.js';

/** A server whose robots.txt is this, and how often it was asked for. */
async function robotsServer(
  answer: { status?: number; text?: string; location?: string } = {},
): Promise<{ origin: string; asked: () => number }> {
  let asked = 0;
  const { origin } = await httpServer((request, response) => {
    if (request.url === '/robots.txt') asked += 1;
    const headers = answer.location === undefined ? {} : { location: answer.location };
    if (request.url === '/elsewhere') response.end('User-agent: *\nDisallow: /moved');
    else response.writeHead(answer.status ?? 200, headers).end(answer.text ?? '');
  });
  return { origin, asked: () => asked };
}

describe('robots.txt', () => {
  it('decides by our own group, else by that of all, the longest rule first', async () => {
    const own = await robotsServer({
      text: 'User-agent: *\nDisallow: /\n\nUser-agent: maylike\nDisallow: /private\nAllow: /private/open\n',
    });
    const all = await robotsServer({
      text: 'User-agent: Other\nDisallow: /\n\nUser-agent: *\nDisallow: /*.pdf$',
    });
    const { mayFetch } = fetcher();
    expect(await mayFetch(`${own.origin}/story`)).toBe(true);
    expect(await mayFetch(`${own.origin}/private/x`)).toBe(false);
    expect(await mayFetch(`${own.origin}/private/open/x`)).toBe(true);
    expect(await mayFetch(`${all.origin}/story`)).toBe(true);
    expect(await mayFetch(`${all.origin}/paper.pdf`)).toBe(false);
    expect(await mayFetch(`${all.origin}/paper.pdf?x`)).toBe(true);
  });

  it.each([
    [404, true],
    [401, true],
    [403, true],
    [410, true],
    [429, false],
    [500, false],
    [503, false],
  ])('that answers %i lets everything be fetched: %s', async (status, expected) => {
    const { origin } = await robotsServer({ status });
    expect(await fetcher().mayFetch(`${origin}/story`)).toBe(expected);
  });

  it('that cannot be reached or is too large lets nothing be fetched', async () => {
    const large = await robotsServer({ text: '#'.repeat(600_000) });
    const { mayFetch } = fetcher();
    expect(await mayFetch('http://127.0.0.1:1/story')).toBe(false);
    expect(await mayFetch(`${large.origin}/story`)).toBe(false);
  });

  it('is followed through redirects', async () => {
    const { origin } = await robotsServer({ status: 301, location: '/elsewhere' });
    expect(await fetcher().mayFetch(`${origin}/moved`)).toBe(false);
  });

  it('is asked for once an hour, and after a failure once in five minutes', async () => {
    let nowMs = 1_000_000;
    const good = await robotsServer({ text: 'User-agent: *\nDisallow: /x' });
    const bad = await robotsServer({ status: 500 });
    const { mayFetch } = fetcher({ now: () => nowMs });
    const askAll = async (): Promise<[number, number]> => {
      await mayFetch(`${good.origin}/a`);
      await mayFetch(`${bad.origin}/a`);
      return [good.asked(), bad.asked()];
    };
    expect(await askAll()).toEqual([1, 1]);
    nowMs += 299_999;
    expect(await askAll()).toEqual([1, 1]);
    nowMs += 1;
    expect(await askAll()).toEqual([1, 2]);
    nowMs += 3_300_000;
    expect(await askAll()).toEqual([2, 3]);
  });

  it('is asked for once by all who ask at the same moment, and one who gives up stops nobody else', async () => {
    let answer: () => void = () => undefined;
    let asked = 0;
    const { origin } = await httpServer((_request, response) => {
      asked += 1;
      answer = () => response.end('User-agent: *\nDisallow: /x');
      controller.abort();
    });
    const controller = new AbortController();
    const { mayFetch } = fetcher();
    const impatient = fetchErrorOf(mayFetch(`${origin}/x`, controller.signal));
    const patient = Promise.all(['/x', '/y', '/x'].map((path) => mayFetch(`${origin}${path}`)));
    expect((await impatient).code).toBe('aborted');
    answer();
    expect(await patient).toEqual([false, true, false]);
    expect(asked).toBe(1);
  });

  it('is not remembered as a failure when the caller gave up', async () => {
    const { origin, asked } = await robotsServer({ text: '' });
    const { mayFetch } = fetcher();
    const error = await fetchErrorOf(mayFetch(`${origin}/a`, AbortSignal.abort()));
    expect(error.code).toBe('aborted');
    expect(await mayFetch(`${origin}/a`)).toBe(true);
    expect(asked()).toBe(1);
  });
});

describe('Crawl-delay', () => {
  it.each([
    ['none', 'User-agent: *\nDisallow: /x', null],
    ['that of all', 'User-agent: *\nCrawl-delay: 10\nDisallow: /x', 10_000],
    ['a fraction', 'User-agent: *\nCrawl-delay: 0.5', 500],
    [
      'our own before that of all',
      'User-agent: *\nCrawl-delay: 9\nUser-agent: MayLike\nCrawl-delay: 2',
      2_000,
    ],
    [
      'a group of several with us in it',
      'User-agent: a\nUser-agent: maylike\nCrawl-delay: 3',
      3_000,
    ],
    ['another’s', 'User-agent: Other\nCrawl-delay: 9', null],
    [
      'one that ends a group’s list of agents',
      'User-agent: maylike\nCrawl-delay: 1\nUser-agent: x\nCrawl-delay: 8',
      1_000,
    ],
    ['ten years', 'User-agent: *\nCrawl-delay: 315360000', 3_600_000],
    [
      'nothing readable',
      'User-agent: *\nCrawl-delay: 1e9\nCrawl-delay: soon\nCrawl-delay: -5',
      null,
    ],
    ['zero', 'User-agent: *\nCrawl-delay: 0', null],
  ])('is read as asked: %s', async (_what, text, expected) => {
    const { origin, asked } = await robotsServer({ text });
    const { mayFetch, crawlDelayMs } = fetcher();
    expect(await mayFetch(`${origin}/story`)).toBe(true);
    expect(await crawlDelayMs(`${origin}/story`)).toBe(expected);
    expect(asked()).toBe(1);
  });

  it('is none where there is no file, and for an address that is refused an error', async () => {
    const { origin } = await robotsServer({ status: 404 });
    expect(await fetcher().crawlDelayMs(`${origin}/story`)).toBe(null);
    const refused = fetchErrorOf(fetcher({ allowPrivate: [] }).crawlDelayMs(`${origin}/story`));
    expect((await refused).code).toBe('address_refused');
  });
});

describe('a robots.txt written to be costly', () => {
  it('keeps nothing of other agents’ rules, so groups of many agents are no multiplication', () => {
    const agents = Array.from({ length: 20_000 }, (_, i) => `User-agent: bot${i}`).join('\n');
    const rules = Array.from({ length: 20_000 }, (_, i) => `Disallow: /${i}`).join('\n');
    expect(reduceRobots(`${agents}\n${rules}`, 'maylike')).toBe('User-agent: other');
    const mixed = `${agents}\nUser-agent: MayLike/2.0\n${rules}`;
    expect(reduceRobots(mixed, 'maylike')?.split('\n')).toHaveLength(20_002);
  });

  it('with too many wildcards lets nothing be fetched, in good time', async () => {
    const { origin } = await robotsServer({
      text: `User-agent: *\n${`Disallow: ${'*a'.repeat(450)}b\n`.repeat(400)}`,
    });
    const costly = await robotsServer({
      text: `User-agent: *\n${`Disallow: ${'*a'.repeat(450)}b\n`.repeat(50)}`,
    });
    const { mayFetch } = fetcher();
    const startedMs = performance.now();
    expect(await mayFetch(`${origin}/${'a'.repeat(3_000)}`)).toBe(false);
    expect(await mayFetch(`${costly.origin}/${'a'.repeat(3_000)}`)).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });
});
