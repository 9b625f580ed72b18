import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { feedsOfOpml, opmlBytesMax, opmlFeedsMax, opmlOf } from '@maylike/feed-parser/opml';
import { siteOf, startOf2026, withGround } from './support.js';

const ground = withGround();

function fileWith(text: string): string {
  const file = join(ground().folder, 'feeds.opml');
  writeFileSync(file, text);
  return file;
}

const opmlWith = (outlines: string): string =>
  `<?xml version="1.0"?><opml version="2.0"><head/><body>${outlines}</body></opml>`;

describe('feeds import', () => {
  it('reports added, there already and refused feeds a line each, folders opened up', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await run(['feeds', 'add', 'https://old.example/feed', '--site', site.id, '--no-try']);
    const file = fileWith(
      opmlWith(`<outline text="News"><outline text="New &amp; fine" type="rss" xmlUrl="https://new.example/feed?a=1&amp;b=2"/></outline>
        <outline text="Old" xmlUrl="https://old.example/feed"/><outline text="Odd" xmlUrl="gopher://odd.example/"/>
        <outline text="New again" xmlUrl="https://new.example/feed?a=1&amp;b=2"/>`),
    );
    const imported = await run(['feeds', 'import', file, '--site', site.id, '--json']);
    expect(imported.code).toBe(65);
    expect(imported.stderr).toBe(`maylike: ${file}: 1 of 3 feeds refused\n`);
    const feeds = await store.feeds.ofSite(site.id);
    const idOf = (url: string) => feeds.find((feed) => feed.url === url)?.id;
    expect(imported.json()).toEqual({
      added: 1,
      thereAlready: 1,
      refused: 1,
      feeds: [
        {
          url: 'https://new.example/feed?a=1&b=2',
          title: 'New & fine',
          result: 'added',
          feedId: idOf('https://new.example/feed?a=1&b=2'),
          reason: null,
        },
        {
          url: 'https://old.example/feed',
          title: 'Old',
          result: 'there already',
          feedId: idOf('https://old.example/feed'),
          reason: null,
        },
        {
          url: 'gopher://odd.example/',
          title: 'Odd',
          result: 'refused',
          feedId: null,
          reason: '"gopher://odd.example/" is not an absolute http or https address',
        },
      ],
    });
    expect(feeds).toHaveLength(2);
  });

  it('tries none of them: no service has to run', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const file = fileWith(opmlWith('<outline text="A" xmlUrl="https://a.example/feed"/>'));
    const imported = await run(['feeds', 'import', file, '--site', site.name]);
    expect(imported.code).toBe(0);
    expect(imported.stdout).toMatch(/^RESULT +ID +URL +TITLE +REASON\nadded +feed_/);
    expect(imported.stderr).toBe('1 feed added, 0 there already, 0 refused\n');
    expect(await store.feeds.ofSite(site.id)).toMatchObject([{ title: 'A' }]);
  });

  it.each([
    ['a web page', '<html><body>hello</body></html>', 'is not an OPML file'],
    ['nothing', '', 'is not an OPML file'],
    ['no feed', opmlWith('<outline text="A"/>'), 'names no feed (no xmlUrl)'],
    ['too many bytes', ' '.repeat(opmlBytesMax + 1), `is larger than ${opmlBytesMax} bytes`],
  ])('refuses a file with %s, and adds nothing', async (_what, text, message) => {
    const site = await siteOf(ground().store);
    const file = fileWith(text);
    const imported = await ground().run(['feeds', 'import', file, '--site', site.id]);
    expect(imported).toMatchObject({
      code: 65,
      stdout: '',
      stderr: `maylike: ${file} ${message}\n`,
    });
    expect(await ground().store.feeds.count()).toBe(0);
  });

  it('names a file that is not there', async () => {
    const site = await siteOf(ground().store);
    const imported = await ground().run(['feeds', 'import', '/nowhere.opml', '--site', site.id]);
    expect(imported).toMatchObject({ code: 65, stdout: '' });
    expect(imported.stderr).toMatch(/^maylike: \/nowhere\.opml cannot be read: ENOENT.*\n$/);
  });

  it('takes 5,000 feeds and refuses 5,001 as a whole', () => {
    const withFeeds = (count: number) =>
      opmlWith(
        Array.from(
          { length: count },
          (_, i) => `<outline text="" xmlUrl="https://x.example/${i}"/>`,
        ).join(''),
      );
    expect(feedsOfOpml(withFeeds(opmlFeedsMax))).toHaveLength(opmlFeedsMax);
    expect(() => feedsOfOpml(withFeeds(opmlFeedsMax + 1))).toThrow(/5001 feeds; at most 5000/);
  });
});

describe('feeds export', () => {
  it('of a site without feeds is a list without feeds', async () => {
    const { store, run } = ground();
    await siteOf(store, 'Empty');
    const exported = await run(['feeds', 'export', '--site', 'Empty']);
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    expect(() => feedsOfOpml(exported.stdout)).toThrow('names no feed');
  });

  it('writes what import reads back, the same feeds with the same titles', async () => {
    const { store, run } = ground();
    const [from, to] = [await siteOf(store, 'From'), await siteOf(store, 'To & fro')];
    const wanted = [
      { url: 'https://a.example/feed?x=1&y=2', title: 'Zürich "heute" <live> & mehr' },
      { url: 'https://b.example/feed', title: '北京' },
      { url: 'https://c.example/feed', title: null },
    ];
    for (const { url, title } of wanted)
      await store.feeds.add(
        from,
        url,
        { fullText: 'never', pollEverySeconds: null, title },
        startOf2026,
      );
    const exported = await run(['feeds', 'export', '--site', 'From']);
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    expect(exported.stdout).toMatch(/^<\?xml version="1\.0".*<opml version="2\.0">/s);
    const imported = await run([
      'feeds',
      'import',
      fileWith(exported.stdout),
      '--site',
      'To & fro',
    ]);
    expect(imported.code).toBe(0);
    const feeds = await store.feeds.ofSite(to.id);
    const got = feeds.map(({ url, title }) => ({ url, title }));
    // A feed without a title is called by its address, which OPML wants as its text.
    expect(got).toEqual([...wanted.slice(0, 2), { url: wanted[2]?.url, title: wanted[2]?.url }]);
  });

  it('names a site that does not exist', async () => {
    const exported = await ground().run(['feeds', 'export', '--site', 'Nobody']);
    expect(exported).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('infra/starter.opml', () => {
  const text = readFileSync(new URL('../../../infra/starter.opml', import.meta.url), 'utf8');

  it('is OPML 2.0 with twenty feeds over https, each with a title, none twice', () => {
    expect(text).toContain('<opml version="2.0">');
    const feeds = feedsOfOpml(text);
    expect(feeds).toHaveLength(20);
    for (const { url, title } of feeds) {
      expect(new URL(url).protocol).toBe('https:');
      expect(title).toMatch(/\S/);
    }
    expect(text.match(/xmlUrl=/g)).toHaveLength(20);
  });

  it('is imported whole', async () => {
    const site = await siteOf(ground().store);
    const file = fileWith(text);
    expect((await ground().run(['feeds', 'import', file, '--site', site.id])).code).toBe(0);
    expect(await ground().store.feeds.count()).toBe(20);
  });

  it('survives being written anew', () => {
    const feeds = feedsOfOpml(text);
    expect(feedsOfOpml(opmlOf('Starter', feeds, startOf2026))).toEqual(feeds);
  });
});
