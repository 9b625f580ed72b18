// An article's page, as a publisher's system would make it: metadata for machines, the text, and under it the list.
import { articlePath, homePath, outletPath, picturePath } from '../addresses.js';
import { paragraphsOf, staleListOf } from '../article-body.js';
import type { PublishedArticle } from '../edition.js';
import { anchorOf, frontOf, sectionNameOf } from '../front.js';
import { html, jsonScript, type Markup } from '../html.js';
import { outletOf } from '../outlets.js';
import { wordingOf } from '../wording.js';
import { navigationOf } from './front-page.js';
import { renderPage, type MayLikeAccess, type PageContext } from './page.js';
import { leadPicture, timeElement } from './parts.js';

/** The page of an article of the edition. */
export function articlePage(article: PublishedArticle, context: PageContext): string {
  const outlet = outletOf(article.outlet);
  const path = outletPath(outlet.id);
  const own = context.edition.articles.filter((other) => other.outlet === outlet.id);
  return renderPage(
    {
      title: article.title,
      description: article.standfirst,
      language: article.language,
      path: articlePath(article),
      outlet,
      sections: navigationOf(frontOf(own), path),
      head: articleHead(article, context),
      main: html`<article class="story">
          <header>
            <p class="kicker">
              <a href="${path}#${anchorOf(sectionNameOf(article))}">${article.section}</a>
            </p>
            <h1>${article.title}</h1>
            <p class="standfirst">${article.standfirst}</p>
            ${byline(article, context.now)}
          </header>
          ${figure(article)}
          <div class="text">${paragraphsOf(article)}${staleListOf(article, context.edition)}</div>
          <footer>
            <ul class="tags">
              ${article.tags.map((tag) => html`<li>${tag}</li>`)}
            </ul>
          </footer>
        </article>
        ${context.mayLike === null ? null : list(context.mayLike)}`,
    },
    context,
  );
}

function byline(article: PublishedArticle, now: number): Markup {
  const { author, language, publishedAt, updatedAt, wireFrom } = article;
  const { by, updated } = wordingOf(language);
  const origin =
    wireFrom === null ? null : html`, <span lang="en">${outletOf(wireFrom).name}</span>`;
  const change =
    updatedAt === null
      ? null
      : html` <span class="updated">${updated} ${timeElement(updatedAt, now, language)}</span>`;
  return html`<p class="byline">
    ${by} <span class="author">${author}</span>${origin}
    <span class="when">${timeElement(publishedAt, now, language)}</span>${change}
  </p>`;
}

function figure(article: PublishedArticle): Markup {
  const { clutter, language, outlet } = article;
  const caption =
    clutter === null
      ? html`${wordingOf(language).illustration}: <span lang="en">${outletOf(outlet).name}</span>`
      : html`${clutter.caption} <span class="source">${clutter.credit}</span>`;
  return html`<figure>
    ${leadPicture(article)}
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** What a publisher writes to have the list. Until it is there, and where it cannot be, a way onwards. */
function list({ key, url }: MayLikeAccess): Markup {
  return html`<div class="onwards">
    <script type="module" src="${url}/widget.js"></script>
    <articles-you-may-like data-key="${key}" data-api="${url}" data-reasons data-limit="5">
      <h2>Articles You May Like</h2>
      <p><a href="${homePath}">All of today’s news on the front page</a></p>
    </articles-you-may-like>
  </div>`;
}

function articleHead(article: PublishedArticle, { origin }: PageContext): Markup {
  const published = new Date(article.publishedAt).toISOString();
  const modified = article.updatedAt === null ? null : new Date(article.updatedAt).toISOString();
  return html`<meta name="author" content="${article.author}" />
    <meta property="og:type" content="article" />
    <meta property="og:image" content="${origin}${picturePath(article)}" />
    <meta property="article:published_time" content="${published}" />
    ${modified === null ? null : html`<meta property="article:modified_time" content="${modified}" /> `}<meta
      property="article:author"
      content="${article.author}"
    />
    <meta property="article:section" content="${article.section}" />
    ${article.tags.map((tag) => html`<meta property="article:tag" content="${tag}" /> `)}${jsonScript('application/ld+json', newsArticle(article, origin))}`;
}

/** The article in schema.org's words (https://schema.org/NewsArticle). */
function newsArticle(article: PublishedArticle, origin: string): Record<string, unknown> {
  const { name, id } = outletOf(article.outlet);
  const url = `${origin}${articlePath(article)}`;
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    mainEntityOfPage: url,
    headline: article.title,
    description: article.standfirst,
    image: [`${origin}${picturePath(article)}`],
    datePublished: new Date(article.publishedAt).toISOString(),
    dateModified: new Date(article.updatedAt ?? article.publishedAt).toISOString(),
    author: [{ '@type': 'Person', name: article.author }],
    publisher: { '@type': 'NewsMediaOrganization', name, url: `${origin}${outletPath(id)}` },
    articleSection: article.section,
    keywords: article.tags,
    inLanguage: article.language,
    isAccessibleForFree: true,
  };
}
