// What several pages show: times, pictures, cards.
import { articlePath, picturePath } from '../addresses.js';
import type { PublishedArticle } from '../edition.js';
import { html, type Markup } from '../html.js';
import { outletOf } from '../outlets.js';
import { pictureText } from '../pictures/index.js';
import { pictureSize } from '../pictures/variants.js';
import { momentOf, timeAgo } from '../wording.js';

/** A moment: how long ago in words, the date when one points at it. */
export function timeElement(time: number, now: number, language: string): Markup {
  const iso = new Date(time).toISOString();
  return html`<time datetime="${iso}" title="${momentOf(time, language)}"
    >${timeAgo(time, now, language)}</time
  >`;
}

/** A picture beside a headline that says it all: nothing for those who listen. */
function cardPicture(article: PublishedArticle, isFirst: boolean): Markup {
  const { width, height } = pictureSize;
  return html`<a class="picture" href="${articlePath(article)}" tabindex="-1" aria-hidden="true"
    ><img
      src="${picturePath(article)}"
      alt=""
      width="${width}"
      height="${height}"
      loading="${isFirst ? 'eager' : 'lazy'}"
      decoding="async"
  /></a>`;
}

/** The picture over an article, described. */
export function leadPicture(article: PublishedArticle): Markup {
  const { width, height } = pictureSize;
  return html`<img
    src="${picturePath(article)}"
    alt="${pictureText(article.eventId)}"
    width="${width}"
    height="${height}"
  />`;
}

/** How a card looks, and what it shows beside its headline. */
export interface CardOptions {
  readonly now: number;
  readonly className: 'lead' | 'second' | 'first' | 'brief';
  /** The level of its headline. */
  readonly heading: 'h2' | 'h3';
  /** Where several outlets stand on a page, each card names its own. */
  readonly namesOutlet: boolean;
}

/** An article on a front. */
export function card(article: PublishedArticle, options: CardOptions): Markup {
  const { className, heading, now } = options;
  const headline = html`<a href="${articlePath(article)}">${article.title}</a>`;
  const hasPicture = className !== 'brief';
  return html`<article
    class="card ${className}"
    data-outlet="${article.outlet}"
    lang="${article.language}"
  >
    ${hasPicture ? cardPicture(article, className === 'lead') : null}
    <div class="words">
      ${heading === 'h2' ? html`<h2>${headline}</h2>` : html`<h3>${headline}</h3>`}
      ${className === 'brief' ? null : html`<p class="standfirst">${article.standfirst}</p>`}
      <p class="meta">
        ${outletName(article, options)}${timeElement(article.publishedAt, now, article.language)}
      </p>
    </div>
  </article> `;
}

function outletName(article: PublishedArticle, { namesOutlet }: CardOptions): Markup | null {
  if (!namesOutlet) return null;
  return html`<span class="outlet" lang="en">${outletOf(article.outlet).name}</span> `;
}
