// `parsePage` as what runs in a thread that can be killed: pages from strangers are to be parsed nowhere else.
import type { ParsedPage, ParsePageOptions } from './model.js';
import { parsePage } from './parse-page.js';

/** `parsePage`'s arguments as one message. */
export interface ParsePageInput extends ParsePageOptions {
  readonly bytes: Uint8Array;
}

/** `parsePage` for an isolate. Rejects with PageParseError, as `parsePage` does. */
export async function parsePageJob({ bytes, ...options }: ParsePageInput): Promise<ParsedPage> {
  return await parsePage(bytes, options);
}

/** The `file:` URL that an isolate loads to run `parsePageJob`; right from `src` and from `dist`. */
export const pageParserModule: string = new URL('../dist/parse-page-job.js', import.meta.url).href;
