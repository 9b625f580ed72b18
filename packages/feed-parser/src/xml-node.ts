/**
 * Elements as xml2js makes them: a string, or an object with the text in `_`, the attributes in
 * `$`, and each kind of child as an array under its name. Nothing is believed about their shape.
 *
 * Children's names carry a prefix here, so that rss-parser, which only knows the plain names, hands
 * them through untouched; see read-xml.ts.
 */

/** Put before the name of every element that is data, not structure. */
const fieldPrefix = 'field:';

/** Names once asked for, with the prefix: putting it there for each of a feed's elements takes longer than reading it. */
const fieldKeys = new Map<string, string>();

/** The name under which a child that is data is found; for names that this package asks for. */
export function fieldKeyOf(name: string): string {
  const known = fieldKeys.get(name);
  if (known !== undefined) return known;
  const key = fieldPrefix + name;
  fieldKeys.set(name, key);
  return key;
}

/** The same for a name that a feed chose, which is not remembered. */
export function foreignFieldKeyOf(name: string): string {
  return fieldKeys.get(name) ?? fieldPrefix + name;
}

function isRecord(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** A property of a node that is its own, whatever its name. */
export function own(node: unknown, key: string): unknown {
  return isRecord(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}

/** The child elements of a name, in order. */
export function childrenOf(node: unknown, name: string): unknown[] {
  const children = own(node, fieldKeyOf(name));
  return Array.isArray(children) ? children : [];
}

/** The element's own text; the empty string when it has none. */
export function textOf(node: unknown): string {
  if (typeof node === 'string') return node;
  const text = own(node, '_');
  return typeof text === 'string' ? text : '';
}

/** An attribute's value as written. */
export function attributeOf(node: unknown, name: string): string | null {
  const value = own(own(node, '$'), name);
  return typeof value === 'string' ? value : null;
}

/** The texts of all children of the names, in the names' order, without empty ones. */
export function textsOf(node: unknown, ...names: string[]): string[] {
  const texts: string[] = [];
  for (const name of names) {
    for (const child of childrenOf(node, name)) {
      const text = textOf(child);
      if (text.trim() !== '') texts.push(text);
    }
  }
  return texts;
}

/** A value of all children of a name, without missing ones. */
export function attributesOf(node: unknown, name: string, attribute: string): string[] {
  return childrenOf(node, name)
    .map((child) => attributeOf(child, attribute))
    .filter((value) => value !== null);
}
