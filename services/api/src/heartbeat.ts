import { randomUUID } from 'node:crypto';
import type { Logger, Readiness } from '@maylike/runtime';
import { heartbeatEveryMs, type Store } from '@maylike/store';

/** Tells of this process while it lives. */
export interface Heartbeat {
  /** Takes the process off the list; where Redis cannot be reached, its silence does. */
  stop(): Promise<void>;
}

/** Starts telling of this process, at once and then steadily. */
export function startHeartbeat(options: {
  readonly store: Store;
  readonly readiness: Readiness;
  readonly logger: Logger;
  readonly now: () => number;
}): Heartbeat {
  const { store, readiness, logger, now } = options;
  const record = { service: 'api', id: randomUUID(), pid: process.pid };
  const beat = async (): Promise<void> => {
    // Commands would queue up and be said late, one after the other.
    if (store.redis.status !== 'ready') return;
    const { ready, checks } = readiness.report();
    const detail = Object.values(checks)
      .flatMap(({ ok, reason }) => (ok ? [] : [reason ?? 'not ready']))
      .join('; ');
    await store.processes.beat({ ...record, at: now(), ready, detail }).catch((error: unknown) => {
      logger.debug({ err: error }, 'no heartbeat');
    });
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
      await store.processes.leave(record).catch((error: unknown) => {
        logger.debug({ err: error }, 'this process could not be taken off the list');
      });
    },
  };
}
