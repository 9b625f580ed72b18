// A generation's document frequencies as bytes, little endian:
//
//   | format u32 | documents u32 | (term id u32, document frequency u32) × n |
import { idfTableFrom, type IdfTable } from '@maylike/tfidf';
import { StoreError } from '../errors.js';

const format = 1;

/** Encodes an IDF table. O(terms). */
export function encodeIdf(table: IdfTable): Buffer {
  const entries = [...table.entries()];
  const bytes = Buffer.alloc(8 + 8 * entries.length);
  bytes.writeUInt32LE(format, 0);
  bytes.writeUInt32LE(table.documentCount, 4);
  entries.forEach(([termId, documentFrequency], i) => {
    bytes.writeUInt32LE(termId, 8 + 8 * i);
    bytes.writeUInt32LE(documentFrequency, 12 + 8 * i);
  });
  return bytes;
}

/** The inverse of {@link encodeIdf}. @throws StoreError `data_corrupt`. */
export function decodeIdf(bytes: Buffer): IdfTable {
  if (bytes.length < 8 || bytes.length % 8 !== 0 || bytes.readUInt32LE(0) !== format) {
    throw new StoreError('data_corrupt', 'idf table');
  }
  return idfTableFrom(bytes.readUInt32LE(4), entriesOf(bytes));
}

function* entriesOf(bytes: Buffer): Generator<[termId: number, documentFrequency: number]> {
  for (let at = 8; at < bytes.length; at += 8)
    yield [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
}
