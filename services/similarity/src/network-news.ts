// Writers hear of new log entries, and of questions, on a channel and need not ask in a loop. A message that is lost
// costs a second: every wait has an end.
import type { NetworkId } from '@maylike/articles';
import { networkNewsChannel, type RedisClient } from '@maylike/store';

/** Who waits for news of which network. */
export class NetworkNews {
  private readonly waiting = new Map<NetworkId, Set<() => void>>();
  /** News that came while nobody waited. */
  private readonly missed = new Set<NetworkId>();

  /**
   * @param subscriber A connection of its own: it takes no other command once subscribed.
   * @param onNews Told of every network that has news.
   */
  constructor(
    private readonly subscriber: RedisClient,
    private readonly onNews: (networkId: NetworkId) => void = () => undefined,
  ) {}

  /** Subscribes; after a lost connection the client subscribes again by itself. */
  async listen(): Promise<void> {
    this.subscriber.on('message', (_channel: string, networkId: string) => {
      this.onNews(networkId);
      this.wake(networkId);
    });
    await this.subscriber.subscribe(networkNewsChannel);
  }

  /** Resolves at the next news of a network, at once if some came since the last wait, or after the time. */
  async wait(networkId: NetworkId, timeoutMs: number): Promise<void> {
    if (this.missed.delete(networkId)) return;
    await new Promise<void>((resolve) => {
      const waiters = this.waiting.get(networkId) ?? new Set();
      this.waiting.set(networkId, waiters);
      const done = (): void => {
        clearTimeout(timer);
        waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      waiters.add(done);
    });
  }

  /** Ends the wait of whoever waits for news of a network; where nobody does, the next wait ends at once. */
  wake(networkId: NetworkId): void {
    const waiters = this.waiting.get(networkId);
    if (waiters === undefined || waiters.size === 0) this.missed.add(networkId);
    else for (const done of [...waiters]) done();
  }

  /** Wakes everybody, so that they see that they are to stop. */
  wakeAll(): void {
    for (const waiters of this.waiting.values()) for (const done of [...waiters]) done();
  }
}
