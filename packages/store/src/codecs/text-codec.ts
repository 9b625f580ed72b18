import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { StoreError } from '../errors.js';

/** Four times the longest text that the parsers let through, in UTF-8: more is not ours. */
const textBytesMax = 4_000_000;

/** An article's text, compressed. */
export const encodeText = (text: string): Buffer => deflateRawSync(Buffer.from(text, 'utf8'));

/** The inverse of {@link encodeText}. @throws StoreError `data_corrupt`. */
export function decodeText(bytes: Buffer): string {
  try {
    return inflateRawSync(bytes, { maxOutputLength: textBytesMax }).toString('utf8');
  } catch (cause) {
    throw new StoreError('data_corrupt', 'text', { cause });
  }
}
