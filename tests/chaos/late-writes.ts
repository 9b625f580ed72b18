// Watches Redis for writers' scripts that come under an epoch which is no longer the newest.
//
// On a connection of its own, without a client library: after MONITOR a busy server may send commands in one piece with
// its OK, and the library takes those for replies that nobody waits for.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { NetworkId } from '@maylike/articles';

/** A watch on every command that Redis takes. */
export class LateWrites {
  /** Scripts that came too late, by network. */
  readonly seen = new Map<NetworkId, number>();

  private constructor(private readonly socket: Socket) {}

  /** @param epochs The newest epoch of each network. */
  static async start(
    socketPath: string,
    epochs: ReadonlyMap<NetworkId, number>,
  ): Promise<LateWrites> {
    const socket = connect(socketPath);
    const watch = new LateWrites(socket);
    const lines = createInterface({ input: socket });
    const begun = once(lines, 'line');
    lines.on('line', (line) => {
      watch.hear(argumentsOf(line), epochs);
    });
    socket.write('MONITOR\r\n');
    await begun;
    return watch;
  }

  stop(): Promise<void> {
    this.socket.destroy();
    return Promise.resolve();
  }

  /** A writer's scripts have the epoch's key first, and the caller's epoch first of all; to renew a lease takes both. */
  private hear(args: readonly string[], epochs: ReadonlyMap<NetworkId, number>): void {
    const [command = '', , keyCount, first = ''] = args;
    if (!/^eval(sha)?$/i.test(command)) return;
    const [, networkId, key] = /^ml:\{n-(.+)\}:(epoch|lease)$/.exec(first) ?? [];
    const newest = networkId === undefined ? undefined : epochs.get(networkId);
    if (networkId === undefined || newest === undefined) return;
    const [one, two] = args.slice(3 + Number(keyCount));
    // Whoever takes a lease has no epoch yet: there the second argument is a time, and no epoch is as high.
    if (Number(key === 'epoch' ? one : two) < newest)
      this.seen.set(networkId, (this.seen.get(networkId) ?? 0) + 1);
  }
}

/** A command as MONITOR shows it: each argument in double quotes, what is not printed behind a backslash. */
function argumentsOf(line: string): string[] {
  return Array.from(line.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, argument = '']) => argument);
}
