// The looks of the list: a newspaper's, in the page's own font and colour.
//
// A page changes them from outside, on the element or above it:
//
//   --maylike-accent   the rule above the heading and the line under a title that is pointed at
//   --maylike-text     text; the page's own colour where it is not set, as in all that follows
//   --maylike-muted    source, age, reasons
//   --maylike-line     hairlines between items, and the ground of a picture that is on its way
//   --maylike-gap      between columns
//   --maylike-radius   corners of pictures
//   --maylike-ratio    of pictures, width / height
//
//   ::part(section | heading | list | item | lead | text | title | link | picture | meta | source | age | reason |
//          topic | also | also-link)
//
// Colours are mixed out of the text's, so they fit whatever ground the page has; the accent alone knows light from dark,
// by the page's `color-scheme`, and nothing that has to be read depends on it. Everything is measured in `em`: the
// list is as large as the text around it.
//
// How many columns there are depends on the room that the list has, not on the window's. Of an odd number of items the
// first one leads, so that no row is left half empty:
//
//   narrow      middle        wide
//   1           1 1           1 2 3
//   2           2 3           1 4 5
//   3 …         4 5           1
export const styleText = `
:host {
  --accent: var(--maylike-accent, currentColor);
  --muted: var(--maylike-muted, color-mix(in srgb, currentColor 72%, transparent));
  --line: var(--maylike-line, color-mix(in srgb, currentColor 20%, transparent));
  --gap: var(--maylike-gap, 2em);
  --radius: var(--maylike-radius, 2px);
  display: block;
  color: var(--maylike-text, inherit);
}
@supports (color: light-dark(red, red)) {
  :host { --accent: var(--maylike-accent, light-dark(#b1141c, #ff9087)); }
}
:host([hidden]), slot[hidden] { display: none; }
[part=section] {
  container-type: inline-size;
  border-block-start: 3px solid var(--accent);
  line-height: 1.35;
  text-align: start;
}
[part=section][inert] { visibility: hidden; }
[part=heading] {
  margin: 0;
  padding-block: .6em .5em;
  font-size: 1.25em;
  font-weight: 700;
  line-height: 1.2;
}
[part=list] { margin: 0; padding: 0; list-style: none; }
[part~=item] {
  position: relative;
  display: flex;
  gap: 1em;
  padding-block: 1em;
  border-block-start: 1px solid var(--line);
}
[part=text] { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
[part=picture] {
  box-sizing: border-box;
  flex: none;
  inline-size: 7em;
  block-size: auto;
  max-inline-size: 40%;
  aspect-ratio: var(--maylike-ratio, 3 / 2);
  align-self: start;
  object-fit: cover;
  border-radius: var(--radius);
  background: var(--line);
}
p { margin: 0; }
p + p { margin-block-start: .35em; }
[part=title] { font-size: 1.0625em; font-weight: 600; line-height: 1.28; }
[part=meta], [part=reason], [part=also] { color: var(--muted); font-size: .8125em; }
[part=source] { font-weight: 600; }
[part=age] { white-space: nowrap; }
a { color: inherit; border-radius: var(--radius); text-underline-offset: .15em; }
[part=link] { text-decoration: none; }
[part=link]::after { content: ""; position: absolute; inset: 0; }
a:hover { text-decoration: underline var(--accent); }
[part=also-link] { position: relative; z-index: 1; }
a:focus-visible { outline: 2px solid; outline-offset: 2px; }
[part=link]:focus-visible { outline: 0; }
[part=link]:focus-visible::after { outline: 2px solid; outline-offset: -2px; }

@container (min-width: 34em) {
  [part=list] { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); column-gap: var(--gap); }
  [part=picture] { inline-size: 5.5em; }
  [part~=lead] { grid-column: span 2; }
  [part~=lead] [part=title] { font-size: 1.5em; line-height: 1.2; }
  [part~=lead] [part=picture] { inline-size: 45%; max-inline-size: none; }
}
@container (min-width: 56em) {
  [part=list]:has([part~=lead]) { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  [part~=lead] { grid-area: 1 / 1 / span 20; flex-direction: column; }
  [part~=lead] [part=text] { flex: none; }
  [part~=lead] [part=picture] { order: -1; inline-size: 100%; }
}
`;
