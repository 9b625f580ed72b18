// Why some of what feedparser expects is not so here, kind by kind. An assert that fails and is covered by none of these
// is a fault.
import type { Assert } from './feedparser-asserts.js';

/** An assert with the file that it is about, as a path below the collections. */
export interface AssertOfFile extends Assert {
  readonly file: string;
}

/** A kind of assert that is known not to hold. */
export interface Difference {
  readonly reason: string;
  readonly covers: (assert: AssertOfFile) => boolean;
}

const of =
  (file: RegExp, kind?: string): Difference['covers'] =>
  (assert) =>
    file.test(assert.file) && (kind === undefined || assert.kind === kind);

export const differences: readonly Difference[] = [
  {
    reason:
      'bozo: an <rss> or <rdf:RDF> with nothing in it counts as repaired ("a missing channel")',
    covers: of(/\/(?:encoding|rss)\/(?:http_|u16|utf|rss_version_)/, 'bozo'),
  },
  {
    reason: 'bozo: a prefix that is declared nowhere is read like any other, without a word',
    covers: of(/undeclared_namespace/, 'bozo'),
  },
  {
    reason: 'CDF, a format of 1997 that no publisher has any more, is refused',
    covers: of(/\/cdf\//),
  },
  {
    reason: 'text that shows a tag ("the <blink> tag") is kept as that text, not as markup',
    covers: ({ file, value }) =>
      /inline_markup_2|description_code_br/.test(file) && String(value).includes('&lt;'),
  },
  {
    reason:
      'binary content (type application/octet-stream) is no text, even where its bytes would be',
    covers: of(/\/atom10\/entry_(?:content|summary)_base64/),
  },
  {
    reason: 'a tag is what readers are shown, its label, where it has one',
    covers: of(/entry_category_term/, 'entries.#.tags.#.term'),
  },
  {
    reason: '<tags> is no element of any format',
    covers: of(/item_madeup_tags_element/, 'entries.#.tags.#.term'),
  },
  {
    reason: 'an id is kept as it is given, never resolved like an address',
    covers: of(/\/base\/http_entry_id_base_docuri/, 'entries.#.id'),
  },
  {
    reason:
      'the header Content-Location is not looked at: addresses are relative to where the body came from',
    covers: of(/content_location/, 'feed.link'),
  },
  {
    reason: 'of several dates of a kind the first that can be read counts, not the last',
    covers: of(/entry_updated_multiple_values/, 'entries.#.updated_parsed'),
  },
  {
    reason: 'bytes that are no UTF-8 in a body that is too short to tell its encoding',
    covers: of(/bozo_linenoise/, 'entries.#.summary'),
  },
  {
    reason: '&lang; is U+27E8 since HTML 5, U+2329 before',
    covers: of(/entities\/lang/, 'feed.title'),
  },
  {
    reason: 'CDATA inside of CDATA is taken for the wrapper that a double escape left, and off',
    covers: of(/script_nested_cdata/, 'entries.#.content.#.value'),
  },
];
