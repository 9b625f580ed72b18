// Questions about texts that are not indexed (drafts): asked by anybody, answered by the network's writer.
//
//     append to `asks`, tell the writers ──▶ read ──▶ answer: write, take off the stream, tell the askers ──▶ read
//
// A question says how long its asker waits and is dropped unread after that; where more are asked than one writer can
// answer, those that have waited longest give way to those that can still be answered in time.
import type { NetworkId } from '@maylike/articles';
import {
  decodeAnswer,
  decodeDraft,
  encodeAnswer,
  encodeDraft,
  type DraftAnswer,
  type DraftFindings,
} from './codecs/ask-codec.js';
import { StoreError } from './errors.js';
import { askAnswersChannel, networkKeys, networkNewsChannel, type NetworkKeys } from './keys.js';
import { LuaScript, replyArray, replyInteger, replyText, type RedisClient } from './redis.js';
import { newId } from './sites.js';
import type { ArticleTexts } from './stored-article.js';

const appendScript = new LuaScript('append-ask');
const readScript = new LuaScript('read-asks');
const answerScript = new LuaScript('answer-ask');

/**
 * Asks of a network that wait at one time: about what a writer answers within the second that askers wait. What gives
 * way would hardly have been answered in time, and 256 of the longest texts are 30 MB.
 */
export const asksMax = 256;
/** Askers are long gone; what an editor has not published does not stay with us. */
const askLifeMs = 60_000;
const answerLifeMs = 60_000;

const fieldsOfAsk = 5;

/** A question as the writer reads it. */
export interface Ask {
  readonly entryId: string;
  readonly id: string;
  /** How long its asker had waited when it was read, and how long it would wait on, ms. */
  readonly waitedMs: number;
  readonly leftMs: number;
  /** Null where it cannot be read. */
  readonly texts: ArticleTexts | null;
}

/** What a writer read. */
export interface AsksRead {
  readonly asks: readonly Ask[];
  /** Those that were dropped on the way: nobody waits for them any longer. */
  readonly dropped: number;
}

/** The asker's side, of all networks. */
export class Asks {
  constructor(private readonly redis: RedisClient) {}

  /**
   * Asks the network's writer. @returns The question's id, by which its answer is found.
   *
   * @param waitMs How long the asker waits: after that the question is dropped.
   * @param id A new one by default; who listens for the answer has to know it before.
   */
  async append(
    networkId: NetworkId,
    texts: ArticleTexts,
    waitMs: number,
    id = newId('ask'),
  ): Promise<string> {
    await appendScript.run(
      this.redis,
      [networkKeys(networkId).asks],
      [id, waitMs, encodeDraft(texts), asksMax, askLifeMs, networkId, networkNewsChannel],
    );
    return id;
  }

  /** The answer, or null: not yet, or not any more. */
  async answer(networkId: NetworkId, id: string): Promise<DraftAnswer | null> {
    return decodeAnswer(await this.redis.hgetallBuffer(networkKeys(networkId).answer(id)));
  }
}

/** The writer's side, of one network. */
export class AskQueue {
  private readonly keys: NetworkKeys;

  /** @param epoch Of the writer. */
  constructor(
    private readonly redis: RedisClient,
    private readonly networkId: NetworkId,
    private readonly epoch: number,
  ) {
    this.keys = networkKeys(networkId);
  }

  /** At most `max` questions after an entry, in the order in which they came; they stay until they are answered. */
  async read(after: string, max: number): Promise<AsksRead> {
    const reply = await readScript.runForBuffers(this.redis, [this.keys.asks], [after, max]);
    const [dropped, ...fields] = replyArray(readScript, reply);
    const asks: Ask[] = [];
    for (let at = 0; at + fieldsOfAsk <= fields.length; at += fieldsOfAsk)
      asks.push(askOf(fields.slice(at, at + fieldsOfAsk)));
    return { asks, dropped: replyInteger(readScript, dropped) };
  }

  /**
   * Answers a question, or says why it has no answer, and takes it off.
   *
   * @throws StoreError `fenced`: nothing was changed.
   */
  async answer(ask: Ask, answer: DraftFindings | { readonly reason: string }): Promise<void> {
    await this.takeOff(ask, encodeAnswer(answer));
  }

  /** Takes a question off for which nobody waits any longer. @throws StoreError `fenced`. */
  async drop(ask: Ask): Promise<void> {
    await this.takeOff(ask, []);
  }

  private async takeOff({ id, entryId }: Ask, fields: (string | Buffer)[]): Promise<void> {
    const reply = await answerScript.run(
      this.redis,
      [this.keys.epoch, this.keys.asks, this.keys.answer(id)],
      [this.epoch, entryId, id, askAnswersChannel, answerLifeMs, ...fields],
    );
    if (replyInteger(answerScript, reply) === 0)
      throw new StoreError('fenced', `${this.networkId}, epoch ${this.epoch}`);
  }
}

function askOf(fields: readonly unknown[]): Ask {
  const [entryId, id, waited, left] = fields
    .slice(0, fieldsOfAsk - 1)
    .map((field) => replyText(readScript, Buffer.isBuffer(field) ? field.toString() : field));
  const texts = fields[fieldsOfAsk - 1];
  return {
    entryId: entryId ?? '',
    id: id ?? '',
    waitedMs: Number(waited),
    leftMs: Number(left),
    texts: Buffer.isBuffer(texts) ? readable(texts) : null,
  };
}

/** One that cannot be read is answered like one that cannot be worked on: it must not stop the others. */
function readable(bytes: Buffer): ArticleTexts | null {
  try {
    return decodeDraft(bytes);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'data_corrupt') return null;
    throw error;
  }
}
