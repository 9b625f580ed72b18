// Who may reach the network, read from the source itself. Types connect to nothing and are left out.
import ts from 'typescript';

/** A place in a source that opens, or could open, a way to the network. */
export interface WayOut {
  readonly line: number;
  /** The module or the global, as `node:net`, `undici`, `fetch`; `import(…)` where only running it would tell. */
  readonly what: string;
}

const builtins: ReadonlySet<string> = new Set([
  ...['net', 'tls', 'http', 'https', 'http2', 'dns', 'dns/promises', 'dgram', 'inspector'],
  // Ways to get any of the others without naming them where an import stands.
  ...['module', 'vm', 'child_process', 'cluster'],
]);
/** Of those, what only looks at text. */
const harmless: ReadonlySet<string> = new Set(['isIP', 'isIPv4', 'isIPv6', 'BlockList']);
/** Libraries that connect, or listen. */
const networkLibraries: ReadonlySet<string> = new Set([
  ...['undici', 'axios', 'got', 'ky', 'needle', 'node-fetch', 'request', 'superagent', 'ws'],
  ...['ioredis', 'redis', 'bullmq', 'rss-parser', 'jsdom', 'nodemailer', 'fastify'],
]);
const globals: ReadonlySet<string> = new Set([
  ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'sendBeacon', 'WebTransport'],
]);
const globalObjects: ReadonlySet<string> = new Set([
  'globalThis',
  'window',
  'self',
  'global',
  'navigator',
]);
const moduleGetters: ReadonlySet<string> = new Set([
  'getBuiltinModule',
  'binding',
  '_linkedBinding',
]);

/** Without one of these words there is no way out, and most files need not be read more closely. */
const hint = new RegExp(
  [
    `['"\`/:](?:${[...builtins, ...networkLibraries].join('|')})['"\`/]`,
    `\\b(?:${[...globals, ...globalObjects, ...moduleGetters, 'require'].join('|')})\\b`,
    String.raw`\bimport\s*\(`,
  ].join('|'),
);

/** Finds every way out of one file, in the order of its lines. Linear. */
export function waysOut(fileName: string, text: string): WayOut[] {
  if (!hint.test(text)) return [];
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  const own = ownNames(source);
  const found: WayOut[] = [];
  const visit = (node: ts.Node): void => {
    const what = wayOutAt(node, own);
    if (what !== null) {
      found.push({ line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, what });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function wayOutAt(node: ts.Node, own: ReadonlySet<string>): string | null {
  if (ts.isImportDeclaration(node)) {
    return isHarmlessImport(node.importClause) ? null : restricted(node.moduleSpecifier);
  }
  if (ts.isExportDeclaration(node)) {
    return node.isTypeOnly || node.moduleSpecifier === undefined
      ? null
      : restricted(node.moduleSpecifier);
  }
  if (ts.isCallExpression(node)) return calledWayOut(node, own);
  if (ts.isNewExpression(node)) return globalOf(node.expression, own);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    return ts.isCallExpression(node.parent) && node.parent.expression === node
      ? null
      : globalOf(node, own);
  }
  return null;
}

function calledWayOut(
  { expression, arguments: [first] }: ts.CallExpression,
  own: ReadonlySet<string>,
) {
  const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(expression) && expression.text === 'require';
  const isGetter =
    ts.isPropertyAccessExpression(expression) && moduleGetters.has(expression.name.text);
  if (isImport || isRequire || isGetter) {
    const isText = first !== undefined && ts.isStringLiteralLike(first);
    return isText ? restricted(first) : `${isImport ? 'import' : 'require'}(…)`;
  }
  return globalOf(expression, own);
}

/** A global of the network, by its bare name or by way of the global object. */
function globalOf(node: ts.Expression, own: ReadonlySet<string>): string | null {
  if (ts.isIdentifier(node))
    return globals.has(node.text) && !own.has(node.text) ? node.text : null;
  const isProperty = ts.isPropertyAccessExpression(node);
  if (!isProperty && !ts.isElementAccessExpression(node)) return null;
  if (!ts.isIdentifier(node.expression) || !globalObjects.has(node.expression.text)) return null;
  if (isProperty) return globals.has(node.name.text) ? node.name.text : null;
  const key = node.argumentExpression;
  if (!ts.isStringLiteralLike(key)) return `${node.expression.text}[…]`;
  return globals.has(key.text) ? key.text : null;
}

function isHarmlessImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = clause;
  if (name !== undefined || namedBindings === undefined || ts.isNamespaceImport(namedBindings)) {
    return false;
  }
  return namedBindings.elements.every(
    (element) => element.isTypeOnly || harmless.has((element.propertyName ?? element.name).text),
  );
}

function restricted(specifier: ts.Expression): string | null {
  if (!ts.isStringLiteralLike(specifier)) return null;
  const bare = specifier.text.replace(/^node:/, '');
  const library = bare.startsWith('@') ? bare : (bare.split('/', 1)[0] ?? '');
  return builtins.has(bare) || networkLibraries.has(library) ? specifier.text : null;
}

/** Names that the file itself gives something: a `fetch` taken from an object is not the global one. */
function ownNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isNamed =
      ts.isBindingElement(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (isNamed && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}
