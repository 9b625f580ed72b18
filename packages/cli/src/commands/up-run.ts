// One running `up`: waits until everything is ready, says so, and sees all of it to its end.
import {
  connectOrExplain,
  describeRedisTarget,
  operatorTokenFile,
  redisTargetOf,
  type Config,
  type Environment,
  type ReadyDetails,
  type RedisTarget,
  type Supervisor,
} from '@maylike/runtime';
import { Store } from '@maylike/store';
import { CliError } from '../errors.js';
import { lookEveryMs, type CliIo } from '../io.js';
import { print, say } from '../output.js';
import type { SampleSite } from '../sample-site/sample-site.js';
import { serviceNames } from '../services.js';

/** One MayLike, from the start of its processes to the end of the last. */
export class UpRun {
  constructor(
    private readonly io: CliIo,
    private readonly config: Config,
    private readonly target: RedisTarget,
    private readonly supervisor: Supervisor,
    private readonly sample: SampleSite | null,
    private readonly stop: AbortController,
  ) {}

  async untilStopped(env: Environment): Promise<void> {
    const { io, supervisor, stop } = this;
    const isStopping = (): boolean => stop.signal.aborted;
    // A second signal changes nothing: on Ctrl-C a terminal and npm both send one.
    const forget = io.onStop(() => {
      if (!isStopping()) say(io, 'Stopping …');
      stop.abort();
      void supervisor.stop();
    });
    try {
      const address = addressOf(this.config, await supervisor.ready);
      await this.untilAllAreReady();
      if (!isStopping()) await this.openSample(address, env);
      if (!isStopping()) announce(io, this.config, address, this.sample);
      await supervisor.done;
    } catch (error) {
      // What is broken off by the stop that was asked for is no failure.
      if (!isStopping()) throw error;
    } finally {
      stop.abort();
      await Promise.all([this.sample?.stop(), supervisor.stop()]);
      forget();
    }
  }

  private async openSample(address: string, env: Environment): Promise<void> {
    if (this.sample === null) return;
    say(this.io, 'Loading the sample site (MAYLIKE_DEMO=0 leaves it out) …');
    // Services that are given up end the wait: `done` rejects then.
    await Promise.race([this.sample.open(address, env), this.supervisor.done]);
  }

  /** Started is not ready yet: indexes are being loaded. Each process says so itself. */
  private async untilAllAreReady(): Promise<void> {
    const { io, supervisor } = this;
    const over = supervisor.done.then(() => true);
    const { client } = await connectOrExplain(this.target, { connectionName: 'maylike-up' });
    const store = new Store(client);
    try {
      for (;;) {
        const pids = new Set(Object.values(supervisor.pids()));
        const processes = await store.processes.list(io.now());
        const ready = processes.filter((one) => one.ready && pids.has(one.pid));
        if (serviceNames.every((name) => ready.some(({ service }) => service === name))) return;
        if (await Promise.race([over, io.sleep(lookEveryMs).then(() => false)])) return;
      }
    } finally {
      client.disconnect();
    }
  }
}

function announce(io: CliIo, config: Config, address: string, sample: SampleSite | null): void {
  const token =
    config.operatorToken === null
      ? `the operator token is in ${operatorTokenFile(config.home)}`
      : 'the operator token is the one you gave';
  if (sample !== null) print(io, `Newsroom       ${sample.origin} (the sample site)`);
  print(io, `Dashboard      ${address}/ops (${token})`);
  print(io, `API            ${address}/v1 (OpenAPI: ${address}/openapi.json)`);
  print(io, `Redis          ${describeRedisTarget(redisTargetOf(config))}`);
  print(io, 'First steps    npx maylike sites create "My site" --origin https://www.example.com');
  print(io, '               npx maylike feeds add FEED_URL --site "My site"');
  print(io, '               npx maylike recommend ARTICLE_URL --site "My site"');
  print(io, `MayLike is ready: ${address}`);
}

/** Where a browser on this machine finds the API. */
function addressOf(config: Config, details: ReadyDetails): string {
  const port = Number(details['api']?.['port'] ?? config.port);
  const isAny = ['0.0.0.0', '::'].includes(config.host);
  const host = isAny ? '127.0.0.1' : config.host;
  if (!Number.isSafeInteger(port)) throw new CliError('failed', 'the API told no port');
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
