// Files of lines, of any length, read as a stream and more than once; gzip is known by its first bytes.
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CliError, messageOf } from '../errors.js';
import { lineBytesMax, pipeBytesMax } from './limits.js';

/** A line with its number, counted from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
  /** Bytes of the file read so far, as they lie on the disk: how far the work is. */
  readonly fileBytesRead: number;
}

/** A file that is open for reading, as often as need be. */
export interface LinesFile {
  readonly name: string;
  /** Bytes on the disk. */
  readonly bytes: number;
  /**
   * All lines but blank ones, from the beginning.
   *
   * @throws CliError `bad_data` for a line that is too long and for what cannot be read, naming file and line.
   */
  lines(): AsyncGenerator<Line, void, undefined>;
}

/**
 * Opens a file of lines, works with it, closes it. What is not a file but a pipe is copied into a temporary one first
 * that has no name.
 *
 * @throws CliError `bad_data` for what cannot be read, and whatever the work throws.
 */
export async function withLines<Result>(
  name: string,
  work: (file: LinesFile) => Promise<Result>,
): Promise<Result> {
  const handle = await explained(name, () => openTwice(name));
  try {
    const { size } = await handle.stat();
    return await work({ name, bytes: size, lines: () => linesOf(name, handle) });
  } finally {
    await handle.close();
  }
}

async function openTwice(name: string): Promise<FileHandle> {
  const handle = await open(name, 'r');
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  try {
    if (stats.isFIFO()) return await copyOf(handle);
    throw new Error(stats.isDirectory() ? 'it is a directory' : 'it is a device, not a file');
  } finally {
    await handle.close();
  }
}

/** A copy of what comes out of a pipe, in a file that is gone when it is closed, however the process ends. */
async function copyOf(pipe: FileHandle): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'maylike-'));
  let copy: FileHandle;
  try {
    copy = await open(join(folder, 'documents'), 'w+', 0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
  try {
    let total = 0;
    for await (const chunk of bytesOf(pipe, undefined)) {
      total += chunk.length;
      if (total > pipeBytesMax) throw new Error(`it gives more than ${pipeBytesMax} bytes`);
      // From where the last one ended.
      await copy.writeFile(chunk);
    }
    return copy;
  } catch (error) {
    await copy.close();
    throw error;
  }
}

async function explained<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw unreadable(name, error);
  }
}

function unreadable(name: string, error: unknown): CliError {
  return error instanceof CliError
    ? error
    : new CliError('bad_data', `${name} cannot be read: ${messageOf(error)}`, { cause: error });
}

async function* bytesOf(
  handle: FileHandle,
  start: number | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const stream = handle.createReadStream({
    autoClose: false,
    ...(start === undefined ? {} : { start }),
  });
  for await (const chunk of stream) {
    if (Buffer.isBuffer(chunk)) yield chunk;
  }
}

/** The bytes of the file, unpacked where they are gzip's. */
async function* unpackedBytes(
  handle: FileHandle,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const magic = Buffer.alloc(2);
  await handle.read(magic, 0, 2, 0);
  const isGzip = magic[0] === 0x1f && magic[1] === 0x8b;
  const counted = async function* (): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of bytesOf(handle, 0)) {
      onRead(chunk.length);
      yield chunk;
    }
  };
  if (!isGzip) {
    yield* counted();
    return;
  }
  const packed = Readable.from(counted());
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of packed.pipe(gunzip)) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } finally {
    packed.destroy();
  }
}

const lineFeed = 10;

/** A line while its bytes come in. */
class OpenLine {
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  number = 1;

  add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > lineBytesMax)
      throw new Error(`line ${this.number} has more than ${lineBytesMax} bytes`);
    this.#pieces.push(piece);
  }

  /** The line as it is now; the next one begins. */
  end(fileBytesRead: number): Line {
    const text = Buffer.concat(this.#pieces.splice(0), this.#bytes).toString();
    const line = { number: this.number, text: text.replace(/^\uFEFF/, ''), fileBytesRead };
    this.#bytes = 0;
    this.number += 1;
    return line;
  }
}

const isBlank = ({ text }: Line): boolean => text.trim() === '';

async function* linesOf(name: string, handle: FileHandle): AsyncGenerator<Line, void, undefined> {
  let fileBytesRead = 0;
  const begun = new OpenLine();
  try {
    const bytes = unpackedBytes(handle, (count) => (fileBytesRead += count));
    for await (const chunk of bytes) {
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
        begun.add(chunk.subarray(start, end));
        start = end + 1;
        const line = begun.end(fileBytesRead);
        if (!isBlank(line)) yield line;
      }
      begun.add(chunk.subarray(start));
    }
    const last = begun.end(fileBytesRead);
    if (!isBlank(last)) yield last;
  } catch (error) {
    throw unreadable(name, error);
  }
}
