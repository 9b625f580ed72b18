// A publisher's server that writes the list into the page: it is there without script and for search engines, costs the
// reader no request, and moves nothing. The widget finds it inside its element and only measures it.
//
//   MAYLIKE_KEY=pk_… node server.mjs
import { createServer } from 'node:http';

import { MayLikeClient } from '@maylike/client';

const {
  MAYLIKE_URL = 'http://127.0.0.1:8080',
  MAYLIKE_KEY = '',
  SITE_ORIGIN = 'https://www.example.com',
  SERVER_PORT = '3000',
  /** A page does not wait longer for its list; the next reader of it gets one. */
  LIST_TIMEOUT_MS = '500',
} = process.env;

const mayLike = new MayLikeClient({
  baseUrl: MAYLIKE_URL,
  key: MAYLIKE_KEY,
  timeoutMs: Number(LIST_TIMEOUT_MS),
  retries: 0,
});

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => text.replace(/[&<>"']/g, (character) => entities[character]);

/** The element with its list, or without one where there is none: the page is whole either way. */
async function mayLikeHtml(url) {
  const attributes = `data-api="${escape(MAYLIKE_URL)}" data-key="${escape(MAYLIKE_KEY)}" data-url="${escape(url)}"`;
  return `<articles-you-may-like ${attributes}>${await listHtml(url)}</articles-you-may-like>`;
}

async function listHtml(url) {
  try {
    const { items } = await mayLike.recommendations({ url, limit: 5 });
    if (items.length === 0) return '';
    return `<h2>Articles You May Like</h2><ul>${items.map(itemHtml).join('')}</ul>`;
  } catch (error) {
    console.error(`no list for ${url}: ${error.code}: ${error.message}`);
    return '';
  }
}

/** The two attributes are what the widget measures by. */
function itemHtml({ id, strategy, url, title, source }) {
  const link = `<a href="${escape(url)}">${escape(title)}</a>`;
  const outlet = source === null ? '' : ` <small>${escape(source)}</small>`;
  return `<li data-article="${escape(id)}" data-strategy="${escape(strategy)}">${link}${outlet}</li>`;
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, SITE_ORIGIN);
  const url = new URL(pathname, SITE_ORIGIN).href;
  const list = await mayLikeHtml(url);
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${escape(pathname)}</title>
    <link rel="canonical" href="${escape(url)}" />
    <script type="module" src="${escape(MAYLIKE_URL)}/widget.js"></script>
  </head>
  <body>
    <article><h1>${escape(pathname)}</h1></article>
    ${list}
  </body>
</html>
`);
});
server.listen(Number(SERVER_PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
