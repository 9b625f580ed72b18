// What the sample site has to remember from one start to the next, in one file of the home. Losing it loses nothing
// but the sample: a new one is made.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { isSystemError } from '../errors.js';

const registrationSchema = z.object({
  siteId: z.string(),
  publishableKey: z.string(),
  /** Feeds by outlet. */
  feeds: z.record(z.string(), z.string()),
});

const stateSchema = z.object({
  /** The addresses of all its articles hang on it. */
  port: z.int().min(1).max(65_535),
  /** Ages and releases count from here. */
  openedAt: z.iso.datetime(),
  /** The site at MayLike, once it is made. */
  site: registrationSchema.nullable(),
  /** Every feed has been read and its articles have their lists. */
  isListed: z.boolean(),
});

/** The sample as MayLike knows it. */
export type SampleRegistration = z.infer<typeof registrationSchema>;

/** The state of the sample site of one home. */
export type SampleState = z.infer<typeof stateSchema>;

const fileOf = (home: string): string => join(home, 'sample-site.json');

/** The state that was kept; null where there is none, or none that can be read. */
export async function readSampleState(home: string): Promise<SampleState | null> {
  let text: string;
  try {
    text = await readFile(fileOf(home), 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    const parsed = stateSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    // Half a file, or somebody's notes: the sample begins anew.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Keeps the state; whole or not at all. Mode 600, because of the key. */
export async function writeSampleState(home: string, state: SampleState): Promise<void> {
  const file = fileOf(home);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}
