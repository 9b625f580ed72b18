// An answer as a piece of HTML, for what cannot ask for JSON: server-side and edge-side includes, AMP, readers without
// script. Plain links under a heading, nothing that loads anything, nothing that a page's own policy could refuse; what
// it looks like is the page's affair.
import { isOwnUrl, parseUrl, type Site } from '@maylike/articles';
import type { Answer, AnswerItem } from '@maylike/ranking';
import { localeOf, wordsFor, type Words } from '@maylike/widget/words';
import { html, type Html } from './ops/html.js';

/** Languages written from right to left, by primary subtag. */
const rightToLeft = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);
/** A page may hold lists of its own, but no second of these. */
const headingId = 'maylike-heading';

/** What the texts around the items are in, and where they go. */
interface Frame {
  readonly site: Site;
  readonly locale: string;
  readonly words: Words;
}

/**
 * The fragment: a section with a heading and a list of links, in the order of the answer; '' where there is nothing to
 * show, so that no heading stands alone.
 *
 * @param language A BCP 47 tag; English where the list does not speak it.
 */
export function fragmentOf({ items }: Answer, site: Site, language: string): string {
  const locale = localeOf(language);
  const words = wordsFor(locale);
  const lines = items.flatMap((item) => line(item, { site, locale, words }));
  if (lines.length === 0) return '';
  const direction = rightToLeft.has(locale.split('-', 1)[0] ?? '') ? 'rtl' : 'ltr';
  return html`<section
    class="maylike"
    lang="${locale}"
    dir="${direction}"
    aria-labelledby="${headingId}"
  >
    <h2 id="${headingId}">${words.heading}</h2>
    <ul>
      ${lines}
    </ul>
  </section> `.markup;
}

/** One item; nothing for an address that is no web page, which no stored article has. */
function line(item: AnswerItem, frame: Frame): Html[] {
  const title = link(item.url, item.title, frame.site);
  if (title === null) return [];
  const day = item.publishedAt.slice(0, 10);
  const shown = new Intl.DateTimeFormat(frame.locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const time = html`<time datetime="${item.publishedAt}"
    >${shown.format(new Date(`${day}T00:00:00Z`))}</time
  >`;
  const source = item.source === null ? html`` : html`<span dir="auto">${item.source}</span> `;
  return [
    html`<li data-article="${item.id}" data-strategy="${item.strategy}">
      ${title} <small>${source}${time}${copies(item, frame)}</small>
    </li> `,
  ];
}

/** Where else the story can be read, by outlet. */
function copies({ alsoIn }: AnswerItem, { site, locale, words }: Frame): Html {
  const links = alsoIn.flatMap(({ url, source }) => link(url, source ?? '', site) ?? []);
  if (links.length === 0) return html``;
  const listed = new Intl.ListFormat(locale, { type: 'unit', style: 'short' })
    .formatToParts(links.map((_link, at) => String(at)))
    .map(({ type, value }) => (type === 'element' ? links[Number(value)] : null) ?? html`${value}`);
  return html` · ${words.alsoIn} ${listed}`;
}

/** A link to a web page; null for anything else, and for one that would have no text. */
function link(url: string, text: string, site: Site): Html | null {
  const address = parseUrl(url);
  if (address === null || !/^https?:$/.test(address.protocol) || text.trim() === '') return null;
  const rel = isOwnUrl(url, site.origins) ? html`` : html` rel="external"`;
  return html`<a href="${address.href}" dir="auto" ${rel}>${text}</a>`;
}
