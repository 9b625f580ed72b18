// HTML from tagged templates: every value is escaped unless it is markup already, so that forgetting something can
// only show too much, never let anything in.
//
//     html`<p title="${title}">${paragraphs.map((text) => html`<em>${text}</em>`)}</p>`

/** Finished markup, which is not escaped again. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template; null and false leave nothing behind. */
export type Piece = Markup | string | number | null | false | readonly Piece[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in an element or in a quoted attribute of HTML or XML. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Markup of a template; attributes have to be quoted in it. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const parts = strings.map((text, place) => text + markupOf(pieces[place] ?? null));
  return new Markup(parts.join(''));
}

/** Takes text for markup as it is: for what this program itself has written, never for a value from elsewhere. */
export const raw = (text: string): Markup => new Markup(text);

/** Data in a page for machines, as schema.org's JSON-LD. No text in it can end the element. */
export function jsonScript(type: string, value: unknown): Markup {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c');
  return html`<script type="${type}">
    ${raw(json)}
  </script>`;
}

function markupOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (piece === null || piece === false) return '';
  if (typeof piece === 'string') return escapeText(piece);
  if (typeof piece === 'number') return String(piece);
  return piece.map(markupOf).join('');
}
