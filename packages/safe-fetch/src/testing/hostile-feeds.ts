/**
 * Feeds that are built to hang, fill or trick whoever reads them, at the largest size that is fetched. Each comes as
 * pieces, so that the server that sends it need not hold it.
 */

/** A body just below what is fetched. */
const largeBytes = 9_900_000;
const open = '<rss version="2.0"><channel><title>Hostile</title>';
const close = '</channel></rss>';
const link = (name: string | number): string => `<link>https://hostile.example/${name}</link>`;

/** The same text again and again, up to so many bytes, in pieces of 64 kB. */
function* repeated(unit: string, bytes: number): Generator<string> {
  const piece = unit.repeat(Math.max(1, Math.floor(65_536 / unit.length)));
  let left = bytes;
  for (; left >= piece.length; left -= piece.length) yield piece;
  yield unit.repeat(Math.floor(left / unit.length));
}

function* inside(head: string, middle: Iterable<string>, end: string): Generator<string> {
  yield head;
  yield* middle;
  yield end;
}

/** One item whose element of that name holds a long text. */
const itemOf = (element: string, text: Iterable<string>): Iterable<string> =>
  inside(`${open}<item>${link('long')}<${element}>`, text, `</${element}></item>${close}`);

function* manyItems(count: number): Generator<string> {
  yield open;
  for (let i = 0; i < count; i += 100) {
    const items = Array.from(
      { length: 100 },
      (_none, k) => `<item><title>Item ${i + k}</title>${link(i + k)}</item>`,
    );
    yield items.join('');
  }
  yield close;
}

const laughs = Array.from({ length: 10 }, (_none, level) =>
  level === 0
    ? '<!ENTITY lol0 "lol">'
    : `<!ENTITY lol${level} "${`&lol${level - 1};`.repeat(10)}">`,
).join('');

const withEntities = (subset: string, text: Iterable<string>): Iterable<string> =>
  inside(`<?xml version="1.0"?><!DOCTYPE rss [${subset}]>`, itemOf('description', text), '');

const prototypeNames = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
const prototypeElements = prototypeNames
  .map((name) => `<${name} ${name}="polluted">polluted</${name}>`)
  .join('');

/** The bodies by their path. Each is made anew when it is asked for. */
export const hostileFeeds: Readonly<Record<string, () => Iterable<string>>> = {
  '/feed/entities-that-multiply': () => withEntities(laughs, ['&lol9;']),
  '/feed/entities-quadratic': () =>
    withEntities(`<!ENTITY a "${'a'.repeat(50_000)}">`, repeated('&a;', 150_000)),
  '/feed/entity-of-a-file': () =>
    withEntities('<!ENTITY a SYSTEM "file:///etc/passwd">', ['the file says &a;']),
  '/feed/100000-items': () => manyItems(100_000),
  '/feed/item-of-50-mb': () => itemOf('description', repeated('Long. ', 50_000_000)),
  '/feed/item-of-9-mb': () => itemOf('description', repeated('Long. ', largeBytes)),
  '/feed/title-of-9-mb': () => itemOf('title', repeated('Long. ', largeBytes)),
  '/feed/50000-nested-tags': () =>
    inside(`${open}<item>${link('deep')}`, repeated('<a>', 150_000), `</item>${close}`),
  '/feed/nested-in-a-text': () => itemOf('description', repeated('&lt;div&gt;', 550_000)),
  '/feed/control-characters': () =>
    itemOf('title', ['Bell\u0007 and escape\u001b[31m and null\u0000 and \u202eright to left']),
  '/feed/names-of-prototypes': () =>
    inside(
      `${open}<item><title>Named</title>${link('named')}`,
      [prototypeElements],
      `</item>${close}`,
    ),
  '/feed/quadratic-snippet': () => itemOf('description', repeated('x&lt;h', 200_000)),
  '/feed/page': () => ['<!doctype html><html><head><title>A page</title></head><body>Hello</body>'],
  '/feed/nothing': () => [],
};
