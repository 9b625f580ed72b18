// Dead letters: what of the feeds could not be read, kept so that a person, or a later parser, may look at it again.
import { z } from 'zod';
import type { FeedId } from '@maylike/articles';
import { parseStored } from './codecs/card.js';
import { feedKeys } from './keys.js';
import { LuaScript, replyInteger, type RedisClient } from './redis.js';

const keepLettersScript = new LuaScript('keep-letters');

/** A feed that cannot be read at all fills no more than this: enough to see what is wrong with it. */
export const lettersOfFeedMax = 50;
/** Of all feeds together: 2 KB each are 10 MB. */
export const lettersInAllMax = 5_000;
/** An excerpt is to show what it was, not to hold it. */
const excerptCharactersMax = 500;
const reasonCharactersMax = 300;

const letterSchema = z.object({
  /** SHA-256, hex, of the bytes that could not be read, or of the item as it was read where its bytes are not told apart. */
  hash: z.string(),
  /** A whole body, or one item of it. */
  kind: z.enum(['item', 'body']),
  reason: z.string(),
  /** How it begins; plain text, may hold anything an author may write. */
  excerpt: z.string(),
  bytes: z.number(),
  parserVersion: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
  /** How many polls met it. */
  times: z.number(),
});

/** What could not be read, and how often it was met. */
export type Letter = Readonly<z.infer<typeof letterSchema>> & { readonly feedId: FeedId };

/** What a poll could not read. */
export type NewLetter = Pick<
  Letter,
  'hash' | 'kind' | 'reason' | 'excerpt' | 'bytes' | 'parserVersion'
>;

/** The beginning of a text; no character is cut in two. */
const firstCharacters = (text: string, max: number): string =>
  Array.from(text.slice(0, 2 * max))
    .slice(0, max)
    .join('');

/** The dead letters of all feeds. */
export class Letters {
  constructor(private readonly redis: RedisClient) {}

  /**
   * Keeps what a poll could not read. What is there already is counted up; what was met longest ago makes room.
   *
   * @param areAll Whether the poll looked at all that the feed holds now: letters that it did not meet are forgotten.
   * @returns How many letters the feed has now.
   */
  async keep(
    feedId: FeedId,
    letters: readonly NewLetter[],
    now: number,
    areAll: boolean,
  ): Promise<number> {
    const pairs = letters.slice(0, lettersOfFeedMax).flatMap((letter) => {
      const stored = letterSchema.parse({
        ...letter,
        reason: firstCharacters(letter.reason, reasonCharactersMax),
        excerpt: firstCharacters(letter.excerpt, excerptCharactersMax),
        firstAt: now,
        lastAt: now,
        times: 1,
      });
      return [letter.hash, JSON.stringify(stored)];
    });
    const reply = await keepLettersScript.run(
      this.redis,
      [feedKeys.letters, feedKeys.lettersByTime, feedKeys.lettersOf(feedId)],
      [feedId, now, lettersOfFeedMax, lettersInAllMax, areAll ? 1 : 0, ...pairs],
    );
    return replyInteger(keepLettersScript, reply);
  }

  /** The letters of a feed, or of all, the last met first; at most `max`. */
  async list(feedId: FeedId | null, max: number): Promise<Letter[]> {
    const fields =
      feedId === null
        ? await this.redis.zrevrange(feedKeys.lettersByTime, 0, max - 1)
        : (await this.redis.zrevrange(feedKeys.lettersOf(feedId), 0, max - 1)).map(
            (hash) => `${feedId} ${hash}`,
          );
    if (fields.length === 0) return [];
    const values = await this.redis.hmget(feedKeys.letters, ...fields);
    return values.flatMap((value, i) =>
      value === null
        ? []
        : [
            {
              feedId: (fields[i] ?? '').split(' ', 1)[0] ?? '',
              ...parseStored(letterSchema, value, 'dead letter'),
            },
          ],
    );
  }

  /** How many letters a feed has. */
  async count(feedId: FeedId): Promise<number> {
    return await this.redis.zcard(feedKeys.lettersOf(feedId));
  }

  /** Forgets the letters of a feed. */
  async forget(feedId: FeedId, now: number): Promise<void> {
    await this.keep(feedId, [], now, true);
  }
}
