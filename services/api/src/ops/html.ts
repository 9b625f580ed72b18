// Small pages without a framework. What is put into a template is escaped, unless it came out of one.

/** Markup that is safe to send. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = Html | string | number | readonly Html[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const markupOf = (part: Part): string => {
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(({ markup }) => markup).join('');
  return String(part).replace(/[&<>"']/g, (character) => entities[character] ?? '');
};

/** A template literal whose values are escaped. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: texts }, ...parts.map(markupOf)));
}

/** A text, marked where it says that something is wrong. */
export const flagged = (isBad: boolean, text: string | number): Html =>
  isBad ? html`<span class="bad">${text}</span>` : html`${text}`;

/** A table's cell with a number. */
export const numberCell = (value: number, isBad = false): Html =>
  html`<td class="number">${flagged(isBad, value)}</td>`;

const style = new Html(`
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
  th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
  header { display: flex; gap: 1.5rem; align-items: baseline; }
  header h1 { flex: 1; }
  .bad { color: #c62828; font-weight: 600; }
  label, input, button { display: block; margin: .5rem 0; font: inherit; }
  header button { display: inline; }
`);

/** A whole page. */
export function page(title: string, body: Html, head: Html = html``): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${head}
        <title>${title} · MayLike</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`.markup;
}
