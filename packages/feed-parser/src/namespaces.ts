/**
 * The prefixes of one document. XML lets every author choose them; the readers know the ones that
 * everybody uses. So `<m:thumbnail xmlns:m="http://search.yahoo.com/mrss/">` is `media:thumbnail`,
 * and `<atom:entry>` of an Atom feed is `entry`. A prefix counts for the whole document from where
 * it is first declared, which is where real feeds declare it: on the root.
 */

/** What the names of modules start with, for the readers. */
const modulePrefixes = new Map([
  ['http://purl.org/dc/elements/1.1/', 'dc:'],
  ['http://purl.org/dc/terms/', 'dcterms:'],
  ['http://purl.org/rss/1.0/modules/content/', 'content:'],
  ['http://purl.org/rss/1.0/modules/syndication/', 'sy:'],
  ['http://rssnamespace.org/feedburner/ext/1.0', 'feedburner:'],
  ['http://search.yahoo.com/mrss', 'media:'],
  ['http://search.yahoo.com/mrss/', 'media:'],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes:'],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf:'],
  ['http://www.w3.org/1999/xhtml', 'xhtml:'],
  ['http://www.w3.org/2005/Atom', 'atom:'],
]);

/** The namespaces that a feed's own elements are in, by the local name of its root. */
const ownNamespaces = new Map([
  ['feed', ['http://www.w3.org/2005/Atom', 'http://purl.org/atom/ns#']],
  [
    'RDF',
    [
      'http://purl.org/rss/1.0/',
      'http://channel.netscape.com/rdf/simple/0.9/',
      'http://my.netscape.com/rdf/simple/0.9/',
    ],
  ],
]);

/** Characters of a start tag in which declarations are looked for; a rich root has 3,000. */
const tagCharactersMax = 20_000;
const prefixesMax = 100;

const declarationPattern = /\sxmlns(?::([\w.-]{1,64}))?\s*=\s*(?:"([^"]{0,300})"|'([^']{0,300})')/g;

/** A name without its namespace prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The namespace prefix of a name with its colon, or the empty string. */
function prefixOf(name: string): string {
  return name.slice(0, name.indexOf(':') + 1);
}

/** Prefixes and their namespaces, as a tag declares them; an empty prefix is the default. */
function declarations(tag: string): [string, string][] {
  if (!tag.includes('xmlns')) return [];
  const found = tag.slice(0, tagCharactersMax).matchAll(declarationPattern);
  return Array.from(found, ([, prefix, double, single]) => [
    prefix === undefined ? '' : `${prefix}:`,
    (double ?? single ?? '').trim(),
  ]);
}

/** See the top of this file. Every method is linear in the tag or name that it is given. */
export class Namespaces {
  /** Prefixes as written, with their colons, to those that the readers know. */
  readonly #plain = new Map<string, string>();
  #own: readonly string[] = [];

  /** Learns what the root says: its own prefix is nobody's, but for RDF's, whose items have another. */
  takeRoot(name: string, tag: string): void {
    const root = localName(name);
    this.#own = ownNamespaces.get(root) ?? [];
    const prefix = prefixOf(name);
    if (prefix !== '' && root !== 'RDF') this.#plain.set(prefix, '');
    this.learn(tag);
    const defaultNamespace = declarations(tag).find(([declared]) => declared === '')?.[1];
    const hasOwnPrefix = [...this.#plain.values()].includes('');
    const isForeign = defaultNamespace !== undefined && !this.#own.includes(defaultNamespace);
    // Names without a prefix are then some other vocabulary's, "title" among them.
    if (hasOwnPrefix && isForeign && this.#own.length > 0) this.#plain.set('', 'foreign:');
  }

  /** Learns the prefixes that a start tag declares. */
  learn(tag: string): void {
    if (!tag.includes('xmlns:')) return;
    for (const [prefix, namespace] of declarations(tag)) {
      if (prefix === '' || this.#plain.has(prefix) || this.#plain.size >= prefixesMax) continue;
      const plain = this.#own.includes(namespace) ? '' : modulePrefixes.get(namespace);
      if (plain !== undefined) this.#plain.set(prefix, plain);
    }
  }

  /** The name by which the readers know an element; as written where its prefix says nothing. */
  plain(name: string): string {
    const prefix = prefixOf(name);
    const plain = this.#plain.get(prefix);
    return plain === undefined ? name : plain + name.slice(prefix.length);
  }
}
