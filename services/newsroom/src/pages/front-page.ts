// Fronts: the newsroom's over all outlets, and each outlet's own.
import { articlePath, homePath, outletPath } from '../addresses.js';
import type { PublishedArticle } from '../edition.js';
import { anchorOf, frontOf, type Front, type FrontSection } from '../front.js';
import { html, type Markup } from '../html.js';
import type { Outlet } from '../outlets.js';
import { newsroomName, renderPage, type PageContext } from './page.js';
import { card, timeElement, type CardOptions } from './parts.js';

/** The common front shows the beginning of each section; the outlets have all of it. */
const sectionArticlesMax = 7;
/** So many sections have the page's whole width; the others stand beside each other. */
const wideSectionsMax = 2;
/** A rail beside the lead, as high as the lead is. */
const latestMax = 9;

/** The newsroom's front page. A wire copy is on its outlet's front only: here its original stands. */
export function newsroomFront(context: PageContext): string {
  const articles = context.edition.articles.filter(({ wireFrom }) => wireFrom === null);
  const front = frontOf(articles);
  const options = { now: context.now, namesOutlet: true };
  return renderPage(
    {
      title: newsroomName,
      description: 'The news of the Calder Coast from three newspapers.',
      language: 'en',
      path: homePath,
      outlet: null,
      sections: navigationOf(front, homePath),
      main: html`<h1 class="unseen">${newsroomName}</h1>
        ${top(front, articles, options)}
        ${blocks(front.sections, { ...options, articlesMax: sectionArticlesMax })}`,
    },
    context,
  );
}

/** The front of one outlet, with every article of it. */
export function outletFront(outlet: Outlet, context: PageContext): string {
  const articles = context.edition.articles.filter((article) => article.outlet === outlet.id);
  const front = frontOf(articles);
  const options = { now: context.now, namesOutlet: false };
  return renderPage(
    {
      title: outlet.name,
      description: `${outlet.name}. ${outlet.motto}.`,
      language: 'en',
      path: outletPath(outlet.id),
      outlet,
      sections: navigationOf(front, outletPath(outlet.id)),
      main: html`<h1 class="unseen">${outlet.name}</h1>
        ${top(front, articles, options)}
        ${blocks(front.sections, { ...options, articlesMax: Infinity })}`,
    },
    context,
  );
}

/** The sections of a front as its navigation offers them. */
export const navigationOf = (
  { sections }: Front,
  path: string,
): { readonly name: string; readonly href: string }[] =>
  sections.map(({ name }) => ({ name, href: `${path}#${anchorOf(name)}` }));

type FrontOptions = Pick<CardOptions, 'now' | 'namesOutlet'>;

function top(
  { lead, seconds }: Front,
  articles: readonly PublishedArticle[],
  options: FrontOptions,
): Markup {
  if (lead === null) return html`<p class="empty">Nothing has been published yet.</p>`;
  return html`<section class="top" aria-label="Top stories">
    ${card(lead, { ...options, className: 'lead', heading: 'h2' })} ${latest(articles, options)}
    <div class="seconds">
      ${seconds.map((article) => card(article, { ...options, className: 'second', heading: 'h2' }))}
    </div>
  </section>`;
}

function latest(articles: readonly PublishedArticle[], { now }: FrontOptions): Markup {
  return html`<section class="latest" aria-labelledby="latest">
    <h2 id="latest">Latest</h2>
    <ol>
      ${articles.slice(0, latestMax).map(
        (article) =>
          html`<li data-outlet="${article.outlet}" lang="${article.language}">
            ${timeElement(article.publishedAt, now, article.language)}
            <a href="${articlePath(article)}">${article.title}</a>
          </li> `,
      )}
    </ol>
  </section>`;
}

type BlockOptions = FrontOptions & { readonly articlesMax: number };

function blocks(sections: readonly FrontSection[], options: BlockOptions): Markup {
  const shelf = sections.slice(wideSectionsMax);
  return html`${sections.slice(0, wideSectionsMax).map((section) => block(section, options))}
  ${shelf.length > 0 && html`<div class="shelf">${shelf.map((section) => block(section, options))}</div>`}`;
}

function block({ name, language, articles }: FrontSection, options: BlockOptions): Markup {
  const anchor = anchorOf(name);
  const [first, ...others] = articles.slice(0, options.articlesMax);
  if (first === undefined) return html``;
  return html`<section class="block" aria-labelledby="${anchor}">
    <h2 id="${anchor}" lang="${language}">${name}</h2>
    <div class="columns">
      ${card(first, { ...options, className: 'first', heading: 'h3' })}
      ${others.map((article) => card(article, { ...options, className: 'brief', heading: 'h3' }))}
    </div>
  </section> `;
}
