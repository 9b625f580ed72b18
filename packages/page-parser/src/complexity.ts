/**
 * The gate before the tree is built: Readability's time grows faster than the square of the nesting,
 * so a page of 24 kB can hold a thread for minutes. The same tokenizer that linkedom builds its tree
 * with counts first, which makes the counts exact (void elements, implied end tags, raw text), and it
 * stops at the first tag over a limit.
 */
import { Parser } from 'htmlparser2';
import { PageParseError } from './errors.js';
import {
  attributesMax,
  depthMax,
  depthWorkMax,
  leavesMax,
  styleCharsMax,
  tagAttributesMax,
  tagsMax,
} from './limits.js';

/**
 * Counts a page's tags.
 *
 * @returns how many there are; 0 for text that is no HTML. Linear in the text.
 * @throws PageParseError `too_complex` at the first count over its limit.
 */
export function countTags(html: string): number {
  let depth = 0;
  let tags = 0;
  let attributes = 0;
  let tagAttributes = 0;
  let styleChars = 0;
  let depthWork = 0;
  let leaves = 0;
  const countLeaf = (): void => {
    leaves += 1;
    if (leaves > leavesMax) throw new PageParseError('too_complex');
  };
  const parser = new Parser({
    onopentagname() {
      depth += 1;
      tags += 1;
      tagAttributes = 0;
      depthWork += depth * depth;
      if (depth > depthMax || tags > tagsMax || depthWork > depthWorkMax) {
        throw new PageParseError('too_complex');
      }
    },
    onattribute(name, value) {
      attributes += 1;
      tagAttributes += 1;
      if (name.toLowerCase() === 'style') styleChars += value.length;
      const isTooMany = attributes > attributesMax || tagAttributes > tagAttributesMax;
      if (isTooMany || styleChars > styleCharsMax) {
        throw new PageParseError('too_complex');
      }
    },
    ontext: countLeaf,
    oncomment: countLeaf,
    onclosetag() {
      depth -= 1;
    },
  });
  parser.write(html);
  parser.end();
  return tags;
}
