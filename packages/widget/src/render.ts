// Answers into elements. All text goes in as text, and every address was looked at before it came here.
//
//   section ─ h2
//           └ ul ─ li ─ div ─ title (a link that covers the whole item)
//                     │      ├ source · age
//                     │      ├ why it is there
//                     │      └ also in …
//                     └ img, for the eye only
import type { ItemCopy, ListItem } from './answer.js';
import { ageText, enumerated, type Words } from './words.js';

/** How a list is to be shown. */
export interface View {
  readonly heading: string;
  readonly words: Words;
  /** A BCP 47 tag. */
  readonly locale: string;
  /** Milliseconds since the epoch: ages count from here. */
  readonly now: number;
  /** Whether it says why each item is there. */
  readonly hasReasons: boolean;
}

/** An element that pages can style as `::part(part)`. */
function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  part: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.part.value = part;
  element.append(...children);
  return element;
}

/** A list under its heading, which names it for those who hear the page. */
export function renderList(items: readonly ListItem[], view: View): HTMLElement {
  return renderSection(
    view.heading,
    items.map((item) => renderItem(item, view)),
  );
}

/** What takes the place of a list until it is there: as high as one of so many items with pictures, and not seen. */
export function renderReserve(count: number): HTMLElement {
  const item = (): HTMLElement => {
    const lines = [make('p', 'title', '\u00a0', document.createElement('br'), '\u00a0')];
    return make('li', 'item', make('div', 'text', ...lines, make('p', 'meta', '\u00a0')), space());
  };
  const section = renderSection('\u00a0', Array.from({ length: count }, item));
  section.inert = true;
  return section;
}

const space = (): HTMLElement => make('span', 'picture');

function renderSection(text: string, items: readonly HTMLElement[]): HTMLElement {
  const heading = make('h2', 'heading', text);
  heading.id = 'heading';
  heading.dir = 'auto';
  const list = make('ul', 'list', ...items);
  if (items.length % 2 === 1) items[0]?.part.add('lead');
  // Safari takes a list without markers for no list.
  list.role = 'list';
  const section = make('section', 'section', heading, list);
  section.setAttribute('aria-labelledby', heading.id);
  return section;
}

function renderItem(item: ListItem, view: View): HTMLElement {
  const lines = [
    make('p', 'title', renderLink('link', item.url, item.title)),
    ...renderMeta(item, view),
    ...(view.hasReasons ? renderReason(item.because, view) : []),
    ...renderCopies(item.alsoIn, view),
  ];
  const text = make('div', 'text', ...lines);
  return make('li', 'item', text, ...(item.image === null ? [] : [renderPicture(item.image)]));
}

function renderLink(part: string, url: string, text: string): HTMLElement {
  const link = make('a', part, text);
  link.href = url;
  link.dir = 'auto';
  return link;
}

function renderMeta({ source, publishedAt }: ListItem, { now, locale }: View): HTMLElement[] {
  const parts: HTMLElement[] = [];
  if (source !== '') parts.push(make('bdi', 'source', source));
  if (publishedAt !== null) {
    const age = make('time', 'age', ageText(publishedAt, now, locale));
    age.dateTime = new Date(publishedAt).toISOString();
    parts.push(age);
  }
  const [first, second] = parts;
  if (first === undefined) return [];
  return [make('p', 'meta', first, ...(second === undefined ? [] : [' · ', second]))];
}

function renderReason(because: readonly string[], { words, locale }: View): HTMLElement[] {
  if (because.length === 0) return [];
  const names = enumerated(because, locale).map(({ isName, text }) =>
    isName ? make('bdi', 'topic', text) : text,
  );
  return [make('p', 'reason', words.because, ...names)];
}

function renderCopies(copies: readonly ItemCopy[], { words, locale }: View): HTMLElement[] {
  if (copies.length === 0) return [];
  const names = copies.map(({ source }) => source);
  let place = 0;
  const links = enumerated(names, locale).map(({ isName, text }) => {
    const copy = isName ? copies[place++] : undefined;
    return copy === undefined ? text : renderLink('also-link', copy.url, copy.source);
  });
  return [make('p', 'also', words.alsoIn, ...links)];
}

function renderPicture(url: string): HTMLElement {
  const picture = make('img', 'picture');
  picture.alt = '';
  picture.loading = 'lazy';
  picture.decoding = 'async';
  // Their ratio is what the style sheet gives it; they keep its place where the sheet is replaced.
  picture.width = 240;
  picture.height = 160;
  picture.addEventListener('error', () => {
    picture.remove();
  });
  picture.src = url;
  return picture;
}
