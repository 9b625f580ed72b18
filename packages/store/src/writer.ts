// What the one writer of a network reads and writes: lease and epoch, log and cursor, terms and lists. Its generations
// are in `generation-records.ts`, drafts' questions in `asks.ts`.
//
// Every write goes through a script that refuses an epoch which is not the newest: a writer that was asleep while
// another took over changes nothing. A refusal is StoreError `fenced`.
import type { ArticleNumber, NetworkId } from '@maylike/articles';
import { AskQueue } from './asks.js';
import {
  decodeList,
  encodeBest,
  encodeList,
  type ArticleList,
  type ListBytes,
  type StoredList,
} from './codecs/list-codec.js';
import { decodeTerms, type StoredTerms } from './codecs/terms-codec.js';
import { readEntries, type EntryRead } from './entry-reads.js';
import { StoreError } from './errors.js';
import { networkKeys, type NetworkKeys } from './keys.js';
import { GenerationRecords, type ArticleVersion } from './generation-records.js';
import { LuaScript, replyInteger, scanHash, scanHashPage, type RedisClient } from './redis.js';
import { Retouch } from './retouch.js';

const acquireScript = new LuaScript('acquire-lease');
const renewScript = new LuaScript('renew-lease');
const writeListsScript = new LuaScript('write-lists');
const advanceScript = new LuaScript('advance');

/** A script of this many lists writes about 130 KB: a few milliseconds of the server's time. */
const listsPerWriteMax = 256;
/** Scripts that are sent before the first of them has answered: client and server work at the same time. */
const writesAhead = 4;
/** Numbers of one entry of `changes`: its ten thousand entries take 70 MB at the very most, and mostly 5 MB. */
const changedToldMax = 1_000;
/** Stands for a list's beginning that is stored already; no encoded one is of one byte. */
const storedAlready = '=';

/** Before the first entry of any log. */
export const logStart = '0-0';

const operations = ['add', 'edit', 'remove'] as const;

/** One entry of a network's log. */
export interface LogEntry {
  readonly id: string;
  readonly number: ArticleNumber;
  readonly version: number;
  readonly operation: (typeof operations)[number];
  /** When the version's content was stored, ms; null for a removal, and for content that is only read anew. */
  readonly storedAt: number | null;
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
  const stored = value('stored') ?? '';
  return { id, number, version, operation, storedAt: stored === '' ? null : Number(stored) };
}

/** A list and its beginning for `lua/write-lists.lua`. */
function listArguments(list: ArticleList | ListBytes | null): [Buffer | string, Buffer | string] {
  if (list === null) return ['', ''];
  if ('list' in list) return [list.list, list.best ?? storedAlready];
  return [encodeList(list), encodeBest(list)];
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
  readonly asks: AskQueue;
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
    this.asks = new AskQueue(redis, networkId, epoch);
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
    await scanHash(this.redis, this.keys.terms, (field, value) => {
      each(termsOfField(field, value));
    });
  }

  /** Some of the stored terms; see `scanHashPage` for the cursor. @returns The next cursor, '0' when all are read. */
  async scanTerms(
    cursor: string,
    termsAbout: number,
    each: (terms: TermsOfVersion) => void,
  ): Promise<string> {
    return await scanHashPage(this.redis, this.keys.terms, cursor, termsAbout, (field, value) => {
      each(termsOfField(field, value));
    });
  }

  /** Which of these articles have terms in the log that nothing has taken back since. One round trip. */
  async termed(numbers: readonly ArticleNumber[]): Promise<Set<ArticleNumber>> {
    return await this.withField(numbers, 'tv', (version) => version !== null);
  }

  /** Which of these articles are out because of their age. One round trip. */
  async expiredAmong(numbers: readonly ArticleNumber[]): Promise<Set<ArticleNumber>> {
    return await this.withField(numbers, 'state', (state) => state === 'expired');
  }

  private async withField(
    numbers: readonly ArticleNumber[],
    field: string,
    isMeant: (value: unknown) => boolean,
  ): Promise<Set<ArticleNumber>> {
    const pipeline = this.redis.pipeline();
    for (const number of numbers) pipeline.hget(this.keys.article(number), field);
    const replies = numbers.length === 0 ? [] : ((await pipeline.exec()) ?? []);
    return new Set(
      numbers.filter((_number, i) => {
        const [error, value] = replies[i] ?? [null, null];
        if (error !== null) throw error;
        return isMeant(value);
      }),
    );
  }

  /** What applying some log entries starts from, in their order. One round trip. */
  async readEntries(entries: readonly LogEntry[]): Promise<EntryRead[]> {
    return await readEntries(this.redis, this.keys, entries);
  }

  /** The lists of these numbers; numbers without one are left out. One round trip. */
  async lists(
    generation: string,
    numbers: readonly ArticleNumber[],
  ): Promise<Map<ArticleNumber, StoredList>> {
    const lists = await this.listBytes(generation, numbers);
    return new Map(Array.from(lists, ([number, bytes]) => [number, decodeList(bytes)]));
  }

  /** The same as they are stored; see `EncodedList`. */
  async listBytes(
    generation: string,
    numbers: readonly ArticleNumber[],
  ): Promise<Map<ArticleNumber, Buffer>> {
    if (numbers.length === 0) return new Map();
    const values = await this.redis.hmgetBuffer(
      this.keys.lists(generation),
      ...numbers.map(String),
    );
    return new Map(
      numbers.flatMap((number, i) => {
        const bytes = values[i];
        return bytes === null || bytes === undefined ? [] : [[number, bytes] as const];
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
    lists: ReadonlyMap<ArticleNumber, ArticleList | ListBytes | null>,
    stories: ReadonlyMap<ArticleNumber, ArticleNumber> = new Map(),
  ): Promise<void> {
    const pending = [...lists];
    const pages = Array.from(
      { length: Math.max(1, Math.ceil(pending.length / listsPerWriteMax)) },
      (_none, page) => pending.slice(page * listsPerWriteMax, (page + 1) * listsPerWriteMax),
    );
    for (let at = 0; at < pages.length; at += writesAhead) {
      const window = pages.slice(at, at + writesAhead);
      const ended = await Promise.allSettled(
        window.map((page, i) => this.writePage(generation, page, at + i === 0 ? stories : null)),
      );
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
    }
  }

  private async writePage(
    generation: string,
    page: readonly (readonly [ArticleNumber, ArticleList | ListBytes | null])[],
    stories: ReadonlyMap<ArticleNumber, ArticleNumber> | null,
  ): Promise<void> {
    const reply = await writeListsScript.run(
      this.redis,
      [this.keys.epoch, this.keys.lists(generation), this.keys.best(generation)],
      [
        this.epoch,
        this.keys.articlePrefix,
        page.length,
        ...page.flatMap(([number, list]) => [number, ...listArguments(list)]),
        ...[...(stories ?? [])].flat(),
      ],
    );
    this.refuseFenced(replyInteger(writeListsScript, reply));
  }

  /**
   * Moves the cursor behind a batch whose lists are written.
   *
   * @param batch.changed Numbers whose lists have changed. More than a thousand are told as `all`: whoever reads looks at
   * everything anew, and the stream stays small.
   * @param batch.dropped The versions whose terms the batch replaced or removed.
   * @param batch.trimBelow Log entries below this id are no longer needed.
   * @throws StoreError `fenced`.
   */
  async advance(batch: {
    readonly appliedId: string;
    readonly changed: readonly ArticleNumber[];
    readonly dropped: Iterable<ArticleVersion>;
    readonly trimBelow: string | null;
  }): Promise<void> {
    const reply = await advanceScript.run(
      this.redis,
      [this.keys.epoch, this.keys.applied, this.keys.terms, this.keys.changes, this.keys.log],
      [
        this.epoch,
        batch.appliedId,
        batch.changed.length > changedToldMax ? '*' : batch.changed.join(','),
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

function termsOfField(field: string, value: Buffer): TermsOfVersion {
  const [number, version] = field.split(':').map(Number);
  if (number === undefined || version === undefined)
    throw new StoreError('data_corrupt', `terms ${field}`);
  return { number, version, ...decodeTerms(value) };
}
