// Pages that say why there is nothing to read.
import { homePath, outletPath } from '../addresses.js';
import { html } from '../html.js';
import type { Outlet } from '../outlets.js';
import { renderPage, type PageContext } from './page.js';

interface Notice {
  readonly title: string;
  readonly text: string;
  readonly path: string | null;
  readonly outlet: Outlet | null;
}

/** For an article that an outlet took back. */
export const withdrawnPage = (outlet: Outlet, path: string, context: PageContext): string =>
  noticePage(
    {
      title: 'This article has been withdrawn',
      text: `It did not meet the standards of ${outlet.name} and is no longer available.`,
      ...{ path, outlet },
    },
    context,
  );

/** For an address where nothing is. */
export const unknownPage = (context: PageContext): string =>
  noticePage(
    {
      title: 'There is no such page',
      text: 'The address may be mistyped, or the article has not been published.',
      ...{ path: null, outlet: null },
    },
    context,
  );

function noticePage({ title, text, path, outlet }: Notice, context: PageContext): string {
  const onwards =
    outlet === null
      ? html`<a href="${homePath}">Go to the front page</a>`
      : html`<a href="${outletPath(outlet.id)}">Go to ${outlet.name}</a>`;
  return renderPage(
    {
      ...{ title, path, outlet, language: 'en', description: text, sections: [] },
      head: html`<meta name="robots" content="noindex" />`,
      main: html`<div class="notice">
        <h1>${title}</h1>
        <p>${text}</p>
        <p>${onwards}</p>
      </div>`,
    },
    context,
  );
}
