// Answers into elements. All text goes in as text, and every address was looked at before it came here.
//
//   section ─ h2
//           └ ul ─ li ─ div ─ title (a link that covers the whole item)
//                     │      ├ source · age
//                     │      ├ why it is there
//                     │      └ also in …
//                     └ img, for the eye only
import type { ListItem } from './answer.js';
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

const blank: ListItem = {
  ...{ id: '', url: '', strategy: '', publishedAt: null, because: [], alsoIn: [] },
  ...{ title: '\u00a0', source: '\u00a0', image: '' },
};

/** What takes the place of a list until it is there: as high as one of so many items with pictures, and not seen. */
export function renderReserve(count: number, view: View): HTMLElement {
  const section = renderList(Array<ListItem>(count).fill(blank), view);
  section.inert = true;
  return section;
}

function renderSection(text: string, items: readonly HTMLElement[]): HTMLElement {
  const heading = make('h2', 'heading', text);
  heading.dir = 'auto';
  const list = make('ul', 'list', ...items);
  if (items.length % 2 === 1) items[0]?.part.add('lead');
  // Safari takes a list without markers for no list.
  list.role = 'list';
  const section = make('section', 'section', heading, list);
  section.setAttribute('aria-label', text);
  return section;
}

function renderItem(item: ListItem, view: View): HTMLElement {
  const { words, hasReasons, locale } = view;
  const topics = hasReasons
    ? enumerated(item.because, locale, (name) => make('bdi', 'topic', name))
    : [];
  const copies = enumerated(
    item.alsoIn.map(({ source }) => source),
    locale,
    (name, place) => renderLink('also-link', item.alsoIn[place]?.url ?? '', name),
  );
  const text = make(
    'div',
    'text',
    make('p', 'title', renderLink('link', item.url, item.title)),
    ...renderMeta(item, view),
    ...renderLine('reason', words.because, topics),
    ...renderLine('also', words.alsoIn, copies),
  );
  const line = make(
    'li',
    'item',
    text,
    ...(item.image === null ? [] : [renderPicture(item.image)]),
  );
  Object.assign(line.dataset, { article: item.id, strategy: item.strategy });
  return line;
}

/** A line with something on it, or none. */
const renderLine = (
  part: string,
  start: string,
  rest: readonly (Node | string)[],
): HTMLElement[] => (rest.length === 0 ? [] : [make('p', part, `${start} `, ...rest)]);

function renderLink(part: string, url: string, text: string): HTMLElement {
  const link = make('a', part, text);
  link.href = url;
  link.dir = 'auto';
  return link;
}

function renderMeta({ source, publishedAt }: ListItem, { now, locale }: View): HTMLElement[] {
  const parts: (HTMLElement | string)[] = [];
  if (source !== '') parts.push(make('bdi', 'source', source), ' · ');
  if (publishedAt === null) parts.pop();
  else {
    const age = make('time', 'age', ageText(publishedAt, now, locale));
    age.dateTime = new Date(publishedAt).toISOString();
    parts.push(age);
  }
  return parts.length === 0 ? [] : [make('p', 'meta', ...parts)];
}

function renderPicture(url: string): HTMLElement {
  const picture = make('img', 'picture');
  picture.alt = '';
  picture.loading = 'lazy';
  picture.addEventListener('error', () => {
    picture.remove();
  });
  if (url !== '') picture.src = url;
  return picture;
}
