/** What is asked of tags beyond where they end: the addresses of pictures and links. */
import { decodeHTML } from 'entities';
import { tagEnd } from './markup-tokens.js';

/** How many picture tags are looked at; the first ones are counters and icons at worst. */
const imageTagsMax = 10;

/** Characters of one picture tag; longer ones carry the picture itself. */
const imageTagCharactersMax = 4_096;

/** Finds an attribute's value in a tag. */
function attributePattern(name: string): RegExp {
  return new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i');
}

const attributePatterns = {
  href: attributePattern('href'),
  width: attributePattern('width'),
  height: attributePattern('height'),
  src: attributePattern('src'),
  'data-src': attributePattern('data-src'),
};

function attribute(tag: string, name: keyof typeof attributePatterns): string | null {
  const match = attributePatterns[name].exec(tag);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value === undefined ? null : decodeHTML(value);
}

/** Characters of a link's tag; an address of any use is shorter. */
const linkTagCharactersMax = 8_192;

/** The address of a link's tag as written; empty where it has none. */
export function hrefOf(tag: string): string {
  return tag.length > linkTagCharactersMax ? '' : (attribute(tag, 'href') ?? '');
}

/** Addresses of the first pictures in HTML, as written, without those of one pixel. Linear. */
export function imagesOfHtml(html: string): string[] {
  const found: string[] = [];
  const start = /<img\s/gi;
  for (let count = 0; count < imageTagsMax; count += 1) {
    const match = start.exec(html);
    if (match === null) break;
    const end = tagEnd(html, match.index + 1);
    if (end === -1 || end - match.index > imageTagCharactersMax) continue;
    const tag = html.slice(match.index, end);
    if (attribute(tag, 'width') === '1' || attribute(tag, 'height') === '1') continue;
    const source = attribute(tag, 'src') ?? attribute(tag, 'data-src');
    if (source !== null) found.push(source);
  }
  return found;
}
