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
  const items = fieldOf(parsed(body), 'items');
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

/** A field of an object; undefined where it has none, or where there is no object. No name asked for is Object's own. */
function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** A field's text without blanks around it, cut to a number of characters; empty where it is not a text. */
function textOf(value: unknown, name: string, charactersMax: number): string {
  return cut(fieldOf(value, name), charactersMax);
}

function cut(text: unknown, charactersMax: number): string {
  if (typeof text !== 'string') return '';
  // By code points: half a surrogate pair would be shown as a box.
  return Array.from(text.trim().slice(0, 2 * charactersMax))
    .slice(0, charactersMax)
    .join('');
}

function webAddressOf(value: unknown, name: string): string | null {
  const text = fieldOf(value, name);
  return typeof text === 'string' ? (webUrlOf(text)?.href ?? null) : null;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
}

function itemOf(value: unknown): ListItem[] {
  const url = webAddressOf(value, 'url');
  const title = textOf(value, 'title', titleCharactersMax);
  if (url === null || title === '') return [];
  const publishedAt = Date.parse(textOf(value, 'publishedAt', nameCharactersMax));
  return [
    {
      id: textOf(value, 'id', nameCharactersMax),
      url,
      title,
      image: webAddressOf(value, 'image'),
      publishedAt: Number.isNaN(publishedAt) ? null : publishedAt,
      source: textOf(value, 'source', nameCharactersMax),
      strategy: textOf(value, 'strategy', nameCharactersMax),
      because: listOf(value, 'because')
        .map((name) => cut(name, nameCharactersMax))
        .filter((name) => name !== '')
        .slice(0, namesMax),
      alsoIn: listOf(value, 'alsoIn').flatMap(copyOf).slice(0, namesMax),
    },
  ];
}

function copyOf(value: unknown): ItemCopy[] {
  const url = webAddressOf(value, 'url');
  const source = textOf(value, 'source', nameCharactersMax);
  return url === null || source === '' ? [] : [{ url, source }];
}
