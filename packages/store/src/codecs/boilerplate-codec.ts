// What is learned of sources, as compressed JSON: the lines with the evidence for them, so that an operator can see why
// a line does not count, and the keys of headlines.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { StoreError } from '../errors.js';

const format = 1;
/** Ten times what 20,000 articles teach: more is not ours. */
const jsonBytesMax = 256_000_000;

/** A line that does not count, and what speaks for it. */
export interface StoredBoilerplateLine {
  readonly key: number;
  readonly text: string;
  readonly articles: number;
}

/** A boilerplate table, or the difference of two: lines by source, and the keys of headlines. */
export interface StoredBoilerplate {
  readonly lines: ReadonlyMap<string, readonly StoredBoilerplateLine[]>;
  readonly headlines: readonly number[];
}

const schema = z.object({
  format: z.literal(format),
  lines: z.array(z.tuple([z.string(), z.array(z.tuple([z.number(), z.string(), z.number()]))])),
  headlines: z.array(z.number()),
});

/** Encodes a table. O(lines + headlines). */
export function encodeBoilerplate({ lines, headlines }: StoredBoilerplate): Buffer {
  const json = JSON.stringify({
    format,
    lines: Array.from(lines, ([source, known]) => [
      source,
      known.map(({ key, text, articles }) => [key, text, articles]),
    ]),
    headlines,
  });
  return deflateRawSync(json);
}

/** The inverse of {@link encodeBoilerplate}. @throws StoreError `data_corrupt`. */
export function decodeBoilerplate(bytes: Buffer): StoredBoilerplate {
  try {
    const json = inflateRawSync(bytes, { maxOutputLength: jsonBytesMax }).toString();
    const { lines, headlines } = schema.parse(JSON.parse(json));
    return {
      lines: new Map(
        lines.map(([source, known]) => [
          source,
          known.map(([key, text, articles]) => ({ key, text, articles })),
        ]),
      ),
      headlines,
    };
  } catch (cause) {
    throw new StoreError('data_corrupt', 'boilerplate table', { cause });
  }
}
