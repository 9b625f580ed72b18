import { describe, expect, it } from '@jest/globals';
import { atom, bytesOf, onlyItem, parse, refusal, rss } from './feeds.js';

const item = (inside: string): string => rss(`<item><title>t</title>${inside}</item>`);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('limits', () => {
  it('refuse a body over 10 MB before looking at it', async () => {
    expect(await refusal(new Uint8Array(10_000_001))).toMatchObject({ code: 'too_large' });
    expect(await refusal(new Uint8Array(10_000_000).fill(32))).toMatchObject({ code: 'empty' });
  });

  it('keep the newest 500 items of a dated feed in the feed’s order and count the rest', async () => {
    const dated = (index: number): string => {
      const time = new Date(Date.UTC(2020, 0, 1, 0, (index * 7) % 600)).toISOString();
      return `<item><title>${(index * 7) % 600}</title><pubDate>${time}</pubDate></item>`;
    };
    const feed = await parse(rss(numbers(600).map(dated).join('')));
    const expected = numbers(600)
      .map((index) => (index * 7) % 600)
      .filter((minute) => minute >= 100);
    expect(feed.items.map(({ title }) => Number(title))).toEqual(expected);
    expect(feed.itemsCapped).toBe(100);
  });

  it('keep the first 500 items of an undated feed', async () => {
    const feed = await parse(
      rss(
        numbers(620)
          .map((n) => `<item><title>${n}</title></item>`)
          .join(''),
      ),
    );
    expect(feed.items.map(({ title }) => Number(title))).toEqual(numbers(500));
    expect(feed.itemsCapped).toBe(120);
  });

  it('fill the 500 with items in which there is something', async () => {
    const feed = await parse(
      rss('<item/>'.repeat(700) + '<item><title>t</title></item>'.repeat(3)),
    );
    expect(feed.items).toHaveLength(3);
    expect(feed.itemsDropped).toEqual([{ reason: 'empty', count: 700 }]);
    expect(feed.itemsCapped).toBe(0);
  });

  it('account for every one of 100,000 items of a JSON Feed', async () => {
    const items = `${'{"id":"1"},'.repeat(99_999)}{"title":"t"}`;
    const feed = await parse(`{"version":"https://jsonfeed.org/version/1","items":[${items}]}`);
    expect(feed.items).toHaveLength(500);
    expect(feed.itemsCapped).toBe(99_500);
  });

  it('cut a title at 1 kB, a summary at 4 kB and a text at 200 kB, never inside a character', async () => {
    const words = 'größer '.repeat(60_000);
    const { title, summary, contentText } = await onlyItem(
      rss(`<item><title>${words}</title><description>${words}</description></item>`),
    );
    for (const [text, bytesMax] of [
      [title, 1_024],
      [summary, 4_003],
      [contentText, 200_000],
    ] as const) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytesMax);
      expect(Buffer.byteLength(text)).toBeGreaterThan(bytesMax * 0.95);
      expect(text).not.toContain('\ufffd');
    }
    expect(summary.endsWith(' größer…')).toBe(true);
  });

  it('keep 20 authors, 50 tags and an id of at most 2 kB', async () => {
    const authors = numbers(30)
      .map((n) => `<author><name>A${n}</name></author>`)
      .join('');
    const tags = numbers(80)
      .map((n) => `<category term="T${n}"/>`)
      .join('');
    const id = (length: number): string => `<id>${'x'.repeat(length)}</id>`;
    const entry = (length: number): string =>
      atom(`<entry><title>t</title>${id(length)}${authors}${tags}</entry>`);
    const short = await onlyItem(entry(2_048));
    expect(short.authors).toHaveLength(20);
    expect(short.tags).toHaveLength(50);
    expect(short.id).toBe('x'.repeat(2_048));
    const long = await onlyItem(entry(2_049));
    expect(long.id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((await onlyItem(entry(2_049))).id).toBe(long.id);
    expect((await onlyItem(entry(2_050))).id).not.toBe(long.id);
  });

  it('read 64 levels of elements and refuse 65', async () => {
    const nested = (depth: number): string =>
      rss('<a>'.repeat(depth - 2) + '</a>'.repeat(depth - 2));
    expect(await parse(nested(64))).toMatchObject({ items: [] });
    expect(await refusal(nested(65))).toMatchObject({ code: 'malformed' });
    for (const deep of [
      nested(10_000),
      `<rss>${'<a>'.repeat(1_000_000)}`,
      item(`<description>${'<div>'.repeat(100_000)}`),
    ]) {
      const started = performance.now();
      expect((await refusal(deep)).message).toContain('nested deeper');
      expect(performance.now() - started).toBeLessThan(15_000);
    }
  });

  it('keep a month as the longest time that a feed may ask to be left alone', async () => {
    const ttl = async (text: string): Promise<number | null> =>
      (await parse(rss('', `<title>t</title><ttl>${text}</ttl>`))).ttlSeconds;
    expect(await ttl('999999999')).toBe(30 * 86_400);
    expect(await ttl('-5')).toBeNull();
    expect(await ttl('soon')).toBeNull();
  });
});

describe('a hostile feed of 200 kB', () => {
  const fill = (unit: string): string => unit.repeat(Math.floor(200_000 / unit.length));
  const description = (unit: string): string => item(`<description>${fill(unit)}</description>`);
  const cdata = (unit: string): string =>
    description(`<![CDATA[${fill(unit)}]]>`.slice(0, 200_000));

  it.each([
    ['"<"', description('<')],
    ['"a<p"', description('a<p')],
    ['"a<p", escaped', description('a&lt;p')],
    ['"x<h", in CDATA', cdata('x<h')],
    ['"<p>\\n"', cdata('<p>\n')],
    ['bare ampersands', description('&')],
    ['numeric references', description('&#65;')],
    ['stray quotes in tags', rss(fill(`<a "<b '`))],
    ['end tags', rss(fill('</a>'))],
    ['empty categories', item(fill('<category/>'))],
    ['attributes', item(`<a ${fill('a="" ')}/>`)],
    ['one attribute', item(`<a b="${fill('x')}"/>`)],
    ['a name', item(`<${fill('x')}/>`)],
    ['a comment', item(`<!--${fill('x')}-->`)],
    ['declarations', fill('<!a>') + item('')],
    ['an open quote', item(`<a b="${fill('<i>')}`)],
    ['a date', item(`<pubDate>${fill('(')}</pubDate>`)],
    ['an author', item(`<author>${fill('a@')}</author>`)],
    ['keywords', item(`<media:keywords>${fill('a,')}</media:keywords>`)],
    ['JSON brackets', fill('[')],
  ])('is read or refused in time: %s', async (_, body) => {
    const bytes = bytesOf(body);
    const started = performance.now();
    await parse(bytes).catch((error: unknown) => {
      expect(error).toMatchObject({ name: 'FeedParseError' });
    });
    // It takes some 50 ms, on a starved machine seconds; what is quadratic here takes minutes.
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
