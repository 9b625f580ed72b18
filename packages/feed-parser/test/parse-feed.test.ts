import { describe, expect, it } from '@jest/globals';
import { atom, feedUrl, onlyItem, parse, refusal, rss } from './feeds.js';

describe('RSS', () => {
  it('gives every field of an item, cleaned', async () => {
    const feed = await parse(
      rss(
        `<item><title> A &amp;amp; B </title><link> https://news.example/a </link>
        <guid isPermaLink="false"> id-1 </guid><pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate>
        <description>&lt;p&gt;Short.&lt;/p&gt;</description>
        <content:encoded><![CDATA[<p>Long <b>text</b>.</p><p>More.</p>]]></content:encoded>
        <author>ann@example.com (Ann Other)</author><dc:creator>Bob</dc:creator>
        <category>World</category><category domain="x">world</category><category>Grain</category>
        <media:content url="/p.jpg" medium="image"/><dc:language>EN_us</dc:language></item>`,
        `<title>News</title><link>https://news.example/</link><language>en-GB</language><ttl>30</ttl>`,
      ),
    );
    expect(feed).toEqual({
      format: 'rss',
      title: 'News',
      link: 'https://news.example/',
      language: 'en-gb',
      bozo: null,
      items: [
        {
          id: 'id-1',
          url: 'https://news.example/a',
          title: 'A & B',
          summary: 'Short.',
          contentText: 'Long text.\nMore.',
          isTextCut: false,
          linkListLines: [],
          links: [],
          publishedAt: '2004-01-01T19:48:21.000Z',
          updatedAt: null,
          authors: ['Ann Other', 'Bob'],
          tags: ['World', 'Grain'],
          image: 'https://news.example/p.jpg',
          language: 'en-us',
        },
      ],
      itemsDropped: [],
      itemsCapped: 0,
      encoding: 'utf-8',
      hubs: [],
      self: null,
      ttlSeconds: 1_800,
      updatePeriodSeconds: null,
      updateBase: null,
      skipHours: [],
      skipDays: [],
    });
  });

  it('uses the description as the text where there is no other', async () => {
    const item = await onlyItem(
      rss('<item><title>t</title><description>All.</description></item>'),
    );
    expect(item).toMatchObject({ summary: 'All.', contentText: 'All.' });
  });

  it.each(['', ' version="0.91"', ' version="2.1"', ' version="1.0"'])(
    'is read with the version attribute "%s"',
    async (version) => {
      const xml = `<rss${version}><channel><item><title>t</title></item></channel></rss>`;
      expect(await onlyItem(xml)).toMatchObject({ title: 't' });
    },
  );

  it('takes an http guid for the missing link unless the feed says that it is none', async () => {
    const guid = (attribute: string): string =>
      rss(`<item><title>t</title><guid${attribute}>https://news.example/g</guid></item>`);
    expect((await onlyItem(guid(''))).url).toBe('https://news.example/g');
    expect((await onlyItem(guid(' isPermaLink="true"'))).url).toBe('https://news.example/g');
    expect((await onlyItem(guid(' isPermaLink="false"'))).url).toBeNull();
  });

  it('keeps two items with one guid, and reads a guid of attributes only as none', async () => {
    const feed = await parse(
      rss(
        '<item><guid>x</guid><title>1</title></item><item><guid>x</guid><title>2</title></item>' +
          '<item><guid isPermaLink="false"/><title>3</title></item>',
      ),
    );
    expect(feed.items.map(({ id, title }) => [id, title])).toEqual([
      ['x', '1'],
      ['x', '2'],
      [null, '3'],
    ]);
  });

  it('is read with a prefix before each of its elements', async () => {
    const xml =
      '<r:rss version="2.0" xmlns:r="http://backend.userland.com/rss2"><r:channel>' +
      '<r:item><r:title>A <i>b</i></r:title></r:item></r:channel></r:rss>';
    expect(await onlyItem(xml)).toMatchObject({ title: 'A b' });
  });
});

describe('Atom', () => {
  it('gives every field of an entry, and the feed’s author where the entry has none', async () => {
    const feed = await parse(
      atom(
        `<entry xml:lang="de"><id>urn:1</id><title type="html">A &amp;lt; B</title>
        <link rel="enclosure" type="image/png" href="e.png"/>
        <link rel="alternate" type="application/json" href="/a.json"/>
        <link rel="alternate" type="text/html" href="/a"/>
        <published>2020-05-05T10:00:00+02:00</published><updated>2020-05-06T10:00:00Z</updated>
        <summary>Short</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
        <p>One <b>two</b> three</p><p>four</p></div></content>
        <category term="grain" label="Grain"/></entry>`,
        '<title>News</title><author><name>The Desk</name></author><link href="/home"/>',
      ),
    );
    expect(feed).toMatchObject({ format: 'atom', link: 'https://news.example/home', bozo: null });
    expect(feed.items).toEqual([
      {
        id: 'urn:1',
        url: 'https://news.example/a',
        title: 'A < B',
        summary: 'Short',
        contentText: 'One two three\nfour',
        isTextCut: false,
        linkListLines: [],
        links: [],
        publishedAt: '2020-05-05T08:00:00.000Z',
        updatedAt: '2020-05-06T10:00:00.000Z',
        authors: ['The Desk'],
        tags: ['Grain'],
        image: 'https://news.example/feeds/e.png',
        language: 'de',
      },
    ]);
  });

  it('keeps literal tags of a title that is declared to be plain text', async () => {
    const entry = '<entry><title type="text">The &lt;blink&gt; tag</title></entry>';
    expect((await onlyItem(atom(entry))).title).toBe('The <blink> tag');
  });

  it('keeps the order of words in a title with inline markup', async () => {
    const title = '<title type="xhtml"><div>A <i>b</i> c <b>d</b></div></title>';
    expect((await onlyItem(atom(`<entry>${title}</entry>`))).title).toBe('A b c d');
  });

  it('says when it was updated where it does not say when it was published', async () => {
    const entry = '<entry><title>t</title><updated>2020-05-06T10:00:00Z</updated></entry>';
    expect((await onlyItem(atom(entry))).publishedAt).toBe('2020-05-06T10:00:00.000Z');
  });

  it('reads base64 content, and no text from content that is none', async () => {
    const content = (attributes: string): string =>
      atom(`<entry><title>t</title><content ${attributes}>PHA+aGk8L3A+</content></entry>`);
    expect((await onlyItem(content('mode="base64"'))).contentText).toBe('hi');
    expect((await onlyItem(content('type="image/png"'))).contentText).toBe('');
  });

  it('loses one date to a bad date, nothing else', async () => {
    const feed = await parse(
      atom(
        '<entry><title>1</title><published>yesterday</published></entry>' +
          '<entry><title>2</title><published>2020-01-01T00:00:00Z</published></entry>',
      ),
    );
    expect(feed.items.map(({ publishedAt }) => publishedAt)).toEqual([
      null,
      '2020-01-01T00:00:00.000Z',
    ]);
  });

  it('survives links without attributes and empty entries', async () => {
    const feed = await parse(
      atom('<entry/><entry>  </entry><entry><link/><title>t</title></entry>'),
    );
    expect(feed.items.map(({ title }) => title)).toEqual(['t']);
    expect(feed.itemsDropped).toEqual([{ reason: 'empty', count: 2 }]);
    expect(feed.bozo).toBeNull();
  });

  it('gives an entry that has nothing but an author, a tag, a date or markup without text', async () => {
    const feed = await parse(
      atom(
        '<entry><author><name>A</name></author></entry><entry><category term="c"/></entry>' +
          '<entry><updated>2020-01-01</updated></entry><entry><summary>&lt;hr></summary></entry>',
      ),
    );
    const said = feed.items.map(({ authors, tags, updatedAt }) => [authors, tags, updatedAt]);
    expect(said).toEqual([
      [['A'], [], null],
      [[], ['c'], null],
      [[], [], '2020-01-01T00:00:00.000Z'],
      [[], [], null],
    ]);
  });

  it('is read when a prefix that its entries declare is the feed’s own namespace', async () => {
    const entry =
      '<p0:entry xmlns:p0="http://www.w3.org/2005/Atom"><p0:title>t</p0:title>' +
      '<p0:link href="/a"/><p0:author><p0:name>A</p0:name></p0:author></p0:entry>';
    expect(await onlyItem(atom(entry))).toMatchObject({
      title: 't',
      url: 'https://news.example/a',
      authors: ['A'],
    });
  });

  it('is read when every element has a prefix', async () => {
    const xml =
      '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>N</a:title>' +
      '<a:entry><a:title>t</a:title><a:link href="https://x.example/"/></a:entry></a:feed>';
    expect(await parse(xml)).toMatchObject({ title: 'N', items: [{ url: 'https://x.example/' }] });
  });
});

describe('RDF', () => {
  const root =
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"';

  it('gives items beside and inside of the channel, with rdf:about as their id', async () => {
    const item = '<item rdf:about="https://x.example/1"><title>t</title></item>';
    const channel = (inside: string): string => `<channel><title>N</title>${inside}</channel>`;
    for (const body of [channel('') + item, channel(item)]) {
      const feed = await parse(`<rdf:RDF ${root}>${body}</rdf:RDF>`);
      expect(feed).toMatchObject({
        format: 'rdf',
        title: 'N',
        items: [{ id: 'https://x.example/1', url: 'https://x.example/1', title: 't' }],
      });
    }
  });

  it('is read when its prefixes are unusual, and when the default namespace is another one', async () => {
    const rdf = 'xmlns:x="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
    const prefixed =
      `<x:RDF ${rdf} xmlns:r="http://purl.org/rss/1.0/" xmlns="http://www.w3.org/1999/xhtml">` +
      '<r:channel><title>no</title><r:title>N</r:title></r:channel>' +
      '<r:item><title>no</title><r:title>t</r:title><r:link>https://x.example/1</r:link></r:item>' +
      '</x:RDF>';
    const feed = await parse(prefixed);
    expect(feed).toMatchObject({ format: 'rdf', title: 'N', bozo: null });
    expect(feed.items).toMatchObject([{ title: 't', url: 'https://x.example/1' }]);
  });

  it.each(['RDF xmlns="http://purl.org/rss/1.0/"', 'rdf'])(
    'is read by the second parser, which says so, when the first does not know the root <%s>',
    async (root) => {
      const [name = ''] = root.split(' ');
      const item = '<item><title>t</title><link>https://x.example/1</link></item>';
      const feed = await parse(`<${root}><channel><title>N</title></channel>${item}</${name}>`);
      expect(feed.items).toMatchObject([{ title: 't', url: 'https://x.example/1' }]);
      expect(feed.bozo).toContain('first parser');
    },
  );
});

describe('modules', () => {
  it('are known by their namespace, whatever their prefix', async () => {
    const inside =
      '<title>t</title><m:thumbnail url="/t.png"/><d:creator>Ann</d:creator>' +
      '<c:encoded>&lt;p>Long&lt;/p></c:encoded>';
    const xml =
      '<rss version="2.0" xmlns:m="http://search.yahoo.com/mrss/"' +
      ' xmlns:d="http://purl.org/dc/elements/1.1/"' +
      ` xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><item>${inside}</item></channel></rss>`;
    expect(await onlyItem(xml)).toMatchObject({
      authors: ['Ann'],
      contentText: 'Long',
      image: 'https://news.example/t.png',
    });
  });
});

describe('JSON Feed', () => {
  const json = (items: unknown[], more: object = {}): string =>
    JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'News', ...more, items });

  it('gives every field of an item, in both versions', async () => {
    const item = {
      id: 7,
      url: '/a',
      title: 'T & <b>',
      summary: 'Short',
      content_html: '<p>Long</p>',
      date_published: '2020-05-05T10:00:00Z',
      tags: ['a', 'A', 'b'],
      image: 'i.png',
      language: 'EN',
    };
    const feed = await parse(json([{ ...item, authors: [{ name: 'Ann' }, {}] }]));
    expect(feed).toMatchObject({ format: 'json', title: 'News', bozo: null });
    expect(feed.items).toEqual([
      {
        id: '7',
        url: 'https://news.example/a',
        title: 'T & <b>',
        summary: 'Short',
        contentText: 'Long',
        isTextCut: false,
        linkListLines: [],
        links: [],
        publishedAt: '2020-05-05T10:00:00.000Z',
        updatedAt: null,
        authors: ['Ann'],
        tags: ['a', 'b'],
        image: 'https://news.example/feeds/i.png',
        language: 'en',
      },
    ]);
    const old = json([{ ...item, author: { name: 'Bob' } }], {
      version: 'https://jsonfeed.org/version/1',
    });
    expect((await onlyItem(old)).authors).toEqual(['Bob']);
  });

  it('loses a field of the wrong type, an item that is no object, and nothing else', async () => {
    const feed = await parse(json([{ id: '1', title: 5, url: 'https://x.example/' }, 'odd', null]));
    expect(feed.items).toMatchObject([{ id: '1', title: '', url: 'https://x.example/' }]);
    expect(feed.itemsDropped).toEqual([{ reason: 'not an object', count: 2 }]);
  });

  it('is refused as malformed when it is not JSON and as no feed when it is other JSON', async () => {
    expect(await refusal('{"version": ')).toMatchObject({ code: 'malformed' });
    expect(await refusal('{"items": []}')).toMatchObject({ code: 'not_a_feed' });
    expect(await refusal('[1]')).toMatchObject({ code: 'not_a_feed' });
  });
});

describe('B-14: what is no feed', () => {
  it.each(['', ' \n\t ', '\ufeff'])('is empty when nothing is there (%j)', async (body) => {
    expect(await refusal(body)).toMatchObject({ name: 'FeedParseError', code: 'empty' });
  });

  it.each([
    '<!DOCTYPE html><html><body>Not found</body></html>',
    '  <html lang="en"><head><title>x</title></head></html>',
    '<!doctype html><head></head>',
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
  ])('says that a page is a page: %s', async (body) => {
    const error = await refusal(body);
    expect(error).toMatchObject({ code: 'not_a_feed' });
    expect(error.message).toContain('HTML page');
  });

  it.each(['<opml version="2.0"/>', '%PDF-1.4 …', 'plain text', '<kml/>'])(
    'is refused as no feed: %s',
    async (body) => {
      expect(await refusal(body)).toMatchObject({ code: 'not_a_feed' });
    },
  );

  it('names what is missing in RSS with something else in it, or cut off before it had anything', async () => {
    for (const body of [
      '<rss><error>No access</error></rss>',
      '<rss>oh</rss>',
      '<rss version="2.0">',
    ]) {
      const error = await refusal(body);
      expect(error).toMatchObject({ code: 'malformed' });
      expect(error.message).toContain('channel');
    }
  });

  it.each([
    '<rss version="2.0"></rss>',
    '<rss/>',
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
  ])(
    'is not a feed’s root without anything in it, which is a feed without items: %s',
    async (body) => {
      expect(await parse(body)).toMatchObject({ items: [], bozo: 'a missing channel' });
    },
  );
});

describe('B-16: addresses', () => {
  const link = (raw: string): string => rss(`<item><title>t</title><link>${raw}</link></item>`);

  it.each([
    'javascript:alert(1)',
    'java&#10;script:alert(1)',
    ' vbscript:x',
    'data:text/html,x',
    'file:///etc/passwd',
    'http://',
    `https://x.example/${'a'.repeat(5_000)}`,
  ])('are null when they lead nowhere on the web: %.40s', async (raw) => {
    expect((await onlyItem(link(raw))).url).toBeNull();
  });

  it('are absolute under the feed’s own address, its link, or xml:base', async () => {
    expect((await onlyItem(link('a'))).url).toBe('https://news.example/feeds/a');
    expect((await onlyItem(link('//cdn.example/a'))).url).toBe('https://cdn.example/a');
    const item = '<item><title>t</title><link>a?x=1&amp;y=2</link></item>';
    const site = '<title>t</title><link>https://site.example/news/</link>';
    expect((await onlyItem(rss(item, site))).url).toBe('https://site.example/news/a?x=1&y=2');
    const entry = '<entry xml:base="deep/"><link href="a"/><title>t</title></entry>';
    const based = atom(entry).replace('<feed ', '<feed xml:base="https://b.example/x/" ');
    expect((await onlyItem(based)).url).toBe('https://b.example/x/deep/a');
    expect(feedUrl).toContain('/feeds/');
  });

  it('give the picture that the feed names, else the first real one in the text', async () => {
    const image = async (inside: string): Promise<string | null> =>
      (await onlyItem(rss(`<item><title>t</title>${inside}</item>`))).image;
    const text =
      '<description>&lt;img src="/dot.gif" width="1"&gt;&lt;img src="/b.png"&gt;</description>';
    expect(await image(text)).toBe('https://news.example/b.png');
    expect(await image(`${text}<media:thumbnail url="/t.png"/>`)).toBe(
      'https://news.example/t.png',
    );
    expect(await image('<enclosure url="/e.jpg" type="image/jpeg"/>')).toBe(
      'https://news.example/e.jpg',
    );
    expect(await image('<enclosure url="/e.mp3" type="audio/mpeg"/>')).toBeNull();
    expect(await image('<media:thumbnail url="javascript:x"/>')).toBeNull();
    const sizes =
      '<media:content url="/s.jpg" type="image/jpeg" width="100"/>' +
      '<media:content url="/l.jpg" type="image/jpeg" width="900"/>';
    expect(await image(sizes)).toBe('https://news.example/l.jpg');
  });
});
