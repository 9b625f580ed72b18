// Watches Redis for writers' scripts that come under an epoch which is no longer the newest.
import type { NetworkId } from '@maylike/articles';
import { openRedis, type RedisTarget } from '@maylike/runtime';

/** A watch on every command that Redis takes. */
export class LateWrites {
  /** Scripts that came too late, by network. */
  readonly seen = new Map<NetworkId, number>();

  private constructor(private readonly disconnect: () => void) {}

  /** @param epochs The newest epoch of each network. */
  static async start(
    target: RedisTarget,
    epochs: ReadonlyMap<NetworkId, number>,
  ): Promise<LateWrites> {
    const client = openRedis(target, { purpose: 'blocking' });
    if (!('monitor' in client)) throw new Error('a cluster cannot be watched');
    const monitor = await client.monitor();
    const watch = new LateWrites(() => {
      monitor.disconnect();
      client.disconnect();
    });
    monitor.on('monitor', (_time: string, args: readonly string[]) => {
      watch.hear(args, epochs);
    });
    return watch;
  }

  stop(): Promise<void> {
    this.disconnect();
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
