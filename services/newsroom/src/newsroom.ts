// The service: the sample over HTTP, and word to the parent process of every change when it comes.
import { explainListenError, StartupError } from '@maylike/runtime';
import type { Config, RunningService, ServiceContext } from '@maylike/runtime';

import { announce, systemClock } from './announcer.js';
import { sampleFaults } from './check-sample.js';
import { changesOf } from './edition.js';
import type { MayLikeAccess } from './pages/page.js';
import { sample } from './sample/index.js';
import { buildServer } from './server.js';

/** Addresses to listen on that are no addresses to read from. */
const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Starts the newsroom. Uses no Redis.
 *
 * @throws StartupError for a sample that cannot be published and for a port that is taken.
 */
export async function startNewsroom(context: ServiceContext): Promise<RunningService> {
  const { config, logger, notify } = context;
  const faults = sampleFaults(sample);
  if (faults.length > 0) throw new StartupError('start_failed', faults.join('\n'));
  const openedAt = config.newsroomOpenedAt ?? systemClock.now();
  const schedule = { openedAt, releaseEveryMs: config.newsroomReleaseEverySeconds * 1_000 };
  let port = config.newsroomPort;
  const app = buildServer({
    sample,
    schedule,
    logger,
    now: () => systemClock.now(),
    origin: () => originOf(config.host, port),
    mayLike: mayLikeOf(config),
  });
  try {
    await app.listen({ host: config.host, port });
  } catch (error) {
    throw explainListenError(error, config.host, port);
  }
  const address = app.server.address();
  if (typeof address === 'object' && address !== null) port = address.port;
  const changes = changesOf(sample, openedAt, schedule.releaseEveryMs);
  const stopAnnouncing = announce(changes, systemClock, ({ outlet, what, slug }) => {
    logger.info({ outlet, what, slug }, 'changed');
    notify({ outlet, what, slug });
  });
  return {
    detail: { port },
    stop: async () => {
      stopAnnouncing();
      await app.close();
    },
  };
}

function mayLikeOf({ newsroomMaylikeUrl: url, newsroomKey: key }: Config): MayLikeAccess | null {
  return url === null || key === null ? null : { url, key };
}

function originOf(host: string, port: number): string {
  if (wildcards.has(host)) return `http://localhost:${port}`;
  return host.includes(':') ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}
