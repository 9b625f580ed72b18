/**
 * The part of the DOM that this package uses, as interfaces of its own: TypeScript's DOM library
 * would bring `fetch` and the clock's friends into a pure package.
 */

/** The `nodeType` of text. */
export const textNode = 3;

/** A node of a tree. */
export interface DomNode {
  readonly nodeType: number;
  readonly textContent: string | null;
  readonly childNodes: Iterable<DomNode>;
}

/** An element of a tree. */
export interface DomElement extends DomNode {
  /** The tag's name, lower-cased. */
  readonly localName: string;
  readonly previousElementSibling: DomElement | null;
  readonly parentNode: DomNode | null;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  appendChild(node: DomNode): unknown;
  remove(): void;
}

/** A whole page. */
export interface DomDocument {
  readonly documentElement: DomElement;
  readonly body: DomElement;
  readonly childNodes: Iterable<DomNode>;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
}

/** Whether a value from the untyped libraries is an element. */
export function isDomElement(value: unknown): value is DomElement {
  return hasKey(value, 'nodeType') && value.nodeType === 1 && hasKey(value, 'querySelectorAll');
}

/** Whether a value from the untyped libraries is a document with a root and a body. */
export function isDomDocument(value: unknown): value is DomDocument {
  return (
    hasKey(value, 'documentElement') &&
    isDomElement(value.documentElement) &&
    hasKey(value, 'body') &&
    isDomElement(value.body)
  );
}

function hasKey<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
