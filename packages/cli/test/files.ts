// Temporary files for the black boxes, and what they print.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { runMain, type Run } from './support.js';

/** Where a test's files lie. */
export interface Folder {
  readonly path: string;
  /** Writes a file and gives its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
}

/** A folder of the test file's own. */
export function withFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'maylike-black-boxes-'));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    write: (name, content) => {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
  };
}

/** A document as a line has it. */
export interface DocumentFields {
  readonly id: string;
  readonly title?: string;
  readonly text: string;
  readonly lang?: string;
  readonly published?: string;
  readonly source?: string;
}

/** Documents as JSON lines. */
export const jsonLines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** One line of `neighbours`. */
export interface NeighboursLine {
  readonly id: string;
  readonly neighbours: readonly { readonly id: string; readonly score: number }[];
}

function isNeighboursLine(value: unknown): value is NeighboursLine {
  return typeof value === 'object' && value !== null && 'id' in value && 'neighbours' in value;
}

/** The lines of a run that did what it was asked to. */
export function neighboursOf({ stdout, stderr, code }: Run): NeighboursLine[] {
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const parsed: unknown = JSON.parse(line);
      if (!isNeighboursLine(parsed)) throw new Error(`no line of neighbours: ${line}`);
      return parsed;
    });
}

/** Runs `neighbours` and reads its lines. */
export async function neighbours(docs: string, ...options: string[]): Promise<NeighboursLine[]> {
  return neighboursOf(await runMain(['neighbours', '--docs', docs, ...options]));
}
