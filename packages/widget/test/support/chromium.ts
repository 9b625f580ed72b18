import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * A Chromium to drive: `MAYLIKE_CHROMIUM`, else one of the PATH. Null where there is none, or where
 * `MAYLIKE_TEST_BROWSER=0` wants none.
 */
export function findChromium(): string | null {
  if (process.env['MAYLIKE_TEST_BROWSER'] === '0') return null;
  const given = process.env['MAYLIKE_CHROMIUM'];
  if (given !== undefined && given !== '') return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return candidates.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not to be run: the next one may be.
    return false;
  }
}
