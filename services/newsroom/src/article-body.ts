// The text of an article as markup: the same paragraphs on its page and in the feeds that carry whole texts.
import { articlePath } from './addresses.js';
import type { Edition, PublishedArticle } from './edition.js';
import { html, type Markup } from './html.js';
import { outletOf } from './outlets.js';

/** The paragraphs, with the outlet's newsletter line after the second one, as real outlets have it. */
export function paragraphsOf({ outlet, paragraphs }: PublishedArticle): Markup[] {
  const { newsletterLine } = outletOf(outlet);
  const lines = newsletterLine === null ? paragraphs : paragraphs.toSpliced(2, 0, newsletterLine);
  return lines.map((line) => html`<p>${line}</p> `);
}

/** The list that somebody once put under the text and forgot; links to what is no more are left out. */
export function staleListOf({ clutter }: PublishedArticle, edition: Edition): Markup | null {
  if (clutter === null) return null;
  const linked = clutter.staleLinks.flatMap((slug) =>
    edition.articles.filter((article) => article.slug === slug),
  );
  return html`<p>Articles You May Like</p>
    <ul>
      ${linked.map((article) => html`<li><a href="${articlePath(article)}">${article.title}</a></li> `)}
    </ul> `;
}
