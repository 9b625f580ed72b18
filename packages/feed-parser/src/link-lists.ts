/**
 * Lists of links in an article's markup: "Articles You May Like", "Read next". They are the titles of other articles;
 * as this one's text they would make it related to all of them.
 */
import type { LinePiece } from '@maylike/articles';
import { cleanLine, type HtmlReading } from './html-text.js';

/** Fewer links below each other may be an article's own sources. */
const linesOfListMin = 3;
/** Longer is no heading, and neither is a sentence. */
const headingCharactersMax = 80;
const sentenceEnd = /[.!?…。]['"”’)]?$/;

const letter = /[\p{L}\p{N}]/u;

interface Line {
  readonly text: string;
  /** Every letter of it is in a link. */
  readonly isLink: boolean;
}

/** Whether every letter of a line is in a link, and there is one. */
function isLinkLine(line: readonly LinePiece[]): boolean {
  const lettered = line.filter(({ text }) => letter.test(text));
  return lettered.length > 0 && lettered.every(({ href }) => href !== null);
}

/** The lines that have a text; none where so few are links that no list is among them. */
function linesOf(lines: HtmlReading['lines']): Line[] {
  const areLinks = lines.map(isLinkLine);
  if (areLinks.filter(Boolean).length < linesOfListMin) return [];
  return lines.flatMap((line, place) => {
    const text = cleanLine(line.map((piece) => piece.text).join(''));
    return text === '' ? [] : [{ text, isLink: areLinks[place] === true }];
  });
}

const isHeading = ({ text }: Line): boolean =>
  text.length <= headingCharactersMax && !sentenceEnd.test(text);

/**
 * The lines of a text that are lists of three or more links, each with the short line above it that heads it. Empty where
 * the lists are all there is: then they are the article. Linear in the length.
 *
 * @param found The lines as `readHtml` found them.
 */
export function linkListLines(found: HtmlReading['lines']): string[] {
  const lines = linesOf(found);
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
