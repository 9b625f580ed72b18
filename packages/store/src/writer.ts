// What the one writer of a network reads and writes: lease and epoch, log and cursor, terms and lists. Its generations
// are in `generation-records.ts`.
//
// Every write goes through a script that refuses an epoch which is not the newest: a writer that was asleep while
// another took over changes nothing. A refusal is StoreError `fenced`.
import type { ArticleNumber, NetworkId } from '@maylike/articles';
import {
  decodeList,
  encodeBest,
  encodeList,
  type ArticleList,
  type StoredList,
} from './codecs/list-codec.js';
import { decodeTerms, type StoredTerms } from './codecs/terms-codec.js';
import { StoreError } from './errors.js';
import { networkKeys, type NetworkKeys } from './keys.js';
import { GenerationRecords, type ArticleVersion } from './generation-records.js';
import { LuaScript, replyInteger, scanHashPage, type RedisClient } from './redis.js';
import { Retouch } from './retouch.js';

const acquireScript = new LuaScript('acquire-lease');
const renewScript = new LuaScript('renew-lease');
const writeListsScript = new LuaScript('write-lists');
const advanceScript = new LuaScript('advance');

/** A script of this many lists writes about 130 KB: a few milliseconds of the server's time. */
const listsPerWriteMax = 256;

/** Before the first entry of any log. */
export const logStart = '0-0';

const operations = ['add', 'edit', 'remove'] as const;

/** One entry of a network's log. */
export interface LogEntry {
  readonly id: string;
  readonly number: ArticleNumber;
  readonly version: number;
  readonly operation: (typeof operations)[number];
}

/** One version's terms, as read at a cold start. */
export interface TermsOfVersion extends StoredTerms, ArticleVersion {}

function logEntryOf(id: string, fields: readonly string[]): LogEntry {
  const value = (name: string): string | undefined => {
    const at = fields.indexOf(name);
    return at === -1 ? undefined : fields[at + 1];
  };
  const operation = operations.find((known) => known === value('op'));
  const number = Number(value('n'));
  const version = Number(value('v'));
  if (operation === undefined || !Number.isSafeInteger(number) || !Number.isSafeInteger(version)) {
    throw new StoreError('data_corrupt', `log entry ${id}`);
  }
  return { id, number, version, operation };
}

/** Takes the lease of a network. @returns The writer, or null while another process holds it. */
export async function acquireWriter(
  redis: RedisClient,
  networkId: NetworkId,
  holder: string,
  leaseMs: number,
): Promise<NetworkWriter | null> {
  const keys = networkKeys(networkId);
  const reply = await acquireScript.run(redis, [keys.lease, keys.epoch], [holder, leaseMs]);
  const epoch = replyInteger(acquireScript, reply);
  return epoch === 0 ? null : new NetworkWriter(redis, networkId, holder, epoch);
}

/** The holder of a network's lease, under one epoch. */
export class NetworkWriter {
  readonly generations: GenerationRecords;
  readonly retouch: Retouch;
  private readonly keys: NetworkKeys;

  constructor(
    private readonly redis: RedisClient,
    readonly networkId: NetworkId,
    private readonly holder: string,
    readonly epoch: number,
  ) {
    this.keys = networkKeys(networkId);
    this.generations = new GenerationRecords(redis, networkId, epoch);
    this.retouch = new Retouch(redis, networkId, epoch);
  }

  /** Prolongs the lease. @returns False when it is no longer this writer's: stop at once. */
  async renew(leaseMs: number): Promise<boolean> {
    return await this.renewScript(leaseMs);
  }

  /** Gives the lease back, so that another may take it at once. */
  async release(): Promise<void> {
    await this.renewScript(0);
  }

  private async renewScript(leaseMs: number): Promise<boolean> {
    const reply = await renewScript.run(
      this.redis,
      [this.keys.lease, this.keys.epoch],
      [this.holder, this.epoch, leaseMs],
    );
    return replyInteger(renewScript, reply) === 1;
  }

  /** The id of the last log entry whose lists are written; {@link logStart} at first. */
  async applied(): Promise<string> {
    return (await this.redis.get(this.keys.applied)) ?? logStart;
  }

  /** At most `max` log entries after an id, in order. */
  async log(after: string, max: number): Promise<LogEntry[]> {
    const entries = await this.redis.xrange(this.keys.log, `(${after}`, '+', 'COUNT', max);
    return entries.map(([id, fields]) => logEntryOf(id, fields));
  }

  /** Whether an entry is still in the log; {@link logStart} is before all of them. */
  async isInLog(id: string): Promise<boolean> {
    if (id === logStart) return true;
    return (await this.redis.xrange(this.keys.log, id, id, 'COUNT', 1)).length > 0;
  }

  /** All stored terms: those of a version may come twice, and of a number several versions. */
  async eachTerms(each: (terms: TermsOfVersion) => void): Promise<void> {
    let cursor = '0';
    do {
      cursor = await this.scanTerms(cursor, 1_000, each);
    } while (cursor !== '0');
  }

  /** Some of the stored terms; see `scanHashPage` for the cursor. @returns The next cursor, '0' when all are read. */
  async scanTerms(
    cursor: string,
    termsAbout: number,
    each: (terms: TermsOfVersion) => void,
  ): Promise<string> {
    return await scanHashPage(this.redis, this.keys.terms, cursor, termsAbout, (field, value) => {
      const [number, version] = field.split(':').map(Number);
      if (number === undefined || version === undefined)
        throw new StoreError('data_corrupt', `terms ${field}`);
      each({ number, version, ...decodeTerms(value) });
    });
  }

  /** Which of these articles have terms in the log that nothing has taken back since. One round trip. */
  async termed(numbers: readonly ArticleNumber[]): Promise<Set<ArticleNumber>> {
    const pipeline = this.redis.pipeline();
    for (const number of numbers) pipeline.hget(this.keys.article(number), 'tv');
    const replies = numbers.length === 0 ? [] : ((await pipeline.exec()) ?? []);
    return new Set(
      numbers.filter((_number, i) => {
        const [error, version] = replies[i] ?? [null, null];
        if (error !== null) throw error;
        return version !== null;
      }),
    );
  }

  /** The terms of one version, or null where they are dropped. */
  async terms(number: ArticleNumber, version: number): Promise<StoredTerms | null> {
    const bytes = await this.redis.hgetBuffer(this.keys.terms, `${number}:${version}`);
    return bytes === null ? null : decodeTerms(bytes);
  }

  /** The lists of these numbers; numbers without one are left out. One round trip. */
  async lists(
    generation: string,
    numbers: readonly ArticleNumber[],
  ): Promise<Map<ArticleNumber, StoredList>> {
    if (numbers.length === 0) return new Map();
    const values = await this.redis.hmgetBuffer(
      this.keys.lists(generation),
      ...numbers.map(String),
    );
    return new Map(
      numbers.flatMap((number, i) => {
        const bytes = values[i];
        return bytes === null || bytes === undefined ? [] : [[number, decodeList(bytes)] as const];
      }),
    );
  }

  /** The stories of these numbers; numbers in none are left out. One round trip. */
  async stories(numbers: readonly ArticleNumber[]): Promise<Map<ArticleNumber, ArticleNumber>> {
    const pipeline = this.redis.pipeline();
    for (const number of numbers) pipeline.hget(this.keys.article(number), 'story');
    const replies = numbers.length === 0 ? [] : ((await pipeline.exec()) ?? []);
    return new Map(
      replies.flatMap(([error, story], i) => {
        if (error !== null) throw error;
        const number = numbers[i];
        return number === undefined || typeof story !== 'string'
          ? []
          : [[number, Number(story)] as const];
      }),
    );
  }

  /**
   * Writes lists (null takes one away) and stories. Any number of them, in several scripts: safe to repeat.
   *
   * @throws StoreError `fenced`: from that point on nothing was written.
   */
  async writeLists(
    generation: string,
    lists: ReadonlyMap<ArticleNumber, ArticleList | null>,
    stories: ReadonlyMap<ArticleNumber, ArticleNumber> = new Map(),
  ): Promise<void> {
    const pending = [...lists];
    const storyArguments = [...stories].flat();
    for (let at = 0; at === 0 || at < pending.length; at += listsPerWriteMax) {
      const page = pending.slice(at, at + listsPerWriteMax);
      const encoded = page.flatMap(([number, list]) => [
        number,
        list === null ? '' : encodeList(list),
        list === null ? '' : encodeBest(list),
      ]);
      const reply = await writeListsScript.run(
        this.redis,
        [this.keys.epoch, this.keys.lists(generation), this.keys.best(generation)],
        [
          this.epoch,
          this.keys.articlePrefix,
          page.length,
          ...encoded,
          ...(at === 0 ? storyArguments : []),
        ],
      );
      this.refuseFenced(replyInteger(writeListsScript, reply));
    }
  }

  /**
   * Moves the cursor behind a batch whose lists are written.
   *
   * @param batch.dropped The versions whose terms the batch replaced or removed.
   * @param batch.trimBelow Log entries below this id are no longer needed.
   * @throws StoreError `fenced`.
   */
  async advance(batch: {
    readonly appliedId: string;
    readonly changed: Iterable<ArticleNumber>;
    readonly dropped: Iterable<ArticleVersion>;
    readonly trimBelow: string | null;
  }): Promise<void> {
    const reply = await advanceScript.run(
      this.redis,
      [this.keys.epoch, this.keys.applied, this.keys.terms, this.keys.changes, this.keys.log],
      [
        this.epoch,
        batch.appliedId,
        [...batch.changed].join(','),
        batch.trimBelow ?? '',
        ...Array.from(batch.dropped, ({ number, version }) => `${number}:${version}`),
      ],
    );
    this.refuseFenced(replyInteger(advanceScript, reply));
  }

  private refuseFenced(accepted: number): void {
    if (accepted === 0) throw new StoreError('fenced', `${this.networkId}, epoch ${this.epoch}`);
  }
}
