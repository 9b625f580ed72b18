// The operator's token: given, or made once and kept in the home.
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Config } from './config.js';
import { messageOf, StartupError, systemCodeOf } from './errors.js';

/** 256 bits: nobody guesses it, and no lock-out is needed for it. */
const tokenBytes = 32;
/** The shortest that is accepted from a file, as from the environment. */
const tokenCharactersMin = 16;

/** The file of a home that keeps the operator's token. */
export function operatorTokenFile(home: string): string {
  return join(home, 'operator-token');
}

/**
 * The token that opens the dashboard: `OPERATOR_TOKEN`, else that of the home's file, which is made
 * at the first call (mode 600; processes that call at the same moment all get the same token).
 * Throws a StartupError `start_failed` when the file can be neither read nor made.
 */
export async function operatorToken(
  config: Pick<Config, 'operatorToken' | 'home'>,
): Promise<string> {
  if (config.operatorToken !== null) return config.operatorToken;
  const file = operatorTokenFile(config.home);
  try {
    const token = (await readToken(file)) ?? (await makeToken(config.home, file));
    if (token.length >= tokenCharactersMin) return token;
  } catch (error) {
    const reason = systemCodeOf(error) ?? messageOf(error);
    const message = `the operator token ${file} can be neither read nor made (${reason})`;
    throw new StartupError('start_failed', message, { cause: error });
  }
  throw new StartupError(
    'start_failed',
    `${file} holds less than ${tokenCharactersMin} characters; remove it to have a new one made`,
  );
}

async function readToken(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** `link` fails where the name exists: of several makers one wins, and all read the winner's. */
async function makeToken(home: string, file: string): Promise<string> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const token = randomBytes(tokenBytes).toString('base64url');
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${token}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
    return token;
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error;
    return (await readToken(file)) ?? token;
  } finally {
    await rm(draft, { force: true });
  }
}
