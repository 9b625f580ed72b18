// What the black boxes share: output that is no faster than its reader, order, bounds.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { LineWriter, OutputClosed } from '../src/black-boxes/line-writer.js';
import { mapOrdered } from '../src/black-boxes/map-ordered.js';
import { jsonLines, withFolder } from './files.js';

const folder = withFolder();
const bin = fileURLToPath(new URL('../bin/maylike.js', import.meta.url));

async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  return await new Promise((resolve) => {
    child.once('close', resolve);
  });
}

describe('a line writer', () => {
  it('waits while the reader does not read', async () => {
    const stream = new PassThrough({ highWaterMark: 4 });
    const writer = new LineWriter(stream);
    let isWritten = false;
    const written = writer.write('a long line').then(() => (isWritten = true));
    await new Promise(setImmediate);
    expect(isWritten).toBe(false);
    expect(String(stream.read())).toBe('a long line\n');
    await written;
    expect(isWritten).toBe(true);
  });

  it('ends a wait, and every later write, when the reader leaves', async () => {
    const stream = new PassThrough({ highWaterMark: 4 });
    const writer = new LineWriter(stream);
    const waiting = writer.write('a long line');
    stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await expect(waiting).rejects.toThrow(OutputClosed);
    await expect(writer.write('another')).rejects.toThrow(OutputClosed);
  });

  it('says so when writing fails for another reason', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => {
        done(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
      },
    });
    const writer = new LineWriter(full);
    await writer.write('a').catch(() => undefined);
    await new Promise(setImmediate);
    await expect(writer.write('b')).rejects.toThrow('The output cannot be written: no space left');
  });

  it('leaves the stream as it was', () => {
    const stream = new PassThrough();
    const before = stream.listenerCount('error');
    new LineWriter(stream).release();
    expect(stream.listenerCount('error')).toBe(before);
  });
});

describe('mapOrdered', () => {
  it('gives results in the order of the items and never has more than the bound in flight', async () => {
    let inFlight = 0;
    let most = 0;
    const results: number[] = [];
    const items = Array.from({ length: 40 }, (_, place) => place);
    const mapped = mapOrdered(items, 3, async (item) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      for (let turn = 0; turn < (item * 7) % 5; turn += 1) await new Promise(setImmediate);
      inFlight -= 1;
      return item;
    });
    for await (const result of mapped) results.push(result);
    expect(results).toEqual(items);
    expect(most).toBe(3);
  });

  it('throws a failure at its place, after the results before it', async () => {
    const results: number[] = [];
    const mapped = mapOrdered([1, 2, 3], 3, (item) =>
      item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item),
    );
    await expect(
      (async () => {
        for await (const result of mapped) results.push(result);
      })(),
    ).rejects.toThrow('two');
    expect(results).toEqual([1]);
  });
});

describe('black boxes as processes', () => {
  it('end quietly and at once when the reader of their output leaves', async () => {
    const docs = folder.write(
      'many.jsonl',
      jsonLines(
        Array.from({ length: 3_000 }, (_, place) => ({ id: `d${place}`, text: 'one ferry' })),
      ),
    );
    const child = spawn(process.execPath, [bin, 'neighbours', '--docs', docs, '--top', '1000'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const code = await exitCodeOf(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }, 70_000);

  it('read documents from a pipe', async () => {
    const file = folder.write(
      'piped.jsonl',
      jsonLines([
        { id: 'a', text: 'one ferry' },
        { id: 'b', text: 'two ferries' },
      ]),
    );
    // A shell's pipe is one; what Node gives a child for its standard input is a socket.
    const script = 'cat "$1" | "$2" "$3" neighbours --docs /dev/stdin --quiet';
    const child = spawn('sh', ['-c', script, 'sh', file, process.execPath, bin], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 30_000,
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const code = await exitCodeOf(child);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.slice(0, 9))).toEqual([
      '{"id":"a"',
      '{"id":"b"',
      '',
    ]);
  }, 40_000);
});
