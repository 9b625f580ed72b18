// `feeds letters`: what of the feeds could not be read, and another try for it.
import type { Context } from '../context.js';
import { isoTime, print, printJson, printTable, shortTime } from '../output.js';

/** What `feeds letters` takes beside the feed. */
export interface LettersOptions {
  readonly max: number;
  readonly json?: true;
}

/** Lists the dead letters of a feed, or of all. @throws StoreError `feed_unknown`. */
export async function listLetters(
  { io, store }: Context,
  id: string | undefined,
  options: LettersOptions,
): Promise<void> {
  if (id !== undefined) await store.feeds.get(id);
  const letters = await store.letters.list(id ?? null, options.max);
  if (options.json) {
    printJson(
      io,
      letters.map((letter) => ({
        ...letter,
        firstAt: isoTime(letter.firstAt),
        lastAt: isoTime(letter.lastAt),
      })),
    );
    return;
  }
  printTable(
    io,
    ['FEED', 'LAST SEEN', 'TIMES', 'WHAT', 'REASON', 'BYTES', 'SHA-256', 'BEGINS'],
    letters.map((letter) => [
      letter.feedId,
      shortTime(letter.lastAt),
      letter.times,
      letter.kind,
      letter.reason,
      letter.bytes,
      letter.hash.slice(0, 12),
      letter.excerpt,
    ]),
    'Everything could be read.',
  );
  if (letters.length > 0) print(io, '\nTo read a feed again: maylike feeds poll ID --anew');
}
