/**
 * Reading a body within its limit.
 *
 * The bytes are counted twice while they stream: as they come from the wire, and as they leave the
 * decompressor. A bomb is stopped at the first chunk over the limit, whichever count sees it. The
 * HTTP client's own limit would see the compressed bytes only.
 */
import { Readable, Transform, Writable, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { FetchError } from './errors.js';

/** What the request offers in `Accept-Encoding`; nothing else is decoded. */
export const acceptEncoding = 'gzip, deflate, br';

/** How a body is coded; null: not at all. */
export type BodyEncoding = 'gzip' | 'deflate' | 'br' | null;

/** A body that was read to its end. */
export interface ReadBody {
  /** The decoded bytes, in a buffer of their own (it may be transferred to a worker). */
  bytes: Uint8Array;
  /** How many bytes came over the wire. */
  bytesOnWire: number;
}

/**
 * What `Content-Encoding` says.
 *
 * @throws FetchError `encoding_unknown` for a chain of several or one that was not offered.
 */
export function parseContentEncoding(encodings: readonly string[]): BodyEncoding {
  const [encoding, ...more] = encodings
    .map((name) => name.toLowerCase())
    .filter((name) => name !== 'identity');
  if (encoding === undefined) return null;
  if (more.length === 0) {
    if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
    if (encoding === 'deflate' || encoding === 'br') return encoding;
  }
  throw new FetchError('encoding_unknown', 'The body is coded in a way that was not asked for.');
}

/**
 * Reads and decodes a whole body.
 *
 * @returns the bytes; a body that is cut short or wrongly coded never comes back as a result.
 * @throws FetchError `body_too_large`, else whatever the stream failed with.
 */
export async function readBody(
  source: Readable,
  encoding: BodyEncoding,
  bytesMax: number,
  signal: AbortSignal,
): Promise<ReadBody> {
  const wire = new ByteGate(bytesMax);
  const sink = new ByteSink(bytesMax);
  if (encoding === null) await pipeline(source, wire, sink, { signal });
  else if (encoding === 'deflate') await inflate(source, wire, sink, signal);
  else await pipeline(source, wire, decoderOf(encoding), sink, { signal });
  return { bytes: sink.take(), bytesOnWire: wire.bytesSeen };
}

function decoderOf(encoding: 'gzip' | 'br'): Transform {
  return encoding === 'br' ? createBrotliDecompress() : createGunzip();
}

/**
 * `deflate` means zlib's format (RFC 9110 §8.4.1.2), yet some servers send the bare one. The first
 * byte tells them apart, so the compressed bytes (within the limit) are collected first.
 */
async function inflate(
  source: Readable,
  wire: ByteGate,
  sink: ByteSink,
  signal: AbortSignal,
): Promise<void> {
  const compressed = new ByteSink(wire.bytesMax);
  await pipeline(source, wire, compressed, { signal });
  const bytes = compressed.take();
  const hasZlibHeader = ((bytes[0] ?? 0) & 0x0f) === 8;
  const decoder = hasZlibHeader ? createInflate() : createInflateRaw();
  await pipeline(Readable.from([bytes]), decoder, sink, { signal });
}

/** The one refusal for both counts. */
export function bodyTooLarge(bytesMax: number): FetchError {
  return new FetchError('body_too_large', `The body has more than ${bytesMax} bytes.`);
}

/** Pieces of a body that may be as small as they like; one's cost does not depend on its size. */
const smallPiecesMax = 10_000;
/** Bytes of the average piece beyond that; servers that flush each line send several times as many. */
const averagePieceBytesMin = 16;

/** Lets bytes through and counts them; fails at the first chunk over the limit, and where crumbs do not end. */
class ByteGate extends Transform {
  bytesSeen = 0;
  private pieces = 0;

  constructor(readonly bytesMax: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytesSeen += chunk.length;
    this.pieces += 1;
    const isCrumbs =
      this.pieces > smallPiecesMax && this.bytesSeen < this.pieces * averagePieceBytesMin;
    if (this.bytesSeen > this.bytesMax) done(bodyTooLarge(this.bytesMax));
    else if (isCrumbs) done(new FetchError('protocol_error', 'The body comes in crumbs.'));
    else done(null, chunk);
  }
}

/** Bytes of the blocks that a body is copied into. */
const blockBytes = 65_536;

/**
 * Collects bytes up to a limit. They are copied: a chunk of one byte may be the window on a buffer of
 * 64 KB, and a server that sends only such chunks would have us keep 65,536 times what is counted.
 */
class ByteSink extends Writable {
  private readonly blocks: Uint8Array[] = [];
  private size = 0;

  constructor(private readonly bytesMax: number) {
    super();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (this.size + chunk.length > this.bytesMax) {
      this.blocks.length = 0;
      done(bodyTooLarge(this.bytesMax));
      return;
    }
    for (let taken = 0; taken < chunk.length;) {
      const part = chunk.subarray(taken, taken + this.room());
      this.blocks.at(-1)?.set(part, this.size % blockBytes);
      this.size += part.length;
      taken += part.length;
    }
    done();
  }

  /** Bytes that the last block still takes, 1 or more: a full one is followed by the next. */
  private room(): number {
    const used = this.size % blockBytes;
    if (used === 0) this.blocks.push(new Uint8Array(blockBytes));
    return blockBytes - used;
  }

  /** Everything written, as one array over a buffer of its own. */
  take(): Uint8Array {
    const bytes = new Uint8Array(this.size);
    for (const [i, block] of this.blocks.entries()) {
      bytes.set(block.subarray(0, this.size - i * blockBytes), i * blockBytes);
    }
    this.blocks.length = 0;
    return bytes;
  }
}
