// Answers questions about drafts: texts that are not indexed and are not going to be.
//
//     asks ──▶ text thread ──▶ ready ──▶ between two batches of the log: best neighbours, story ──▶ answer
//
// The log never waits for a text thread: terms are made while it is applied, and a draft that kills its thread is alone
// there. What the index is asked, it is asked between two batches, when every article in it is whole.
//
// A question stays in the stream until its answer is written, which takes it off in the same step: a writer that dies
// before has its successor answer it, and no answer is made twice.
import type { NetworkId } from '@maylike/articles';
import { IsolateError } from '@maylike/isolate';
import type { Logger } from '@maylike/runtime';
import {
  logStart,
  type Ask,
  type DraftFindings,
  type NetworkWriter,
  type Store,
} from '@maylike/store';
import type { TextTerms } from '@maylike/text';
import { nearDuplicates, storiesAfterPut, type Entry, type Vector } from '@maylike/tfidf';
import { BoilerplateTables } from './boilerplate-tables.js';
import type { GenerationLists } from './generation-lists.js';
import type { NetworkState } from './network-state.js';
import type { PackedBoilerplate } from './packed-boilerplate.js';
import type { TextWork } from './text-work.js';

/**
 * Drafts in hand at one time, and so the most that are answered between two batches of the log: however many are asked
 * about, a batch waits for eight queries, some 25 ms in a network of a hundred thousand.
 */
export const draftsInHandMax = 8;

/** After every number that an article can have: a draft is the last to come, and the story it tells was told before. */
const afterAllNumbers = 2 ** 32;

/** What became of a question. */
export interface FinishedAsk {
  /** `late`: its asker had gone. */
  readonly outcome: 'answered' | 'unanswerable' | 'late';
  /** From the question to its end; null where it was dropped unread. */
  readonly tookMs: number | null;
}

export interface DraftAnswersOptions {
  readonly store: Store;
  readonly writer: NetworkWriter;
  readonly text: TextWork;
  readonly logger: Logger;
  readonly now: () => number;
  /** Ends the writer's wait for news: a draft's terms are there. */
  readonly wake?: (networkId: NetworkId) => void;
  readonly onAsk?: (ask: FinishedAsk) => void;
}

interface InHand {
  readonly ask: Ask;
  readonly readAt: number;
  /** The terms, or why there are none; null while they are made. */
  made: TextTerms | { readonly reason: string } | null;
}

/** The drafts of one network. */
export class DraftAnswers {
  private readonly tables: BoilerplateTables;
  /** The last question that was read. */
  private cursor = logStart;
  private inHand: InHand[] = [];

  constructor(private readonly options: DraftAnswersOptions) {
    this.tables = new BoilerplateTables(options.store);
  }

  /**
   * Answers the drafts whose terms are there, and takes up new ones. Only between two batches of the log.
   *
   * @returns Whether there was anything to do.
   * @throws StoreError `fenced`; any error of the connection.
   */
  async step(state: NetworkState): Promise<boolean> {
    const ready = this.inHand.filter(({ made }) => made !== null);
    this.inHand = this.inHand.filter(({ made }) => made === null);
    for (const one of ready) await this.finish(one, state.loaded());
    const taken = await this.takeUp();
    return ready.length > 0 || taken > 0;
  }

  private async takeUp(): Promise<number> {
    const { writer, now, onAsk } = this.options;
    const room = draftsInHandMax - this.inHand.length;
    if (room === 0) return 0;
    const { asks, dropped } = await writer.asks.read(this.cursor, room);
    for (let i = 0; i < dropped; i++) onAsk?.({ outcome: 'late', tookMs: null });
    if (asks.length === 0) return 0;
    const table = await this.tables.ofActive(writer.networkId);
    for (const ask of asks) {
      const one: InHand = { ask, readAt: now(), made: null };
      this.cursor = ask.entryId;
      this.inHand.push(one);
      void this.makeTerms(one, table);
    }
    return asks.length;
  }

  /** Never rejects. */
  private async makeTerms(one: InHand, table: PackedBoilerplate | null): Promise<void> {
    const { writer, text, logger, wake } = this.options;
    const { id, texts } = one.ask;
    try {
      one.made =
        texts === null
          ? { reason: 'the question cannot be read' }
          : await text.draftTerms(texts, table);
    } catch (error) {
      // A thread that was closed with the service has not failed at its work: the next writer answers.
      if (error instanceof IsolateError && error.code === 'closed') return;
      const message = error instanceof Error ? error.message : String(error);
      one.made = { reason: `no terms could be made of this text: ${message}` };
      logger.warn({ err: error, networkId: writer.networkId, ask: id }, 'a draft is unanswerable');
    }
    wake?.(writer.networkId);
  }

  private async finish({ ask, readAt, made }: InHand, active: GenerationLists): Promise<void> {
    const { writer, now, onAsk } = this.options;
    const heldMs = now() - readAt;
    const tookMs = ask.waitedMs + heldMs;
    if (made === null || heldMs >= ask.leftMs) {
      await writer.asks.drop(ask);
      onAsk?.({ outcome: 'late', tookMs });
    } else if ('reason' in made) {
      await writer.asks.answer(ask, made);
      onAsk?.({ outcome: 'unanswerable', tookMs });
    } else {
      await writer.asks.answer(ask, await this.findingsOf(made, active));
      onAsk?.({ outcome: 'answered', tookMs });
    }
  }

  private async findingsOf(
    { terms, labels, language }: TextTerms,
    active: GenerationLists,
  ): Promise<DraftFindings> {
    const { vector, list } = active.nearest(terms);
    const story = await this.storyOf(vector, list.entries, active);
    return { generation: active.generation.id, list, story, labels, language };
  }

  /** The story that an article of this text would join, by the rule for articles; null where it would found one. */
  private async storyOf(
    vector: Vector,
    entries: readonly Entry[],
    active: GenerationLists,
  ): Promise<number | null> {
    const near = nearDuplicates(entries);
    if (near.length === 0) return null;
    const known = await this.options.writer.stories(near.map(({ number }) => number));
    const changed = storiesAfterPut(
      { number: afterAllNumbers, vector },
      near,
      (number) => known.get(number),
      (number) => active.lists.index.get(number)?.vector ?? null,
    );
    const story = changed.get(afterAllNumbers) ?? afterAllNumbers;
    return story === afterAllNumbers ? null : story;
  }
}
