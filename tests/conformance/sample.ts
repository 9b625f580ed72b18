// How much of the data a run looks at, and how its files are found.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../support/data.js';

/** `npm test` takes every tenth file, `npm run test:long` all of them. */
export const every = process.env['MAYLIKE_TEST_LONG'] === '1' ? 1 : 10;

/** The files or documents that this run looks at, spread over all. */
export const someOf = <T>(all: readonly T[]): T[] =>
  all.filter((_one, place) => place % every === 0);

/** The machine may be busy; whatever takes this long hangs. */
export const testTimeoutMs = 600_000;

/** Where the data lies; empty where it is absent, and no test that needs it runs. */
export const data = dataFolder ?? '';

/** Stands in the name of every test that needs the data. */
export const skipped = '(skipped without the data)';

/** All files below a folder, in order of their paths. */
export async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
