// What runs in a thread that can be killed: pages from strangers are parsed here and nowhere else. (Feeds bring a
// function of the same kind with their package.)
import { parsePage, type ParsedPage, type ParsePageOptions } from '@maylike/page-parser';

/** The `file:` URL that an isolate loads; right from `src` and from `dist`. */
export const isolatedPageModule: string = new URL(
  '../../dist/black-boxes/isolated-page.js',
  import.meta.url,
).href;

/** `parsePage`'s arguments as one message. */
export interface ParsePageInput extends ParsePageOptions {
  readonly bytes: Uint8Array;
}

/** `parsePage` for an isolate. Rejects with PageParseError, as `parsePage` does. */
export async function parsePageJob({ bytes, ...options }: ParsePageInput): Promise<ParsedPage> {
  return await parsePage(bytes, options);
}
