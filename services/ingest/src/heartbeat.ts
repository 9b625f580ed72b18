import { randomUUID } from 'node:crypto';
import type { Logger, Readiness } from '@maylike/runtime';
import { heartbeatEveryMs, type Store } from '@maylike/store';
import type { MemoryGate } from './memory-gate.js';

export interface HeartbeatOptions {
  readonly store: Store;
  readonly memory: MemoryGate;
  readonly readiness: Readiness;
  readonly logger: Logger;
  readonly now: () => number;
}

/** Tells of this process while it lives. */
export interface Heartbeat {
  /** Takes the process off the list; where Redis cannot be reached, its silence does. */
  stop(): Promise<void>;
}

/** Starts telling, at once and then steadily; a beat also keeps what readiness says of Redis true. */
export function startHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { store, logger } = options;
  const record = { service: 'ingest', id: randomUUID() };
  let last: Promise<void> = Promise.resolve();
  const tell = (): void => {
    last = beat(record, options);
  };
  tell();
  const timer = setInterval(tell, heartbeatEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      // A beat under way would put the process back on the list.
      await last;
      await store.processes.leave(record).catch((error: unknown) => {
        logger.debug({ err: error }, 'this process could not be taken off the list');
      });
    },
  };
}

async function beat(
  record: { readonly service: string; readonly id: string },
  { store, memory, readiness, logger, now }: HeartbeatOptions,
): Promise<void> {
  try {
    await memory.isShort();
    readiness.set('redis', true);
    const { ready, checks } = readiness.report();
    const reasons = Object.values(checks).flatMap((check) =>
      check.ok ? [] : [check.reason ?? 'not ready'],
    );
    const detail = reasons.join('; ');
    await store.processes.beat({ ...record, pid: process.pid, at: now(), ready, detail });
  } catch (error) {
    readiness.set('redis', false, 'Redis does not answer');
    logger.debug({ err: error }, 'no heartbeat');
  }
}
