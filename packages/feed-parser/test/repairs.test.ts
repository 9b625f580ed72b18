import { describe, expect, it } from '@jest/globals';
import { atom, onlyItem, parse, refusal, rss } from './feeds.js';

const item = (inside: string): string => rss(`<item>${inside}</item>`);

describe('a feed that is not well-formed', () => {
  it.each([
    ['a bare "&"', item('<title>Q&A</title><link>http://x.example/?a=1&b=2</link>'), 'Q&A'],
    ['an unknown entity', item('<title>Q &madeup; A</title>'), 'Q &madeup; A'],
    [
      'an unescaped "<"',
      item('<title>1 < 2 and <me@x.example></title>'),
      '1 < 2 and <me@x.example>',
    ],
    ['a reference to no character', item('<title>a&#0;b&#xD800;c</title>'), 'ab\ufffdc'],
    ['an attribute without quotes', item('<title>t</title><guid isPermaLink=false>g</guid>'), 't'],
    ['a missing end tag', rss('<item><title>t<link>http://x.example/</link>'), 't'],
    ['a missing end tag', item('<title>t<pubDate>2020-01-01</pubDate>'), 't'],
    ['an end tag without a start', item('<title>t</title></b>'), 't'],
    ['text before the document', `<br /><b>Warning</b>: oh${item('<title>t</title>')}`, 't'],
    [
      'text after the document',
      `${item('<title>t</title>')}<!-- served --><script>x</script>`,
      't',
    ],
    ['a missing channel', '<rss><item><title>t</title></item></rss>', 't'],
  ])('is healed and says so: %s', async (words, xml, title) => {
    const feed = await parse(xml);
    expect(feed.bozo).toContain(words);
    expect(feed.items.map((one) => one.title)).toEqual([title]);
  });

  it('keeps both items when the first is never closed', async () => {
    const feed = await parse(rss('<item><title>1</title><item><title>2</title></item>'));
    expect(feed.items.map(({ title }) => title)).toEqual(['1', '2']);
  });

  it('keeps unescaped and unclosed HTML of a description as its text', async () => {
    const html = '<p>One<br>two <b>three<p>four <img src=/i.png>';
    const xml = rss(
      `<item><description>${html}</description><title>t</title></item><item><title>u</title></item>`,
    );
    const feed = await parse(xml);
    expect(feed.items.map(({ title }) => title)).toEqual(['t', 'u']);
    expect(feed.items[0]?.summary).toBe('One\ntwo three\nfour');
    expect(feed.bozo).toContain('unescaped HTML');
  });

  it('loses only the item in which the body is cut off', async () => {
    const whole = rss('<item><title>1</title></item><item><title>2</title></item>');
    for (const length of [
      whole.indexOf('2<'),
      whole.indexOf('2</t') + 4,
      whole.lastIndexOf('</item>'),
    ]) {
      const feed = await parse(whole.slice(0, length));
      expect(feed.items.map(({ title }) => title)).toEqual(['1']);
      expect(feed.itemsDropped).toEqual([{ reason: 'cut off with the body', count: 1 }]);
      expect(feed.bozo).toContain('cut off');
    }
    const tail = await parse(whole.slice(0, -3));
    expect(tail.items).toHaveLength(2);
  });

  it('is not called repaired when it was in order', async () => {
    const xml =
      `<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//X//DTD" "x.dtd"><?xml-stylesheet href="x"?>` +
      item('<title><![CDATA[a & <b>]]>&#233;&nbsp;&eacute;</title><!-- <item> -->') +
      '<!-- end -->\n';
    const feed = await parse(xml);
    expect(feed.bozo).toBeNull();
    expect(feed.items.map(({ title }) => title)).toEqual(['a & é é']);
  });

  it('takes copies that an extension keeps inside of an item for no items', async () => {
    const copy = '<sx:conflicts><item><title>old</title></item></sx:conflicts>';
    const feed = await parse(item(`<title>new</title>${copy}`));
    expect(feed.items.map(({ title }) => title)).toEqual(['new']);
    expect(feed.bozo).toBeNull();
  });
});

describe('entities', () => {
  const withType = (subset: string, title: string): string =>
    `<!DOCTYPE rss [${subset}]><rss version="2.0"><channel><item><title>${title}</title></item></channel></rss>`;

  it('that a document declares are expanded when they are short text', async () => {
    const feed = await onlyItem(withType('<!ENTITY pub "The &#233;">', 'By &pub; Post'));
    expect(feed.title).toBe('By The é Post');
  });

  it.each([
    ['nested', '<!ENTITY a "ha"><!ENTITY b "&a;&a;">', '&b;'],
    ['external', '<!ENTITY b SYSTEM "file:///etc/passwd">', '&b;'],
    ['long', `<!ENTITY b "${'x'.repeat(1_000)}">`, '&b;'],
    ['used too often', '<!ENTITY b "xx">', '&b;'.repeat(20_000)],
  ])('refuse the document when they are %s', async (words, subset, title) => {
    const error = await refusal(withType(subset, title));
    expect(error).toMatchObject({ code: 'malformed' });
    expect(error.message).toContain(words);
  });
});

describe('B-08: names of JavaScript’s own properties', () => {
  const names = [
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'],
    ...['__defineGetter__', 'valueOf', '_', '$'],
  ];

  /** Every property of the prototypes that all objects share. */
  const prototypes = (): PropertyKey[][] =>
    [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((prototype) =>
      Reflect.ownKeys(prototype),
    );

  it.each(names)('are harmless as elements, attributes, prefixes and keys: %s', async (name) => {
    const before = prototypes();
    const element = /^[$]/.test(name) ? 'x' : name;
    const inside = `<${element} ${element}="1">p</${element}><${element}:a>q</${element}:a>`;
    expect((await onlyItem(item(`${inside}<title>t</title>${inside}`))).title).toBe('t');
    expect((await onlyItem(atom(`${inside}<entry><title>t</title>${inside}</entry>`))).title).toBe(
      't',
    );
    const json = `{"version":"https://jsonfeed.org/version/1","${name}":{"polluted":1},
      "items":[{"${name}":{"polluted":1},"title":"t"}]}`;
    expect((await onlyItem(json)).title).toBe('t');
    const prefixed = `<rss xmlns:${element}="u" version="2.0"><channel><item><title>t</title><${element}:b/></item></channel></rss>`;
    expect((await onlyItem(prefixed)).title).toBe('t');
    expect(prototypes()).toEqual(before);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('a long text', () => {
  const long = 'Boats rest on the sand where the tide left them. '.repeat(20).trim();

  it('stays with its own item, whatever others write', async () => {
    const doctype = '<!DOCTYPE rss [<!ENTITY e "&#1;">]>';
    const items = [
      `<item><title>One</title><description>${long}</description></item>`,
      '<item><title>&e;0&e;</title><dc:creator>&#1;0&#1;</dc:creator></item>',
      `<item><title>Three</title><description>&#1;0&#1; ${long} more</description></item>`,
    ];
    const feed = await parse(rss(items.join('')).replace('?>', `?>${doctype}`));
    expect(feed.items.map(({ title, contentText }) => [title, contentText])).toEqual([
      ['One', long],
      ['0', ''],
      ['Three', `0 ${long} more`],
    ]);
    expect(feed.items[1]?.authors).toEqual(['0']);
  });

  it('is whole in a feed that only the second parser reads', async () => {
    const item = `<item><title>One</title><description>${long}</description></item>`;
    const feed = await parse(`<rdf><channel><title>N</title></channel>${item}</rdf>`);
    expect(feed.bozo).toContain('first parser');
    expect(feed.items.map(({ contentText }) => contentText)).toEqual([long]);
  });
});
