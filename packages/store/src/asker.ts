// Asks a network's writer about a draft, and waits for the answer without asking in a loop. A message that is lost costs
// the rest of the wait and not the answer: it is looked for once more at the end.
import type { NetworkId } from '@maylike/articles';
import type { Asks } from './asks.js';
import type { DraftAnswer } from './codecs/ask-codec.js';
import { askAnswersChannel } from './keys.js';
import type { RedisClient } from './redis.js';
import { newId } from './sites.js';
import type { ArticleTexts } from './stored-article.js';

/** How long a question waits: an editor's page shows something else after a second. */
export const askWaitMs = 1_000;

/** The questions that one process has open. */
export class Asker {
  private readonly waiting = new Map<string, () => void>();

  /** @param subscriber A connection of its own: it takes no other command once subscribed. */
  constructor(
    private readonly asks: Asks,
    private readonly subscriber: RedisClient,
  ) {}

  /** Subscribes; after a lost connection the client subscribes again by itself. */
  async listen(): Promise<void> {
    this.subscriber.on('message', (_channel: string, id: string) => {
      this.waiting.get(id)?.();
    });
    await this.subscriber.subscribe(askAnswersChannel);
  }

  /**
   * What the network's writer says of a text that is not indexed.
   *
   * @returns Null where nobody answered in time: the network has no writer, or that one has too much to do.
   * @throws Any error of the connection.
   */
  async ask(
    networkId: NetworkId,
    texts: ArticleTexts,
    waitMs: number = askWaitMs,
  ): Promise<DraftAnswer | null> {
    const id = newId('ask');
    const { heard, stop } = this.wait(id, waitMs);
    try {
      await this.asks.append(networkId, texts, waitMs, id);
      await heard;
      return await this.asks.answer(networkId, id);
    } finally {
      stop();
    }
  }

  /** Begins to wait: `heard` resolves at the word that there is an answer, after the time, or when stopped. */
  private wait(
    id: string,
    waitMs: number,
  ): { readonly heard: Promise<void>; readonly stop: () => void } {
    let resolve: () => void = () => undefined;
    const heard = new Promise<void>((done) => {
      resolve = done;
    });
    const timer = setTimeout(resolve, waitMs);
    this.waiting.set(id, resolve);
    return {
      heard,
      stop: () => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve();
      },
    };
  }
}
