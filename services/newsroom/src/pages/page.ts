// The frame of every page: head, masthead, footer.
import { homePath, outletPath } from '../addresses.js';
import type { Edition } from '../edition.js';
import { html, type Markup } from '../html.js';
import { outlets, type Outlet } from '../outlets.js';
import { longDateOf } from '../wording.js';

/** What the three outlets' common front page is called. */
export const newsroomName = 'The Calder Newsroom';
const newsroomMotto = 'Three newspapers of the Calder Coast, one front page';

/** MayLike as a publisher knows it. */
export interface MayLikeAccess {
  /** Origin of its API, which serves the widget, too. */
  readonly url: string;
  /** The publishable key. */
  readonly key: string;
}

/** What every page is made from. */
export interface PageContext {
  /** The newsroom's own address, without a path. */
  readonly origin: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly edition: Edition;
  /** Null: pages have no list. */
  readonly mayLike: MayLikeAccess | null;
}

/** One page before it has its frame. */
export interface Page {
  readonly title: string;
  readonly description: string;
  /** Of the text; the frame speaks English. */
  readonly language: string;
  /** Null for a page that stands for another one. */
  readonly path: string | null;
  /** Null on the newsroom's own pages. */
  readonly outlet: Outlet | null;
  /** Names of the sections that the page's navigation offers, with their addresses. */
  readonly sections: readonly { readonly name: string; readonly href: string }[];
  /** Further elements of the head. */
  readonly head?: Markup;
  readonly main: Markup;
}

/** The whole document. */
export function renderPage(page: Page, context: PageContext): string {
  const { outlet } = page;
  const document = html`<!doctype html>
    <html lang="${page.language}" data-outlet="${outlet?.id ?? 'newsroom'}">
      <head>
        ${head(page, context)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the news</a>
        ${masthead(page, context)}
        <main id="main">${page.main}</main>
        ${footer()}
      </body>
    </html> `;
  return document.text;
}

function head(page: Page, { origin }: PageContext): Markup {
  const name = page.outlet?.name ?? newsroomName;
  return html`<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${page.title === name ? name : `${page.title} | ${name}`}</title>
    <meta name="description" content="${page.description}" />
    <meta name="color-scheme" content="light dark" />
    ${page.path !== null && html`<link rel="canonical" href="${origin}${page.path}" />`}
    <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
    <link rel="stylesheet" href="/newsroom.css" />
    ${feedLinks(page.outlet)}
    <meta property="og:site_name" content="${name}" />
    <meta property="og:title" content="${page.title}" />
    <meta property="og:description" content="${page.description}" />
    ${page.path !== null && html`<meta property="og:url" content="${origin}${page.path}" />`}
    ${page.head ?? null}`;
}

/** An outlet's pages name its own feed, the newsroom's all of them. */
function feedLinks(outlet: Outlet | null): Markup[] {
  const named = outlet === null ? outlets : [outlet];
  return named.map(
    ({ name, feed }) =>
      html`<link rel="alternate" type="${feed.contentType}" title="${name}" href="${feed.path}" />`,
  );
}

function masthead(page: Page, { now }: PageContext): Markup {
  const { outlet } = page;
  const home = outlet === null ? homePath : outletPath(outlet.id);
  return html`<header class="masthead" lang="en">
    <nav class="family" aria-label="Newspapers">
      <a href="${homePath}" ${outlet === null && html`aria-current="true"`}>Front page</a>
      ${outlets.map(({ id, name }) => {
        const isHere = id === outlet?.id;
        return html`<a
          href="${outletPath(id)}"
          data-outlet="${id}"
          ${isHere && html`aria-current="true"`}
          >${name}</a
        >`;
      })}
    </nav>
    <div class="nameplate">
      <a class="name" href="${home}">${outlet?.name ?? newsroomName}</a>
      <p class="motto">${outlet?.motto ?? newsroomMotto}</p>
      <p class="dateline">${longDateOf(now, 'en')}</p>
    </div>
    ${sectionNavigation(page)}
  </header>`;
}

function sectionNavigation({ sections }: Page): Markup | null {
  if (sections.length === 0) return null;
  return html`<nav class="sections" aria-label="Sections">
    <ul>
      ${sections.map(({ name, href }) => html`<li><a href="${href}">${name}</a></li> `)}
    </ul>
  </nav>`;
}

function footer(): Markup {
  return html`<footer class="colophon" lang="en">
    <p class="feeds">
      ${outlets.map(
        ({ name, feed }) => html`<a href="${feed.path}">${name}: ${feedNames[feed.kind]}</a> `,
      )}
    </p>
    <p>
      These newspapers, their country and everyone in them are invented. They were written and drawn
      as a publisher to try MayLike on.
    </p>
  </footer>`;
}

const feedNames = { rss: 'RSS', atom: 'Atom', json: 'JSON Feed' } as const;
