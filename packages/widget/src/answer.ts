// What of an answer of the API a list is made of. The answer comes over a network, so every field is looked at; fields
// that are not known here are passed over, and an item that could not be shown is left out.
import { limitMax, webUrlOf } from './address.js';

/** An answer of twenty items has some 20,000 characters; what is far longer is not one. */
export const answerCharactersMax = 1_000_000;
/** Longer than any headline; what is longer is cut. */
export const titleCharactersMax = 300;
/** Names of outlets and things are shorter; what is longer is cut. */
export const nameCharactersMax = 100;
/** A line has room for so many things that both articles are about, and for so many outlets. */
export const namesMax = 3;

/** Another copy of an item's story. */
export interface ItemCopy {
  /** Absolute, http or https. */
  readonly url: string;
  readonly source: string;
}

/** One line of the list. All text is plain text. */
export interface ListItem {
  readonly id: string;
  /** Absolute, http or https. */
  readonly url: string;
  /** Never blank. */
  readonly title: string;
  /** Absolute, http or https. */
  readonly image: string | null;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number | null;
  readonly source: string;
  readonly strategy: string;
  readonly because: readonly string[];
  readonly alsoIn: readonly ItemCopy[];
}

/**
 * The items of an answer's body: those that have a title and an address to go to, in the answer's order, at most
 * {@link limitMax}. Null where the body is not an answer.
 */
export function itemsOf(body: string): readonly ListItem[] | null {
  if (body.length > answerCharactersMax) return null;
  const { items } = fieldsOf(parsed(body));
  return Array.isArray(items) ? items.flatMap(itemOf).slice(0, limitMax) : null;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON: not an answer, as any other value that has no items.
    return null;
  }
}

/** An object's fields; none where there is no object. */
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' ? { ...value } : {};

/** A text without blanks around it, cut to a number of characters; empty where it is not a text. */
const textOf = (value: unknown, charactersMax: number = nameCharactersMax): string =>
  // By code points: half a surrogate pair would be shown as a box.
  typeof value === 'string' ? Array.from(value.trim()).slice(0, charactersMax).join('') : '';

const webAddressOf = (value: unknown): string | null =>
  typeof value === 'string' ? (webUrlOf(value)?.href ?? null) : null;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function itemOf(value: unknown): ListItem[] {
  const fields = fieldsOf(value);
  const url = webAddressOf(fields['url']);
  const title = textOf(fields['title'], titleCharactersMax);
  if (url === null || title === '') return [];
  const publishedAt = Date.parse(textOf(fields['publishedAt']));
  return [
    {
      id: textOf(fields['id']),
      url,
      title,
      image: webAddressOf(fields['image']),
      publishedAt: Number.isNaN(publishedAt) ? null : publishedAt,
      source: textOf(fields['source']),
      strategy: textOf(fields['strategy']),
      because: listOf(fields['because'])
        .map((name) => textOf(name))
        .filter(Boolean)
        .slice(0, namesMax),
      alsoIn: listOf(fields['alsoIn']).flatMap(copyOf).slice(0, namesMax),
    },
  ];
}

function copyOf(value: unknown): ItemCopy[] {
  const fields = fieldsOf(value);
  const url = webAddressOf(fields['url']);
  const source = textOf(fields['source']);
  return url === null || source === '' ? [] : [{ url, source }];
}
