import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where published feeds and captures lie, or null: tests that need them are then skipped by name. */
export const dataFolder: string | null =
  [process.env['MAYLIKE_DATA'], join(checkout, '..', 'shared', 'data')].find(
    (folder) => folder !== undefined && existsSync(join(folder, 'feeds')),
  ) ?? null;

/** Unpacks an archive into a new temporary folder, or returns null where the machine cannot. */
export function unpack(archive: string): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'maylike-captures-'));
  try {
    execFileSync('tar', ['-xJf', archive, '-C', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    // No xz on this machine: the caller skips, and says so.
    return null;
  }
}
