// What any process may ask of a network: how far its writer is, who holds it, what its reindex does.
import { z } from 'zod';
import type { NetworkId } from '@maylike/articles';
import type { IdfTable } from '@maylike/tfidf';
import { decodeBoilerplate, type StoredBoilerplate } from './codecs/boilerplate-codec.js';
import { decodeIdf } from './codecs/idf-codec.js';
import { decodeGeneration, type Generation } from './generation.js';
import { networkKeys, networkNewsChannel } from './keys.js';
import { LuaScript, replyText, type RedisClient } from './redis.js';
import { newId } from './sites.js';

const requestScript = new LuaScript('request-reindex');

const reindexSchema = z.object({
  id: z.string(),
  by: z.string(),
  at: z.coerce.number(),
  state: z.enum(['requested', 'running', 'done', 'failed']),
  done: z.coerce.number(),
  total: z.coerce.number(),
  generation: z.string().optional(),
  message: z.string().optional(),
  force: z
    .string()
    .optional()
    .transform((flag) => flag === '1'),
  tablesOf: z
    .string()
    .optional()
    .transform((id) => (id === undefined || id === '' ? null : id)),
});

/** A request for a new generation, and how far it is: `done` of `total` lists. */
export type ReindexProgress = Readonly<z.infer<typeof reindexSchema>>;

/** What of a network's log has not reached the lists. */
export interface LogWaiting {
  readonly entries: number;
  /** By the server's clock, ms; null where nothing waits. */
  readonly oldestAt: number | null;
}

/** How a generation is to be built. */
export interface ReindexOptions {
  /** It is swapped in even where the quality gate would refuse it. */
  readonly force?: boolean;
  /** The generation whose tables are taken, to go back to them; new tables by default. */
  readonly tablesOf?: string | null;
  /** For who may ask twice and means one thing: a last request of this id is not made again, however it ended. */
  readonly requestId?: string;
}

/** Compares two stream ids (`ms-sequence`). Negative: `a` is earlier. */
export function compareLogIds(a: string, b: string): number {
  const [aMs = 0, aSequence = 0] = a.split('-').map(Number);
  const [bMs = 0, bSequence = 0] = b.split('-').map(Number);
  return aMs - bMs || aSequence - bSequence;
}

/** The state of networks. */
export class Networks {
  constructor(private readonly redis: RedisClient) {}

  /** The id of the log's newest entry, `0-0` while it is empty; removed entries count. */
  async logEnd(id: NetworkId): Promise<string> {
    const newest = await this.redis.xrevrange(networkKeys(id).log, '+', '-', 'COUNT', 1);
    return newest[0]?.[0] ?? '0-0';
  }

  /** The id of the last log entry whose lists are written, `0-0` before the first. */
  async applied(id: NetworkId): Promise<string> {
    return (await this.redis.get(networkKeys(id).applied)) ?? '0-0';
  }

  /** Whether every list that the log's entries up to `logId` change is written. */
  async hasApplied(id: NetworkId, logId: string): Promise<boolean> {
    return compareLogIds(await this.applied(id), logId) >= 0;
  }

  /** How many log entries wait for their lists, counted up to `max`, and when the oldest of them was appended, ms. */
  async logWaiting(id: NetworkId, max: number): Promise<LogWaiting> {
    const after = await this.applied(id);
    const entries = await this.redis.xrange(networkKeys(id).log, `(${after}`, '+', 'COUNT', max);
    const oldest = entries[0]?.[0].split('-', 1)[0];
    return { entries: entries.length, oldestAt: oldest === undefined ? null : Number(oldest) };
  }

  /** Whether a process holds the network's lease now. */
  async hasWriter(id: NetworkId): Promise<boolean> {
    return (await this.redis.exists(networkKeys(id).lease)) === 1;
  }

  /** The id of the active generation, or null. */
  async generation(id: NetworkId): Promise<string | null> {
    return await this.redis.get(networkKeys(id).generation);
  }

  /** All generations that are known, newest first: the active one, earlier ones, those being built or refused. */
  async generations(id: NetworkId): Promise<Generation[]> {
    const values = await this.redis.hvals(networkKeys(id).generations);
    return values.map(decodeGeneration).sort((a, b) => b.startedAt - a.startedAt);
  }

  /** The document frequencies of a generation, or null where they are swept. */
  async idf(id: NetworkId, generation: string): Promise<IdfTable | null> {
    const bytes = await this.redis.getBuffer(networkKeys(id).idf(generation));
    return bytes === null ? null : decodeIdf(bytes);
  }

  /** The boilerplate table of a generation with its evidence, or null where it has none. */
  async boilerplate(id: NetworkId, generation: string): Promise<StoredBoilerplate | null> {
    const bytes = await this.redis.getBuffer(networkKeys(id).boilerplate(generation));
    return bytes === null ? null : decodeBoilerplate(bytes);
  }

  /** How many lists the active generation has. */
  async listCount(id: NetworkId): Promise<number> {
    const generation = await this.generation(id);
    return generation === null ? 0 : await this.redis.hlen(networkKeys(id).lists(generation));
  }

  /** Asks the writer for a new generation. @returns The id of the request that stands: an older one if it is not done. */
  async requestReindex(
    id: NetworkId,
    by: string,
    now: number,
    { force = false, tablesOf = null, requestId = newId('reindex') }: ReindexOptions = {},
  ): Promise<string> {
    const reply = await requestScript.run(
      this.redis,
      [networkKeys(id).reindex],
      [requestId, by, now, force ? 1 : 0, tablesOf ?? ''],
    );
    await this.redis.publish(networkNewsChannel, id);
    return replyText(requestScript, reply);
  }

  /** The last request and its progress, or null. */
  async reindexProgress(id: NetworkId): Promise<ReindexProgress | null> {
    const fields = await this.redis.hgetall(networkKeys(id).reindex);
    return fields['id'] === undefined ? null : reindexSchema.parse(fields);
  }

  /** Writes how far a request is. */
  async reportReindex(
    id: NetworkId,
    progress: Partial<Pick<ReindexProgress, 'state' | 'done' | 'total' | 'generation' | 'message'>>,
  ): Promise<void> {
    await this.redis.hset(networkKeys(id).reindex, progress);
  }
}
