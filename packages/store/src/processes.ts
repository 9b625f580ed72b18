import { z } from 'zod';
import { parseStored } from './codecs/card.js';
import { controlKeys } from './keys.js';
import type { RedisClient } from './redis.js';

const processSchema = z.object({
  service: z.string(),
  id: z.string(),
  pid: z.number(),
  at: z.number(),
  ready: z.boolean(),
  detail: z.string(),
});

/** One running process of a service. */
export type ProcessRecord = Readonly<z.infer<typeof processSchema>>;

/** A process tells of itself this often. */
export const heartbeatEveryMs = 2_000;
/** Silent for longer, it counts as dead: it has missed several beats. */
export const heartbeatLifeMs = 10_000;

/** Which processes of which services run. */
export class Processes {
  constructor(private readonly redis: RedisClient) {}

  /** Tells of one process. */
  async beat(record: ProcessRecord): Promise<void> {
    const field = `${record.service}:${record.id}`;
    await this.redis.hset(
      controlKeys.processes,
      field,
      JSON.stringify(processSchema.parse(record)),
    );
  }

  /** Takes a process that stops off the list. */
  async leave(record: Pick<ProcessRecord, 'service' | 'id'>): Promise<void> {
    await this.redis.hdel(controlKeys.processes, `${record.service}:${record.id}`);
  }

  /** The processes that live at `now`; the dead are forgotten. */
  async list(now: number): Promise<ProcessRecord[]> {
    const all = await this.redis.hgetall(controlKeys.processes);
    const live: ProcessRecord[] = [];
    for (const [field, value] of Object.entries(all)) {
      const record = parseStored(processSchema, value, 'process');
      if (record.at + heartbeatLifeMs >= now) live.push(record);
      else await this.redis.hdel(controlKeys.processes, field);
    }
    return live;
  }
}
