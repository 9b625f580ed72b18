/**
 * Elements as xml2js makes them: a string, or an object with the text in `_`, the attributes in
 * `$`, and each kind of child as an array under its name. Nothing is believed about their shape.
 *
 * Children's names carry a prefix here, so that rss-parser, which only knows the plain names, hands
 * them through untouched; see read-xml.ts.
 */

/** Put before the name of every element that is data, not structure. */
export const fieldPrefix = 'field:';

function isRecord(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function own(node: unknown, key: string): unknown {
  return isRecord(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}

/** The child elements of a name, in order. */
export function childrenOf(node: unknown, name: string): unknown[] {
  const children = own(node, fieldPrefix + name);
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
  return names
    .flatMap((name) => childrenOf(node, name).map((child) => textOf(child)))
    .filter((text) => text.trim() !== '');
}

/** A value of all children of a name, without missing ones. */
export function attributesOf(node: unknown, name: string, attribute: string): string[] {
  return childrenOf(node, name)
    .map((child) => attributeOf(child, attribute))
    .filter((value) => value !== null);
}
