/**
 * What people and attackers write into feeds, in all the ways in which they get it wrong. The ids are those of the
 * catalogue of faults that the house tests.
 */
import { describe, expect, it } from '@jest/globals';
import type { FeedItem } from '../src/index.js';
import { atom, bytesOf, onlyItem, parse, refusal, rss } from './feeds.js';

const item = (inside: string): string => `<item>${inside}</item>`;
const titled = (title: string): string => item(`<title>${title}</title>`);

describe('B-10: bytes that cannot be read', () => {
  it('cost a title a character, and never become part of an id', async () => {
    const [before = '', after = ''] = rss(
      item('<title>café café, âge, été @</title><guid>id-@</guid><link>https://x.example/a</link>'),
    ).split(/@(?=<\/title>)/);
    const [middle = '', end = ''] = after.split('@');
    const broken = Uint8Array.of(0xe2, 0x80);
    const parts = [bytesOf(before), broken, bytesOf(middle), broken, bytesOf(end)];
    const body = Uint8Array.from(parts.flatMap((part) => [...part]));
    expect(await onlyItem(body)).toMatchObject({
      id: null,
      title: 'café café, âge, été \ufffd',
      url: 'https://x.example/a',
    });
  });

  const encoded = (label: 'utf-32le' | 'utf-32be', text: string, mark: boolean): Uint8Array => {
    const characters = Array.from(mark ? `\ufeff${text}` : text);
    const view = new DataView(new ArrayBuffer(characters.length * 4));
    characters.forEach((character, at) => {
      view.setUint32(at * 4, character.codePointAt(0) ?? 0, label === 'utf-32le');
    });
    return new Uint8Array(view.buffer);
  };
  it.each(['utf-32le', 'utf-32be'] as const)('are not those of %s', async (label) => {
    const text = rss(titled('Zoë 👍'));
    for (const mark of [true, false]) {
      const feed = await parse(encoded(label, text, mark));
      expect(feed).toMatchObject({ encoding: label, bozo: null, items: [{ title: 'Zoë 👍' }] });
    }
    const cut = encoded(label, text, true).subarray(0, -3);
    expect((await parse(cut)).items).toHaveLength(1);
  });

  it('are not those of a body that was converted to UTF-8 and still says otherwise', async () => {
    const declared = (title: string): string =>
      rss(titled(title)).replace('?>', ' encoding="iso-8859-1"?>');
    const feed = await parse(declared('Größere Überschrift über fünf Höhenzüge dafür'));
    expect(feed.items[0]?.title).toBe('Größere Überschrift über fünf Höhenzüge dafür');
    expect(feed).toMatchObject({ encoding: 'utf-8', bozo: expect.stringContaining('UTF-8, not') });
  });

  it.each([
    ['koi8-r', 'Правительство приняло новый закон о бюджете', [0xc0]],
    ['windows-1251', 'Правительство приняло новый закон о бюджете', []],
    ['windows-1253', 'Η κυβέρνηση ψήφισε τον νέο προϋπολογισμό', []],
    ['windows-1255', 'הממשלה אישרה את התקציב החדש של המדינה', []],
    ['windows-1256', 'وافقت الحكومة على الميزانية الجديدة', []],
    ['windows-1252', 'Le président a présenté à l’Élysée la réforme âprement négociée', []],
  ])('and say nothing of their encoding are guessed at: %s', async (label, title) => {
    const table = new Map<string, number>();
    for (let byte = 255; byte >= 0; byte -= 1)
      table.set(new TextDecoder(label).decode(Uint8Array.of(byte), { stream: true }), byte);
    const bytes = Array.from(rss(titled(title))).map((character) => table.get(character) ?? 0x3f);
    const feed = await parse(Uint8Array.from(bytes));
    expect(feed).toMatchObject({ encoding: label, items: [{ title }] });
  });
});

describe('B-11: characters', () => {
  it('that turn a line around are taken out, one by one and in pairs', async () => {
    const marks = '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';
    expect((await onlyItem(rss(titled(`a${marks}b`)))).title).toBe('ab');
  });

  it('have eight marks at most, and no script needs more', async () => {
    const title = (await onlyItem(rss(titled(`a${'\u0301'.repeat(10_000)}b`)))).title;
    expect(title).toBe(`a${'\u0301'.repeat(8)}b`.normalize('NFD'));
    const hebrew = 'בְּרֵאשִׁ֖ית';
    expect((await onlyItem(rss(titled(hebrew)))).title).toBe(hebrew);
  });

  it('give JSON that every reader takes', async () => {
    const all = Array.from({ length: 0x500 }, (_, code) => String.fromCharCode(code)).join('');
    const body = rss(titled(`<![CDATA[${all.replaceAll(']]>', '')}\ud800\udfff\udc00]]>`));
    const feed = await parse(body);
    expect(JSON.parse(JSON.stringify(feed))).toEqual(feed);
    expect(feed.items[0]?.title).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
  });
});

describe('B-12: XML that is none', () => {
  /** What is wrong, and the body: two items with the titles "one" and "two" each. */
  const [one, two] = [titled('one'), titled('two')];
  const both = one + two;
  const broken: [string, string][] = [
    ['a bare "&"', rss(item('<title>one</title><link>http://x.example/?a&b</link>') + two)],
    ['a bare "&" in a title', rss(item('<title>one</title><category>Q&A</category>') + two)],
    ['an unknown entity', rss(item('<title>one</title><category>&nope;</category>') + two)],
    [
      'an entity without its end',
      rss(item('<title>one</title><category>&eacute</category>') + two),
    ],
    ['an unescaped "<"', rss(item('<title>one</title><description>1 < 2</description>') + two)],
    ['a mail address', rss(item('<title>one</title><description><a@b.c></description>') + two)],
    [
      'HTML that is not closed',
      rss(item('<title>one</title><description><p>a<br>b</description>') + two),
    ],
    [
      'HTML closed in the wrong order',
      rss(item('<description><b><i>a</b></i></description><title>one</title>') + two),
    ],
    [
      'an image without a slash',
      rss(item('<title>one</title><description><img src="a"></description>') + two),
    ],
    [
      'an attribute without quotes',
      rss(item('<title>one</title><guid isPermaLink=false>g</guid>') + two),
    ],
    [
      'an attribute without a value',
      rss(item('<title>one</title><guid isPermaLink>g</guid>') + two),
    ],
    ['a "<" in an attribute', rss(item('<title>one</title><enclosure url="a<b"/>') + two)],
    ['a "&" in an attribute', rss(item('<title>one</title><enclosure url="a?b&c"/>') + two)],
    ['a title without an end', rss(item('<title>one') + two)],
    ['a link without an end', rss(item('<title>one</title><link>http://x.example/') + two)],
    ['a date without an end', rss(item('<title>one</title><pubDate>2020-01-01') + two)],
    ['an item without an end', rss(`<item><title>one</title>${two}`)],
    ['a channel without an end', rss(both).replace('</channel>', '')],
    ['an end tag too many', rss(`${both}</item>`)],
    ['an end tag of nothing', rss(item('<title>one</title></b>') + two)],
    ['an end tag in other letters', rss(item('<title>one</title><guid>g</GUID>') + two)],
    ['blank lines before the declaration', `\n\n  ${rss(both)}`],
    ['words before the document', `Warning: oh\n${rss(both)}`],
    ['tags before the document', `<br />\n<b>Notice</b>: oh${rss(both)}`],
    ['a script behind the document', `${rss(both)}<script>x</script>`],
    ['a page behind the document', `${rss(both)}<html><body/></html>`],
    ['words behind the document', `${rss(both)}\nGenerated in 0.1 s`],
    ['no channel', `<rss version="2.0">${both}</rss>`],
    ['no end', rss(both).replace('</channel></rss>', '')],
    ['half an end', rss(both).slice(0, -4)],
    ['a reference to no character', rss(item('<title>one</title><category>&#0;</category>') + two)],
    ['half a surrogate pair', rss(item('<title>one</title><category>&#xD800;</category>') + two)],
    ['a charset that is not so', rss(both).replace('?>', ' encoding="x-none"?>')],
  ];

  it('is read all the same, item by item, and called what it is: 95 %', async () => {
    const results = await Promise.all(
      broken.map(async ([what, body]) => {
        const { items, bozo } = await parse(body);
        const titles = items
          .map(({ title }) => title)
          .filter((title) => /^(?:one|two)$/.test(title));
        return { what, items: titles.length, isCalled: bozo !== null };
      }),
    );
    const found = results.reduce((sum, { items }) => sum + items, 0);
    expect(results.filter(({ isCalled }) => !isCalled)).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(30);
    expect(found / (2 * results.length)).toBeGreaterThanOrEqual(0.95);
  });
});

describe('B-13: a date that cannot be read', () => {
  it.each([
    'yesterday',
    '',
    '0000-00-00',
    '275761-01-01T00:00:00Z',
    '-1',
    'NaN',
    'Mon, 99 Foo 2020',
    '('.repeat(10_000),
  ])('costs neither its item nor the ones beside it: %.30s', async (date) => {
    const dated = (title: string, value: string): string =>
      item(`<title>${title}</title><pubDate>${value}</pubDate>`);
    const good = '2020-01-01T00:00:00Z';
    const feed = await parse(rss(dated('1', good) + dated('2', date) + dated('3', good)));
    expect(feed.items.map(({ title }) => title)).toEqual(['1', '2', '3']);
    expect(feed.items[1]?.publishedAt).toBeNull();
  });

  it('is not one that lies in the future: what to make of that is for whoever has a clock', async () => {
    const body = rss(item('<title>t</title><pubDate>2046-01-01</pubDate>'));
    expect((await onlyItem(body)).publishedAt).toBe('2046-01-01T00:00:00.000Z');
  });
});

describe('B-14: every dialect', () => {
  const one = '<item><title>t</title><link>https://x.example/</link></item>';
  const rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
  const old = 'http://my.netscape.com/rdf/simple/0.9/';
  const json = (version: string): string =>
    JSON.stringify({ version, items: [{ title: 't', url: 'https://x.example/' }] });
  it.each([
    ['RSS 0.90', 'rdf', `<rdf:RDF ${rdf} xmlns="${old}"><channel/>${one}</rdf:RDF>`],
    [
      'RSS 1.0',
      'rdf',
      `<rdf:RDF ${rdf} xmlns="http://purl.org/rss/1.0/"><channel/>${one}</rdf:RDF>`,
    ],
    ...['0.91', '0.92', '0.93', '0.94', '2.0'].map((version) => [
      `RSS ${version}`,
      'rss',
      `<rss version="${version}"><channel>${one}</channel></rss>`,
    ]),
    [
      'Atom 0.3',
      'atom',
      '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>t</title>' +
        '<link rel="alternate" type="text/html" href="https://x.example/"/></entry></feed>',
    ],
    ['Atom 1.0', 'atom', atom('<entry><title>t</title><link href="https://x.example/"/></entry>')],
    ['JSON Feed 1.0', 'json', json('https://jsonfeed.org/version/1')],
    ['JSON Feed 1.1', 'json', json('https://jsonfeed.org/version/1.1')],
  ])('is known: %s', async (_, format, body = '') => {
    expect(await parse(body)).toMatchObject({
      format,
      bozo: null,
      items: [{ title: 't', url: 'https://x.example/' }],
    });
  });
});

describe('B-15: an id', () => {
  const ided = (id: string, title: string): string =>
    item(`<title>${title}</title>${id === '' ? '' : `<guid isPermaLink="false">${id}</guid>`}`);

  it('that is missing, or stands twice, costs no item', async () => {
    const feed = await parse(rss(ided('', '1') + ided('x', '2') + ided('x', '3') + ided('', '4')));
    expect(feed.items.map(({ id, title }) => [id, title])).toEqual([
      [null, '1'],
      ['x', '2'],
      ['x', '3'],
      [null, '4'],
    ]);
  });

  it('is the same for the same text, has its own letters, and no white space around', async () => {
    const ids = async (...given: string[]): Promise<(string | null)[]> =>
      (await parse(rss(given.map((id) => ided(id, 't')).join('')))).items.map(({ id }) => id);
    expect(await ids('Ab', 'ab', ' ab\n', 'a  b')).toEqual(['Ab', 'ab', 'ab', 'a  b']);
  });

  it('of 100 kB is a digest of 71 characters that tells it from the next', async () => {
    const long = 'x'.repeat(100_000);
    const [first, same, other] = (
      await parse(rss(ided(long, '1') + ided(long, '2') + ided(`${long}y`, '3')))
    ).items.map(({ id }) => id);
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });
});

describe('B-17: what programs would take for orders', () => {
  it.each([
    ['${process.exit(1)}'],
    ['{{constructor.constructor("x")()}}'],
    ['<%= 7 * 7 %>'],
    ['#{7*7}'],
    ['`id`; $(id) | id && id'],
    ["'; DROP TABLE articles; --"],
    ['%s%n%x %(name)s'],
    ['{"level":50,"msg":"no"}'],
  ])('stays the text that it is: %s', async (title) => {
    expect((await onlyItem(rss(titled(`<![CDATA[${title.replace('<%', '&lt;%')}]]>`)))).title).toBe(
      title,
    );
  });

  it('has no line of its own and no colours, in titles as in the reasons of refusals', async () => {
    const order = 'a\r\n{"level":50}\u001b[31m\u0007\u2028b';
    const { title, authors, tags } = await onlyItem(
      rss(item(`<title>${order}</title><author>${order}</author><category>${order}</category>`)),
    );
    for (const text of [title, ...authors, ...tags]) expect(text).toBe('a {"level":50}[31m b');
    const root = await refusal(`<a\u001b[31m\r\nb/>`);
    const named = await refusal(`<!DOCTYPE r [<!ENTITY x SYSTEM "y">]><rss>&x;\u001b</rss>`);
    for (const { message } of [root, named]) expect(message).not.toMatch(/\p{Cc}/u);
  });
});

describe('B-20: markup', () => {
  const payloads = [
    ...[
      '<script>alert(1)</script>',
      '<script src=//x.example></script>',
      '<SCRIPT>alert(1)</SCRIPT >',
    ],
    ...[
      '<scr<script>ipt>alert(1)</scr</script>ipt>',
      '<script\n>alert(1)</script\n>',
      '<script/x>1</script>',
    ],
    ...[
      '<img src=x onerror=alert(1)>',
      '<img src=x onerror="alert(1)"/>',
      '<IMG SRC="javascript:alert(1)">',
    ],
    ...[
      '<img/src=x/onerror=alert(1)>',
      '<img src=`x`onerror=alert(1)>',
      '<img src=x:x onerror=alert(1)//',
    ],
    ...['<svg onload=alert(1)>', '<svg/onload=alert(1)>', '<svg><script>alert(1)</script></svg>'],
    ...[
      '<svg><animate onbegin=alert(1) attributeName=x>',
      '<svg><a xlink:href="javascript:alert(1)">x</a></svg>',
    ],
    ...[
      '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
      '<body onload=alert(1)>',
      '<body/onload=alert(1)>',
    ],
    ...[
      '<iframe src="javascript:alert(1)"></iframe>',
      '<iframe srcdoc="<script>alert(1)</script>">',
      '<embed src=x>',
    ],
    ...[
      '<object data="javascript:alert(1)"></object>',
      '<applet code=x></applet>',
      '<link rel=stylesheet href=x>',
    ],
    ...[
      '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
      '<base href="javascript:alert(1)//">',
    ],
    ...[
      '<form action="javascript:alert(1)"><input type=submit></form>',
      '<button formaction=javascript:alert(1)>x',
    ],
    ...[
      '<input autofocus onfocus=alert(1)>',
      '<select autofocus onfocus=alert(1)><option>x</select>',
    ],
    ...['<textarea autofocus onfocus=alert(1)>x</textarea>', '<keygen autofocus onfocus=alert(1)>'],
    ...[
      '<video><source onerror="alert(1)"></video>',
      '<audio src=x onerror=alert(1)>',
      '<video poster=javascript:x>',
    ],
    ...[
      '<details open ontoggle=alert(1)>x</details>',
      '<marquee onstart=alert(1)>x</marquee>',
      '<isindex type=image>',
    ],
    ...[
      '<a href="javascript:alert(1)">x</a>',
      '<a href="java\tscript:alert(1)">x</a>',
      '<a href=" javascript:x">x</a>',
    ],
    ...[
      '<a href="data:text/html,<script>alert(1)</script>">x</a>',
      '<a href=vbscript:x>x</a>',
      '<a onclick=x>x</a>',
    ],
    ...[
      '<div style="width:expression(alert(1))">x</div>',
      '<div style="background:url(javascript:x)">x</div>',
    ],
    ...[
      '<style>@import "javascript:alert(1)";</style>',
      '<style>*{x:expression(alert(1))}</style>',
    ],
    ...[
      '<!--<img src="--><img src=x onerror=alert(1)//">',
      '<![CDATA[<script>alert(1)</script>]]>',
      '<?x <script>?>',
    ],
    ...[
      '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
      '<template><script>alert(1)</script></template>',
    ],
    ...[
      '<table background="javascript:alert(1)"><td>x</table>',
      '<xss:x onclick=alert(1)>x</xss:x>',
      '<x onclick=1>',
    ],
    ...[
      '<p title="><script>alert(1)</script>">x</p>',
      '<b onmouseover=alert(1)>x</b>',
      '"><script>alert(1)</script>',
    ],
    ...[
      "'><img src=x onerror=alert(1)>",
      '</title><script>alert(1)</script>',
      '</textarea><img src=x onerror=1>',
    ],
  ];
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const wrapped = (text: string): string =>
    `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

  /** Every text that a reader may be shown, and every address. The id is neither: it is compared. */
  const shown = (one: FeedItem): (string | null)[] => [
    ...[one.title, one.summary, one.contentText, ...one.linkListLines, ...one.authors],
    ...[...one.tags, one.language, one.url, one.image, ...one.links],
  ];

  it('has more than 60 ways in', () => {
    expect(new Set(payloads).size).toBeGreaterThan(60);
  });

  it.each([
    ['escaped', escaped],
    ['in CDATA', wrapped],
  ])(
    'is nowhere left of what is %s: neither tag, nor script, nor address that runs',
    async (_, write) => {
      for (const payload of payloads) {
        const text = `before ${write(payload)}`;
        const field = (name: string): string => `<${name}>${text}</${name}>`;
        const names = [
          'title',
          'description',
          'content:encoded',
          'author',
          'dc:creator',
          'category',
        ];
        const inside = [...names, 'link', 'guid', 'dc:language', 'pubDate'].map(field).join('');
        const attribute = escaped(payload);
        const enclosure = `<enclosure url="${attribute}" type="image/png"/>`;
        const channel = ['title', 'link', 'language', 'ttl'].map(field).join('');
        const feed = await parse(rss(item(`${inside}${enclosure}`), channel));
        const strings = [feed.title, feed.link, feed.language, ...feed.items.flatMap(shown)];
        for (const string of strings) {
          expect({ payload, string }).toEqual({
            payload,
            string:
              string === null
                ? null
                : expect.not.stringMatching(/<[a-z!/?][^>]*>|^(?!https?:)[a-z]+:/i),
          });
        }
        expect(feed.items).toHaveLength(1);
      }
    },
  );

  it('never leads anywhere but the web from an address that a feed gives', async () => {
    const schemes = [
      'javascript',
      'JaVaScRiPt',
      'java\tscript',
      'data',
      'vbscript',
      'file',
      'blob',
    ];
    for (const scheme of schemes) {
      const url = escaped(`${scheme}:alert(1)//https://x.example`);
      const links = `<link>${url}</link><guid>${url}</guid><enclosure url="${url}" type="image/png"/>`;
      const html = `<description>&lt;a href="${url}">x&lt;/a> words of it&lt;img src="${url}"></description>`;
      const {
        url: address,
        image,
        links: others,
      } = await onlyItem(rss(item(`<title>t</title>${links}${html}`)));
      expect({ scheme, address, image, others }).toEqual({
        scheme,
        address: null,
        image: null,
        others: [],
      });
    }
  });
});
