// The table of Redis keys in services/README.md, as patterns: what is in Redis and not in the table is an orphan.
import { readFileSync } from 'node:fs';

/** Stands in the table for a part of a name. */
const placeholder = /\b[A-Z]+\b/g;

/** One pattern for each key that the table names. */
export function documentedKeys(): RegExp[] {
  const readme = readFileSync(new URL('../../services/README.md', import.meta.url), 'utf8');
  return readme
    .split('\n')
    .filter((line) => line.startsWith('| `ml:'))
    .flatMap((line) => {
      const names = [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(
        ([, name]) => name ?? '',
      );
      // A name that begins with a colon has the tag of the one before it.
      const tag = /^ml:\{[^}]+\}/.exec(names[0] ?? '')?.[0] ?? '';
      return names.map((name) => patternOf(name.startsWith(':') ? `${tag}${name}` : name));
    });
}

function patternOf(name: string): RegExp {
  const escaped = name.replaceAll(/[{}.[\]*+?()|^$\\]/g, '\\$&');
  // A host may have its port.
  const part = (word: string): string => (word === 'HOST' ? '[^{}]+' : '[^:{}]+');
  return new RegExp(`^${escaped.replaceAll(placeholder, part)}$`);
}
