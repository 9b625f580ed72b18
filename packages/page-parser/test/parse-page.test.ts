import { describe, expect, it } from '@jest/globals';
import { PageParseError, parsePage, type ParsedPage } from '../src/index.js';

const url = 'https://www.example.com/world/story';
const encoder = new TextEncoder();

const parse = (html: string | Uint8Array, contentType?: string): Promise<ParsedPage> =>
  parsePage(typeof html === 'string' ? encoder.encode(html) : html, {
    url,
    ...(contentType === undefined ? {} : { contentType }),
  });

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en-GB"><head>${head}</head><body>${body}</body></html>`;

const paragraphs = [
  'The ministry said on Tuesday that the missiles would arrive before winter, after months of talks.',
  'Officials in three capitals, who asked not to be named, described the deal as larger than expected.',
  'The first batch, they said, would be followed by spare parts, training and a second delivery in May.',
  'Analysts doubted that the numbers would change the front line, but called the signal important.',
];
const story = paragraphs.map((text) => `<p>${text}</p>`);

async function refusalOf(html: string | Uint8Array, contentType?: string): Promise<string> {
  try {
    await parse(html, contentType);
  } catch (error) {
    if (error instanceof PageParseError) return error.code;
    throw error;
  }
  return 'parsed';
}

/** A newspaper page with all that is not its story: the reason why this project exists. */
const newspaper = page(
  `<title>Missiles to arrive before winter | The Example Times</title>
   <meta property="og:site_name" content="The Example Times">`,
  `<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
   <article>
     <span>News</span>
     <h1>Missiles to arrive before winter</h1>
     <div class="o-newsletter-box"><p>Unlock the Morning Digest newsletter for free</p></div>
     <figure><img src="/missile.jpg" alt="A missile">
       <figcaption>A missile at an air show near the coast © Jane Lens/Agency</figcaption></figure>
     ${story[0] ?? ''}${story[1] ?? ''}
     <aside><p>Sign up to our weekly briefing about defence and everything around it.</p></aside>
     ${story[2] ?? ''}
     <form><label>Your mail</label><input><p>We never share it.</p></form>
     ${story[3] ?? ''}
     <h3>Articles You May Like</h3>
     <ul>
       <li><a href="/1">Californian utility raises its forecast for the coming year</a></li>
       <li><a href="/2">Hospital sells bonds for a new wing in the north</a></li>
       <li><a href="/3">Bank closes forty branches, mostly in the countryside</a></li>
       <li><a href="/4">Bond yields fall after the minutes are published</a></li>
       <li><a href="/5">Wind stocks slide on higher cost of steel</a></li>
     </ul>
   </article>
   <footer><p>© The Example Times 2026. All rights reserved.</p></footer>`,
);

describe('the text of an article', () => {
  it('is the story alone: no label, newsletter box, caption, form, or stale list of other stories', async () => {
    const { text } = await parse(newspaper);
    expect(text.split('\n')).toEqual(paragraphs);
  });

  it('keeps its own lists, quotes, headings and links', async () => {
    const { text } = await parse(
      page(
        '<title>A story</title>',
        `<article>${story.join('')}<h2>What comes next</h2>
         <ul><li>A second delivery in May, with spare parts</li><li>Training in two countries</li>
         <li>A vote, which <a href="/vote">is expected to pass</a></li></ul>
         <blockquote>“We have waited long enough,” he said.</blockquote>${story.join('')}</article>`,
      ),
    );
    expect(text.split('\n')).toEqual([
      ...paragraphs,
      'What comes next',
      'A second delivery in May, with spare parts',
      'Training in two countries',
      'A vote, which is expected to pass',
      '“We have waited long enough,” he said.',
      ...paragraphs,
    ]);
  });

  it('loses a list of links that is no list element, with its head', async () => {
    const links = ['One', 'Two', 'Three', 'Four'].map(
      (name) =>
        `<div><a href="/${name}"><h4>${name} other story with a long headline</h4></a></div>`,
    );
    const { text } = await parse(
      page('', `<article>${story.join('')}<p>Read more</p><div>${links.join('')}</div></article>`),
    );
    expect(text.split('\n')).toEqual(paragraphs);
  });

  it('survives a page that is wrapped into one form, one aside or one link list', async () => {
    for (const [open, close] of [
      ['<form><div>', '</div></form>'],
      ['<aside>', '</aside>'],
      ['<div class="social related">', '</div>'],
    ]) {
      const { text } = await parse(page('', `${open ?? ''}${story.join('')}${close ?? ''}`));
      expect(text.split('\n')).toEqual(paragraphs);
    }
  });

  it('is found without html, head, body or end tags', async () => {
    for (const html of [
      story.join(''),
      `<p>${paragraphs.join('<p>')}`,
      `<html><title>x</title><div>${story.join('')}</div></html>`,
      `<link rel=x><html><body><div>${story.join('')}</div>`,
    ]) {
      expect((await parse(html)).text.split('\n')).toEqual(paragraphs);
    }
  });

  it('is empty where there is no article', async () => {
    const links = Array.from({ length: 30 }, (_, i) => `<li><a href="/${i}">Story ${i}</a></li>`);
    expect((await parse(page('<title>x</title>', ''))).text).toBe('');
    const front = page('<title>Front</title>', `<nav><ul>${links.join('')}</ul></nav>`);
    expect((await parse(front)).text).not.toContain('Story 7');
    const list = page(
      '<title>Front</title>',
      `<div><h2>All stories</h2><ul>${links.join('')}</ul></div>`,
    );
    expect((await parse(list)).text).not.toContain('Story 7');
  });

  it('is kept where a longer list of links stands beside it', async () => {
    const links = Array.from(
      { length: 90 },
      (_, i) => `<li><a href="/${i}">Another story ${i}</a></li>`,
    );
    const { text } = await parse(
      page('', `<div>${story.join('')}<ul>${links.join('')}</ul></div>`),
    );
    expect(text.split('\n')).toEqual(paragraphs);
  });

  it('comes from JSON-LD where the page itself shows none', async () => {
    const articleBody = `${paragraphs.slice(0, 2).join('\n\n')}\n${paragraphs.slice(2).join('\n')}`;
    const data = {
      '@graph': [{ '@type': 'Organization' }, { '@type': 'NewsArticle', articleBody }],
    };
    const script = (body: string): string => `<script type="application/ld+json">${body}</script>`;
    for (const body of [
      JSON.stringify(data),
      JSON.stringify(data).replaceAll('\\n', '<br/>'),
      `\n//<![CDATA[\n${JSON.stringify(data)}\n//]]>\n`,
    ]) {
      const { text } = await parse(page(script(body), '<div id="app"></div>'));
      expect(text.split('\n')).toEqual(paragraphs);
    }
  });

  it('has at most 200,000 bytes, whole characters, and no control characters', async () => {
    const { text } = await parse(
      page('', `<article><p>${'ü, ž\u0001 '.repeat(80_000)}</p></article>`),
    );
    const { length } = encoder.encode(text);
    expect(length).toBeLessThanOrEqual(200_000);
    expect(length).toBeGreaterThan(199_990);
    expect([text.includes('\uFFFD'), text.includes('\u0001')]).toEqual([false, false]);
  });
});

describe('metadata', () => {
  const jsonLd = {
    '@context': 'https://schema.org',
    '@type': ['ReportageNewsArticle'],
    headline: 'Headline of JSON-LD',
    author: [{ '@type': 'Person', name: 'Ada Reporter' }, 'By Ben Writer', { url: 'x' }],
    datePublished: '2026-03-01T10:00:00+0100',
    mainEntityOfPage: { '@id': 'https://www.example.com/json-ld' },
    image: [{ url: '/ld.jpg' }],
    publisher: { name: 'The Example Times' },
    articleSection: ['World', 'Europe'],
    keywords: 'Kyiv, defence,, Kyiv ',
    inLanguage: 'en-US',
  };
  const scripts = `<script type="application/ld+json">{broken</script>
    <script type="application/ld+json">${JSON.stringify(jsonLd)}</script>`;

  it('is read from JSON-LD alone', async () => {
    const html = `<html><head>${scripts}</head><body>${story.join('')}</body></html>`;
    expect(await parse(html)).toEqual({
      title: 'Headline of JSON-LD',
      byline: 'Ada Reporter, By Ben Writer',
      text: paragraphs.join('\n'),
      links: [],
      language: 'en-us',
      publishedAt: '2026-03-01T09:00:00.000Z',
      canonicalUrl: 'https://www.example.com/json-ld',
      image: 'https://www.example.com/ld.jpg',
      siteName: 'The Example Times',
      section: 'World',
      tags: ['Kyiv', 'defence'],
      feeds: [],
    });
  });

  it('is read from Open Graph and plain HTML alone', async () => {
    const head = `<title>Other title</title><base href="https://cdn.example.com/a/">
      <meta property="og:title" content="A story – The Example Times">
      <meta property="og:site_name" content="The Example Times">
      <meta property="og:image" content="img.jpg"><meta property="og:url" content="/og">
      <meta property="article:published_time" content="2026-03-01 10:00">
      <meta property="article:section" content=" World
        News "><meta property="article:tag" content="Kyiv"><meta property="article:tag" content="NATO">
      <meta name="author" content="By Ada Reporter"><link rel="x canonical" href="//www.example.com/c#top">`;
    expect(await parse(page(head, story.join('')))).toMatchObject({
      title: 'A story',
      byline: 'Ada Reporter',
      language: 'en-gb',
      publishedAt: '2026-03-01T10:00:00.000Z',
      canonicalUrl: 'https://www.example.com/c',
      image: 'https://cdn.example.com/a/img.jpg',
      siteName: 'The Example Times',
      section: 'World News',
      tags: ['Kyiv', 'NATO'],
    });
  });

  it('is null, not guessed, where the page says nothing or nonsense', async () => {
    const head = `<meta property="og:image" content="javascript:alert(1)">
      <link rel="canonical" href="https://user:secret@example.com/">
      <meta property="article:published_time" content="3 days ago"><meta name="date" content="1/2/26">
      <meta property="og:locale" content="<b>"><meta property="og:title" content="  ">`;
    const html = `<html lang=""><head>${head}</head><body>${story.join('')}</body></html>`;
    expect({ ...(await parse(html)), text: '', title: null }).toEqual({
      title: null,
      byline: null,
      text: '',
      links: [],
      language: null,
      publishedAt: null,
      canonicalUrl: null,
      image: null,
      siteName: null,
      section: null,
      tags: [],
      feeds: [],
    });
  });

  it.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01 10:00:00.123456', '2026-03-01T10:00:00.123Z'],
    ['2026-03-01T10:00:00-0530', '2026-03-01T15:30:00.000Z'],
    ['2026-03-01T10:00:00 +02:00', '2026-03-01T08:00:00.000Z'],
    ['Sun, 01 Mar 2026 10:00:00 GMT', '2026-03-01T10:00:00.000Z'],
    ['1 March 2026 10:00 +0100', '2026-03-01T09:00:00.000Z'],
    ['Sun, 01 Mar 2026 10:00:00', null],
    ['2026-13-01', null],
    ['0001-01-01T00:00:00Z', null],
    ['9999-01-01', null],
    ['2026-03-01T10:00:00 somewhere', null],
  ])('the date %j is %j on every machine', async (value, expected) => {
    const head = `<meta property="article:published_time" content="${value}">`;
    expect((await parse(page(head, ''))).publishedAt).toBe(expected);
  });

  it('has all authors that are named one by one, each once', async () => {
    const head = ['Ada', 'Ben', 'Ada', 'https://www.example.com/ada']
      .map((name) => `<meta name="DC.Creator" content="${name}">`)
      .join('');
    expect((await parse(page(head, ''))).byline).toBe('Ada, Ben');
  });

  it('passes over a canonical URL that names the front page', async () => {
    const head = '<link rel="canonical" href="/"><meta property="og:url" content="/world/story">';
    expect((await parse(page(head, ''))).canonicalUrl).toBe(url);
    const { canonicalUrl } = await parsePage(encoder.encode(page(head, '')), {
      url: 'https://www.example.com/?utm=1',
    });
    expect([canonicalUrl]).toEqual(['https://www.example.com/world/story']);
  });

  it('cuts titles and lists to their limits', async () => {
    const tags = Array.from({ length: 200 }, (_, i) => `tag${i}`).join(',');
    const head = `<title>${'é'.repeat(5_000)}</title><meta name="keywords" content="${tags}">`;
    const parsed = await parse(page(head, ''));
    expect(encoder.encode(parsed.title ?? '').length).toBe(1_000);
    expect(parsed.tags).toHaveLength(50);
  });

  it('is never changed by names such as __proto__', async () => {
    const head = `<meta property="__proto__" content="x"><meta name="constructor" content="y">
      <script type="application/ld+json">{"@type":"Article","__proto__":{"headline":"z"}}</script>`;
    expect((await parse(page(head, ''))).title).toBe(null);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('feeds', () => {
  it('are the announced RSS, Atom and JSON feeds, absolute, each once', async () => {
    const head = `
      <link rel="alternate" type="application/rss+xml" title="All &amp; more" href="/feed">
      <link rel="ALTERNATE feed" type="application/atom+xml; charset=utf-8" href="https://feeds.example.org/a">
      <link rel="alternate" type="application/feed+json" href="feed.json">
      <link rel="alternate" type="application/rss+xml" title="again" href="/feed#x">
      <link rel="alternate" type="application/json" href="/wp-json/">
      <link rel="alternate" hreflang="de" href="/de">
      <link rel="stylesheet" type="application/rss+xml" href="/no">
      <link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">`;
    expect((await parse(page(head, ''))).feeds).toEqual([
      { url: 'https://www.example.com/feed', title: 'All & more', type: 'rss' },
      { url: 'https://feeds.example.org/a', title: null, type: 'atom' },
      { url: 'https://www.example.com/world/feed.json', title: null, type: 'json' },
    ]);
  });
});

describe('the charset', () => {
  const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');
  const titled = (title: string, head = ''): string =>
    `<html><head>${head}<title>${title}</title></head></html>`;

  it.each<[string, Uint8Array, string | undefined]>([
    ['UTF-8 by default', encoder.encode(titled('Žürich')), undefined],
    [
      'the header',
      Buffer.from([...latin('<title>'), 0x8e, 0xfc, ...latin('rich</title>')]),
      'text/html; charset=windows-1252',
    ],
    [
      'meta',
      Buffer.from([
        ...latin('<meta charset=windows-1252><title>'),
        0x8e,
        0xfc,
        ...latin('rich</title>'),
      ]),
      'text/html',
    ],
    [
      'the older meta',
      Buffer.from([
        ...latin('<meta http-equiv=content-type content="text/html; charset=cp1252"><title>'),
        0x8e,
        0xfc,
        ...latin('rich</title>'),
      ]),
      undefined,
    ],
    [
      'nothing, and not UTF-8',
      Buffer.from([...latin('<title>'), 0x8e, 0xfc, ...latin('rich</title>')]),
      undefined,
    ],
    [
      'the header before meta',
      encoder.encode(titled('Žürich', '<meta charset="koi8-r">')),
      'text/html; charset="UTF-8"',
    ],
    [
      'the mark before the header',
      encoder.encode(`\uFEFF${titled('Žürich')}`),
      'text/html; charset=windows-1252',
    ],
    ['a mark of UTF-16', Buffer.from(`\uFEFF${titled('Žürich')}`, 'utf16le'), undefined],
    ['an unknown name', encoder.encode(titled('Žürich')), 'text/html; charset=made-up'],
    [
      'a meta that cannot be true',
      encoder.encode(titled('Žürich', '<meta charset=utf-16>')),
      undefined,
    ],
  ])('is taken from %s', async (_source, bytes, contentType) => {
    expect((await parse(bytes, contentType)).title).toBe('Žürich');
  });

  it('is UTF-8 where a page was converted and its meta left behind, and what meta says where not', async () => {
    const head = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">';
    const title = '人工智能迈上新台阶';
    expect((await parse(encoder.encode(titled(title, head)))).title).toBe(title);
    const declared = (...character: number[]): Uint8Array =>
      Buffer.from([...latin('<meta charset=gb2312><title>'), ...character, ...latin('</title>')]);
    expect((await parse(declared(0xc4, 0xe3, 0xba, 0xc3))).title).toBe('你好');
    // These bytes are valid UTF-8 by chance; as few as they are, the page's own word counts.
    expect((await parse(declared(0xc4, 0xa3, 0xc4, 0xa3))).title).toBe('模模');
  });

  it('may be one of East Asia', async () => {
    const bytes = Buffer.from([
      ...latin('<meta charset="shift_jis"><title>'),
      0x93,
      0xfa,
      0x96,
      0x7b,
      ...latin('</title>'),
    ]);
    expect((await parse(bytes)).title).toBe('日本');
  });
});

describe('what is no page', () => {
  it.each<[string, string | Uint8Array, string | undefined, string]>([
    ['no bytes', new Uint8Array(), undefined, 'empty'],
    ['blanks', ' \n\t\0 ', 'text/html', 'empty'],
    ['text', 'just words', 'text/html', 'not_html'],
    ['a PDF', '%PDF-1.7 <p>', 'text/html', 'not_html'],
    ['JSON', '{"a": 1}', undefined, 'not_html'],
    ['B-19: a video by its type', newspaper, 'video/mp4', 'not_html'],
    ['plain text by its type', newspaper, 'text/plain; charset=utf-8', 'not_html'],
    [
      'RSS',
      '<?xml version="1.0"?>\n<!-- x --><rss version="2.0"><channel/></rss>',
      'text/xml',
      'not_html',
    ],
    ['Atom', '<feed xmlns="http://www.w3.org/2005/Atom"></feed>', undefined, 'not_html'],
    ['more than 10 MB', new Uint8Array(10_000_001).fill(0x61), 'text/html', 'too_large'],
  ])('is refused: %s', async (_what, html, contentType, code) => {
    expect(await refusalOf(html, contentType)).toBe(code);
  });

  it('XHTML is a page', async () => {
    const html = `<?xml version="1.0"?>${newspaper}`;
    expect((await parse(html, 'application/xhtml+xml')).text.split('\n')).toEqual(paragraphs);
  });
});

describe('B-18: a bomb', () => {
  const attributes = Array.from({ length: 200_000 }, (_, i) => `a${i}=1`).join(' ');
  const tower = `${'<div>'.repeat(190)}x${'</div>'.repeat(190)}`;

  it.each<[string, string]>([
    ['201 tags deep', '<div>'.repeat(201)],
    ['1.6 million tags deep', '<div>'.repeat(1_600_000)],
    ['24 kB of formatting', '<b><i><font>'.repeat(2_000)],
    ['nested tables', '<table><tr><td>'.repeat(100_000)],
    ['many towers', tower.repeat(50)],
    ['100,000 paragraphs', '<p>x'.repeat(100_000)],
    ['200,000 attributes', `<div ${attributes}>x</div>`],
    ['2 million entities', `<p>${'&amp;'.repeat(1_900_000)}`],
    ['2 million references', `<p>${'&#65;'.repeat(1_900_000)}`],
    ['10 million stray brackets', `<p>${'<'.repeat(9_900_000)}`],
    ['a million comments', `<p>${'<!---->'.repeat(1_000_000)}`],
    ['a style of megabytes', `<p style="${'color:red;'.repeat(900_000)}">x</p>`],
  ])('is refused in good time: %s', async (_what, html) => {
    const startedMs = performance.now();
    expect(await refusalOf(html)).toBe('too_complex');
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });

  it('is not a page of 200 paragraphs without end tags, nor one of many void tags', async () => {
    expect(await refusalOf('<p>words, and more words'.repeat(400))).toBe('parsed');
    expect(await refusalOf('words<br><img><hr>'.repeat(400))).toBe('parsed');
    expect(await refusalOf(`<ul>${'<li>words'.repeat(400)}</ul>`)).toBe('parsed');
    expect(await refusalOf(`${'<div>'.repeat(190)}x`)).toBe('parsed');
  });

  it('of tags without text costs no search for an article', async () => {
    const startedMs = performance.now();
    expect((await parse(page('', '<br>x'.repeat(49_000)))).text).toBe('');
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });
});

describe('the pages that a page links to', () => {
  const linking = (html: string): string =>
    page(
      '<link rel="canonical" href="/world/story">',
      `<article>${story.join('')}${html}</article>`,
    );

  it('are those of its running text, canonical, each once; lists and the page itself do not count', async () => {
    const { links } = await parse(
      linking(
        `<p>It was the third delivery, as <a href="/a?utm_source=x">reported in May</a>, and
          <a href="https://other.example/b#c">others</a> <a href="/a">followed</a>. <a href="#n">1</a>
          <a href="/world/story">Here</a> is more of it.</p>
        <p>Read more: <a href="/promo">The missiles that were never delivered to the north</a></p>
        <h3>Articles You May Like</h3><ul>${['/1', '/2', '/3']
          .map((href) => `<li><a href="${href}">Wind stocks slide on the cost of steel</a></li>`)
          .join('')}</ul>`,
      ),
    );
    expect(links).toEqual(['https://www.example.com/a', 'https://other.example/b']);
  });

  it('are none where the text is taken from JSON-LD', async () => {
    const body = JSON.stringify({ '@type': 'NewsArticle', articleBody: paragraphs.join(' ') });
    const head = `<script type="application/ld+json">${body}</script>`;
    const short =
      '<article><p>Only a teaser stands here, with <a href="/a">a link</a> in it.</p></article>';
    const { text, links } = await parse(page(head, short));
    expect(text).toContain('three capitals');
    expect(links).toEqual([]);
  });
});
