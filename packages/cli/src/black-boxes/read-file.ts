// One file into memory, whatever its name turns out to be.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isSystemError, messageOf } from '../errors.js';

/** Why a file gave no bytes. */
export interface FileRefusal {
  /** `file_missing`, `not_a_file`, `too_large` or `file_unreadable`. */
  readonly code: string;
  readonly message: string;
}

/** The bytes of a file, or why there are none. */
export type FileRead = { readonly bytes: Uint8Array } | { readonly refusal: FileRefusal };

const chunkBytes = 65_536;

/**
 * Reads a regular file of at most that many bytes. Never throws, and never waits for a pipe or a device. O(bytes).
 */
export async function readBoundedFile(path: string, bytesMax: number): Promise<FileRead> {
  let handle: FileHandle | undefined;
  try {
    // Opened without blocking: a named pipe nobody writes to would be waited for, for ever.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) return refused('not_a_file', notAFile(stats.isDirectory()));
    if (stats.size > bytesMax) return tooLarge(bytesMax);
    const bytes = await readAll(handle, bytesMax);
    return bytes === null ? tooLarge(bytesMax) : { bytes };
  } catch (error) {
    const isMissing = isSystemError(error, 'ENOENT', 'ENOTDIR');
    return isMissing
      ? refused('file_missing', 'There is no such file.')
      : refused('file_unreadable', `The file cannot be read: ${messageOf(error)}.`);
  } finally {
    await handle?.close();
  }
}

function notAFile(isDirectory: boolean): string {
  return isDirectory ? 'It is a directory.' : 'It is a pipe or a device, not a file.';
}

const refused = (code: string, message: string): FileRead => ({ refusal: { code, message } });

const tooLarge = (bytesMax: number): FileRead =>
  refused('too_large', `The file has more than ${bytesMax} bytes.`);

/** All bytes, or null beyond the bound: sizes are not to be trusted, some files grow and some have none. */
async function readAll(handle: FileHandle, bytesMax: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes));
    if (bytesRead === 0) return Buffer.concat(chunks, total);
    total += bytesRead;
    if (total > bytesMax) return null;
    chunks.push(buffer.subarray(0, bytesRead));
  }
}
