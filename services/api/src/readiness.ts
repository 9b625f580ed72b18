// Whether this process can answer, and whether those that it depends on live.
import type { ReadinessCheck, ReadinessReport } from '@maylike/runtime';
import type { ProcessRecord } from '@maylike/store';
import type { ServerDependencies } from './dependencies.js';

/** A probe wants its answer at once; a Redis that needs longer for a look at one key is away. */
const redisTimeoutMs = 1_000;
const silentRedis: ReadinessCheck = { ok: false, reason: 'Redis does not answer' };

/** What this process knows of itself, of Redis, and of the services that have to be alive. */
export async function readinessOf(dependencies: ServerDependencies): Promise<ReadinessReport> {
  const own = dependencies.readiness.report();
  const processes = await liveProcesses(dependencies);
  const checks: Record<string, ReadinessCheck> = {
    ...own.checks,
    redis: processes === null ? silentRedis : { ok: true },
  };
  for (const service of dependencies.readyNeeds) {
    checks[service] = processes === null ? silentRedis : serviceCheck(service, processes);
  }
  return { ready: own.ready && Object.values(checks).every(({ ok }) => ok), checks };
}

/** Ready when one process of the service is; the reasons of all when none is. */
function serviceCheck(service: string, processes: readonly ProcessRecord[]): ReadinessCheck {
  const own = processes.filter((process) => process.service === service);
  if (own.some(({ ready }) => ready)) return { ok: true };
  const reasons = own.map(({ detail }) => (detail === '' ? 'not ready' : detail));
  return { ok: false, reason: own.length === 0 ? 'no process is alive' : reasons.join('; ') };
}

async function liveProcesses({
  store,
  logger,
  now,
}: ServerDependencies): Promise<ProcessRecord[] | null> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, redisTimeoutMs, null);
  });
  const asked = store.processes.list(now()).catch((error: unknown) => {
    logger.debug({ err: error }, 'the processes cannot be read');
    return null;
  });
  try {
    return await Promise.race([asked, silence]);
  } finally {
    clearTimeout(timer);
  }
}
