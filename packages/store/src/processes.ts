import { randomUUID } from 'node:crypto';
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

/** What a process says of itself. */
export interface ProcessReport {
  readonly ready: boolean;
  /** Why it is not ready, or ''. */
  readonly detail: string;
}

export interface HeartbeatOptions {
  readonly service: string;
  readonly now: () => number;
  /** Asked at every beat; null: nothing is said this time. */
  readonly report: () => ProcessReport | null | Promise<ProcessReport | null>;
  /** Told of every beat that could not be written; the next one is tried all the same. */
  readonly onError: (error: unknown) => void;
}

/** Tells of this process every {@link heartbeatEveryMs}, from now until `stop`, which takes it off the list. */
export function startHeartbeat(
  processes: Processes,
  { service, now, report, onError }: HeartbeatOptions,
): { stop(): Promise<void> } {
  const id = randomUUID();
  const beat = async (): Promise<void> => {
    try {
      const said = await report();
      if (said !== null)
        await processes.beat({ service, id, pid: process.pid, at: now(), ...said });
    } catch (error) {
      onError(error);
    }
  };
  let last = beat();
  const timer = setInterval(() => {
    last = beat();
  }, heartbeatEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      // A beat under way would put the process back on the list.
      await last;
      // Where Redis cannot be reached, the silence says the same.
      await processes.leave({ service, id }).catch(onError);
    },
  };
}
