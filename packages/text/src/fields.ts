/** An article's texts, each occurrence in exactly one field, so that nothing counts twice by being repeated. */
import {
  BODY_WEIGHT,
  LEAD_CHARACTERS_MAX,
  LEAD_FROM_TEXT_CHARACTERS_MAX,
  LEAD_FROM_TEXT_CHARACTERS_MIN,
  LEAD_SEARCH_CHARACTERS_MAX,
  LEAD_WEIGHT,
  REPEATED_TITLE_CHARACTERS_MIN,
  TEXT_CHARACTERS_MAX,
  TITLE_CHARACTERS_MAX,
  TITLE_WEIGHT,
} from './limits.js';
import type { SourceBoilerplate } from './boilerplate.js';
import { normaliseText } from './normalise.js';
import { mapPieces } from './pieces.js';

/** A piece of text and how often each of its words counts. */
export interface Field {
  readonly text: string;
  readonly weight: number;
}

interface Pieces {
  readonly lead: string;
  readonly body: string;
}

/** What a shortened summary ends with. */
const ELLIPSIS = /\s*[[(]?\.{3}[\])]?$/;

/** Drops a title repeated at the beginning. A short one in the same line may be the first words of the first sentence. */
function withoutTitle(text: string, title: string): string {
  if (title === '' || !text.startsWith(title)) return text;
  const isOwnLine = text.length === title.length || text[title.length] === '\n';
  if (!isOwnLine && title.length < REPEATED_TITLE_CHARACTERS_MIN) return text;
  return text.slice(title.length).trimStart();
}

/** Where the summary stands in the text, however either breaks its lines; -1 where it does not. */
function placeOfLead(body: string, lead: string): number {
  const searched = body.slice(0, LEAD_SEARCH_CHARACTERS_MAX + lead.length);
  return searched.replaceAll('\n', ' ').indexOf(lead.replaceAll('\n', ' '));
}

/** The lead of a text without a summary: its first lines, as many as make a paragraph. */
function splitLead(text: string): Pieces {
  const enough = text.indexOf('\n', LEAD_FROM_TEXT_CHARACTERS_MIN);
  const end = enough === -1 ? text.length : enough;
  if (end <= LEAD_FROM_TEXT_CHARACTERS_MAX)
    return { lead: text.slice(0, end), body: text.slice(end) };
  const space = text.lastIndexOf(' ', LEAD_FROM_TEXT_CHARACTERS_MAX);
  const cut = space > 0 ? space : LEAD_FROM_TEXT_CHARACTERS_MAX;
  return { lead: text.slice(0, cut), body: text.slice(cut) };
}

function separate(lead: string, text: string): Pieces {
  if (lead === '') return splitLead(text);
  const place = placeOfLead(text, lead);
  if (place !== -1)
    return { lead, body: `${text.slice(0, place)}\n${text.slice(place + lead.length)}` };
  return { lead, body: placeOfLead(lead, text) === -1 ? text : '' };
}

function ownTexts(
  title: string,
  lead: string,
  text: string,
  boilerplate: SourceBoilerplate | null,
): Pieces {
  const whole = {
    lead: normaliseText(lead, LEAD_CHARACTERS_MAX),
    body: normaliseText(text, TEXT_CHARACTERS_MAX),
  };
  if (boilerplate === null) return whole;
  const ownPart = (piece: string): string => {
    const part = boilerplate.ownPart(piece);
    // "The post <title> appeared first on …": what is left is the title, which counts already.
    return part !== piece && part === title ? '' : part;
  };
  const own = { lead: mapPieces(whole.lead, ownPart), body: mapPieces(whole.body, ownPart) };
  return own.lead === '' && own.body === '' ? whole : own;
}

/**
 * Title, lead and body with their weights, normalised. A title repeated at the beginning of summary or text and a
 * summary found in the text (also one that was cut off with an ellipsis) count once, in the weightier field. Where there
 * is no summary the beginning of the text is the lead. O(length).
 *
 * @param boilerplate What the source prints under everything: it is no part of summary and text, unless nothing else is.
 */
export function fieldsOf(
  title: string,
  lead: string,
  text: string,
  boilerplate: SourceBoilerplate | null,
): Field[] {
  const titleText = normaliseText(title, TITLE_CHARACTERS_MAX);
  const own = ownTexts(titleText, lead, text, boilerplate);
  const leadText = own.lead.replace(ELLIPSIS, '');
  const bodyText = own.body;
  const pieces = separate(withoutTitle(leadText, titleText), withoutTitle(bodyText, titleText));
  return [
    { text: titleText, weight: TITLE_WEIGHT },
    { text: pieces.lead, weight: LEAD_WEIGHT },
    { text: pieces.body, weight: BODY_WEIGHT },
  ];
}
