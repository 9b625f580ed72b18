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
// by the page's `color-scheme`, and nothing that has to be read depends on it: a browser that does not know `light-dark`
// takes the text's colour. Everything is measured in `em`: the
// list is as large as the text around it.
//
// How many columns there are depends on the room that the list has, not on the window's. Of an odd number of items the
// first one leads, so that no row is left half empty:
//
//   narrow      middle        wide
//   1           1 1           1 2 3
//   2           2 3           1 4 5
//   3 …         4 5           1
// Inside, elements go by their names: a title is the first `p` of an item, a picture is what follows its `div`.
export const styleText = `
:host { display: block; color: var(--maylike-text, inherit); }
:host([hidden]), section + slot { display: none; }
section {
  --accent: var(--maylike-accent, light-dark(#b1141c, #ff9087));
  --muted: var(--maylike-muted, color-mix(in srgb, currentColor 72%, transparent));
  --line: var(--maylike-line, color-mix(in srgb, currentColor 20%, transparent));
  container-type: inline-size;
  border-top: 3px solid;
  border-color: var(--accent);
  line-height: 1.3;
  text-align: start;
}
[inert] { visibility: hidden; }
h2 { margin: 0; padding: .6em 0 .5em; font-size: 1.25em; line-height: 1.2; }
ul { margin: 0; padding: 0; list-style: none; }
li {
  position: relative;
  display: flex;
  gap: 1em;
  padding: 1em 0;
  border-top: 1px solid var(--line);
}
div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
div + * {
  flex: none;
  width: min(7em, 40%);
  aspect-ratio: var(--maylike-ratio, 3 / 2);
  align-self: start;
  object-fit: cover;
  border-radius: var(--maylike-radius, 2px);
  background: var(--line);
}
p { margin: 0; font-size: 1.0625em; font-weight: 600; }
p + p { margin-top: .4em; color: var(--muted); font-size: .8125em; font-weight: 400; }
[part=source] { font-weight: 600; }
a { color: inherit; }
[part=link] { text-decoration: none; }
[part=link]::after { content: ""; position: absolute; inset: 0; }
a:hover { text-decoration: underline var(--accent); }
p + p a { position: relative; z-index: 1; }
a:focus-visible, [part=link]:focus-visible::after { outline: 2px solid; outline-offset: 2px; }
[part=link]:focus-visible { outline: 0; }

@container (min-width: 34em) {
  ul { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); column-gap: var(--maylike-gap, 2em); }
  div + * { width: 5.5em; }
  [part~=lead] { grid-column: span 2; }
  [part~=lead] p:first-child { font-size: 1.5em; line-height: 1.2; }
  [part~=lead] div + * { width: 45%; }
}
@container (min-width: 56em) {
  ul:has([part~=lead]) { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  [part~=lead] { grid-area: 1 / 1 / span 20; flex-direction: column; }
  [part~=lead] div { flex: none; }
  [part~=lead] div + * { order: -1; width: 100%; }
}
`;
