/**
 * Lists of links in an article's markup: "Articles You May Like", "Read next". They are the titles of other articles;
 * as this one's text they would make it related to all of them.
 */
import { cleanLine, linkEnd, linkStart, markedLines } from './html-text.js';

/** Fewer links below each other may be an article's own sources. */
const linesOfListMin = 3;
/** Longer is no heading, and neither is a sentence. */
const headingCharactersMax = 80;
const sentenceEnd = /[.!?…。]['"”’)]?$/;

const linkEnds = new RegExp(`([${linkStart}${linkEnd}])`);
const letter = /[\p{L}\p{N}]/u;

interface Line {
  readonly text: string;
  /** Every letter of it is in a link. */
  readonly isLink: boolean;
}

/** Whether each line is nothing but a link; a link may go over several lines. */
function linesOf(html: string): Line[] {
  const lines: Line[] = [];
  let isInLink = false;
  for (const marked of markedLines(html)) {
    let hasProse = false;
    let hasLink = false;
    for (const piece of marked.split(linkEnds)) {
      if (piece === linkStart || piece === linkEnd) isInLink = piece === linkStart;
      else if (letter.test(piece)) {
        if (isInLink) hasLink = true;
        else hasProse = true;
      }
    }
    const text = cleanLine(marked);
    if (text !== '') lines.push({ text, isLink: hasLink && !hasProse });
  }
  return lines;
}

const isHeading = ({ text }: Line): boolean =>
  text.length <= headingCharactersMax && !sentenceEnd.test(text);

/**
 * The lines of `htmlToText(html)` that are lists of three or more links, each with the short line above it that heads
 * it. Empty where the lists are all there is: then they are the article. Linear in the length.
 */
export function linkListLines(html: string): string[] {
  const lines = linesOf(html);
  const listed = new Set<Line>();
  for (let at = 0; at < lines.length;) {
    let end = at;
    while (lines[end]?.isLink === true) end += 1;
    if (end - at >= linesOfListMin) {
      const heading = lines[at - 1];
      if (heading !== undefined && isHeading(heading)) listed.add(heading);
      for (const line of lines.slice(at, end)) listed.add(line);
    }
    at = end + 1;
  }
  return listed.size === lines.length ? [] : Array.from(listed, ({ text }) => text);
}
