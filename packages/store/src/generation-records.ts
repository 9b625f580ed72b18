// What the one writer of a network keeps of its generations: records, tables, the swap, the sweeping.
//
// Every write carries the writer's epoch and is refused once a later one exists: a writer that was asleep neither begins
// a generation nor sweeps one that its successor is building.
import type { NetworkId } from '@maylike/articles';
import type { Bound, IdfTable } from '@maylike/tfidf';
import {
  decodeBoilerplate,
  encodeBoilerplate,
  type StoredBoilerplate,
} from './codecs/boilerplate-codec.js';
import { decodeIdf, encodeIdf } from './codecs/idf-codec.js';
import { decodeBound, decodeLength } from './codecs/list-codec.js';
import { StoreError } from './errors.js';
import { decodeGeneration, encodeGeneration, type Generation } from './generation.js';
import { networkKeys, type NetworkKeys } from './keys.js';
import { LuaScript, replyInteger, scanHash, scanHashPage, type RedisClient } from './redis.js';

const beginScript = new LuaScript('begin-generation');
const saveScript = new LuaScript('save-generation');
const swapScript = new LuaScript('swap-generation');
const sweepScript = new LuaScript('sweep-generation');

/** Fields of one script's HDEL: a thousand take the server a millisecond. */
const droppedPerScriptMax = 1_000;

/** One version of an article. */
export interface ArticleVersion {
  readonly number: number;
  readonly version: number;
}

/** The generations of one network, for the holder of its lease. */
export class GenerationRecords {
  private readonly keys: NetworkKeys;

  /** @param epoch Of the writer. */
  constructor(
    private readonly redis: RedisClient,
    private readonly networkId: NetworkId,
    private readonly epoch: number,
  ) {
    this.keys = networkKeys(networkId);
  }

  /** The active generation, or null in a network that never had a list. */
  async active(): Promise<Generation | null> {
    const id = await this.redis.get(this.keys.generation);
    if (id === null) return null;
    const value = await this.redis.hget(this.keys.generations, id);
    return value === null ? null : decodeGeneration(value);
  }

  /** All generations that are known, in no order. */
  async all(): Promise<Generation[]> {
    return (await this.redis.hvals(this.keys.generations)).map(decodeGeneration);
  }

  /** The document frequencies of a generation. @throws StoreError `data_corrupt` where they are missing. */
  async idf(id: string): Promise<IdfTable> {
    const bytes = await this.redis.getBuffer(this.keys.idf(id));
    if (bytes === null) throw new StoreError('data_corrupt', `idf table of generation ${id}`);
    return decodeIdf(bytes);
  }

  /** The boilerplate table of a generation, or null where it has none. */
  async boilerplate(id: string): Promise<StoredBoilerplate | null> {
    const bytes = await this.redis.getBuffer(this.keys.boilerplate(id));
    return bytes === null ? null : decodeBoilerplate(bytes);
  }

  /**
   * Reads the bounds and lengths of some lists of a generation; see `scanHashPage` for the cursor.
   *
   * @returns The next cursor, '0' when all are read.
   */
  async scanBounds(
    id: string,
    cursor: string,
    listsAbout: number,
    each: (number: number, bound: Bound, length: number) => void,
  ): Promise<string> {
    return await this.scanLists(id, cursor, listsAbout, (number, list) => {
      each(number, decodeBound(list), decodeLength(list));
    });
  }

  /** Reads the bounds and lengths of all lists of a generation; those of a list may come twice. */
  async eachBound(
    id: string,
    each: (number: number, bound: Bound, length: number) => void,
  ): Promise<void> {
    await scanHash(this.redis, this.keys.lists(id), (field, list) => {
      each(Number(field), decodeBound(list), decodeLength(list));
    });
  }

  /** Reads some lists of a generation as they are stored; see {@link scanBounds}. */
  async scanLists(
    id: string,
    cursor: string,
    listsAbout: number,
    each: (number: number, list: Buffer) => void,
  ): Promise<string> {
    const key = this.keys.lists(id);
    return await scanHashPage(this.redis, key, cursor, listsAbout, (field, value) => {
      each(Number(field), value);
    });
  }

  /** Begins a generation: its tables and its record, before any list of it. @throws StoreError `fenced`. */
  async begin(
    generation: Generation,
    idf: IdfTable,
    boilerplate: StoredBoilerplate | null,
  ): Promise<void> {
    const { id } = generation;
    const { epoch, generations } = this.keys;
    const reply = await beginScript.run(
      this.redis,
      [epoch, generations, this.keys.idf(id), this.keys.boilerplate(id)],
      [
        this.epoch,
        id,
        encodeGeneration(generation),
        encodeIdf(idf),
        boilerplate === null ? '' : encodeBoilerplate(boilerplate),
      ],
    );
    this.refuseFenced(replyInteger(beginScript, reply));
  }

  /**
   * Writes a record and drops terms that no generation needs any longer. The record is written before the first of
   * them is dropped, or with it.
   *
   * @throws StoreError `fenced`.
   */
  async save(generation: Generation, dropped: readonly ArticleVersion[] = []): Promise<void> {
    const fields = dropped.map(({ number, version }) => `${number}:${version}`);
    for (let at = 0; at === 0 || at < fields.length; at += droppedPerScriptMax) {
      const reply = await saveScript.run(
        this.redis,
        [this.keys.epoch, this.keys.generations, this.keys.terms],
        [
          this.epoch,
          generation.id,
          encodeGeneration(generation),
          ...fields.slice(at, at + droppedPerScriptMax),
        ],
      );
      this.refuseFenced(replyInteger(saveScript, reply));
    }
  }

  /**
   * Makes a built generation the active one in one write.
   *
   * @param retouch In what its boilerplate differs, where articles have to be made into terms again for it.
   * @throws StoreError `fenced`.
   */
  async swap(
    next: Generation,
    previous: Generation | null,
    retouch: StoredBoilerplate | null = null,
  ): Promise<void> {
    const { epoch, generation, generations, changes, retouch: noted, numbers } = this.keys;
    const reply = await swapScript.run(
      this.redis,
      [epoch, generation, generations, changes, noted, numbers],
      [
        this.epoch,
        next.id,
        encodeGeneration(next),
        previous?.id ?? '',
        previous === null ? '' : encodeGeneration(previous),
        retouch === null ? '' : encodeBoilerplate(retouch),
      ],
    );
    this.refuseFenced(replyInteger(swapScript, reply));
  }

  /** Drops a generation's lists; its tables and record stay. Nothing of the active one. @throws StoreError `fenced`. */
  async sweepLists(id: string): Promise<void> {
    await this.sweepKeys(id, [this.keys.lists(id), this.keys.best(id)], false);
  }

  /** Drops lists and tables; the record stays, to be shown. Nothing of the active one. @throws StoreError `fenced`. */
  async sweepTables(id: string): Promise<void> {
    await this.sweepKeys(id, this.keysOf(id), false);
  }

  /** Drops lists, tables and record. Nothing of the active one. @throws StoreError `fenced`. */
  async sweep(id: string): Promise<void> {
    await this.sweepKeys(id, this.keysOf(id), true);
  }

  private keysOf(id: string): string[] {
    const { keys } = this;
    return [keys.lists(id), keys.best(id), keys.idf(id), keys.boilerplate(id)];
  }

  private async sweepKeys(id: string, keys: string[], withRecord: boolean): Promise<void> {
    const { epoch, generations, generation } = this.keys;
    const reply = await sweepScript.run(
      this.redis,
      [epoch, generations, generation, ...keys],
      [this.epoch, id, withRecord ? 1 : 0],
    );
    this.refuseFenced(replyInteger(sweepScript, reply));
  }

  private refuseFenced(accepted: number): void {
    if (accepted === 0) throw new StoreError('fenced', `${this.networkId}, epoch ${this.epoch}`);
  }
}
