// The ingest service as it is started: a process of its own, asked over its health server.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get as httpGet } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../services/ingest/dist/main.js', import.meta.url));

/** What a path of the health server answered, and how long it took; a server that does not answer counts as status 0. */
export interface HealthAnswer {
  readonly status: number;
  readonly text: string;
  readonly tookMs: number;
}

/** A running ingest service. */
export class IngestProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly healthPort: number,
  ) {}

  /**
   * Starts it, and waits until it is ready.
   *
   * @param settings Its environment, without which it gets no more than a path and a place for temporary files.
   */
  static async start(
    healthPort: number,
    settings: Readonly<Record<string, string>>,
  ): Promise<IngestProcess> {
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn(process.execPath, [program], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...{ PATH, HOME, TMPDIR },
        HEALTH_PORT: String(healthPort),
        LOG_LEVEL: 'error',
        ...settings,
      },
    });
    const started = new IngestProcess(child, healthPort);
    while ((await started.ask('/readyz')).status !== 200) {
      if (child.exitCode !== null) throw new Error(`ingest ended with code ${child.exitCode}`);
      await wait(50);
    }
    return started;
  }

  /** Asks its health server. Never rejects. */
  async ask(path: string): Promise<HealthAnswer> {
    const startedMs = performance.now();
    return await new Promise((resolve) => {
      const answer = (status: number, text: string): void => {
        resolve({ status, text, tookMs: performance.now() - startedMs });
      };
      const request = httpGet({ host: '127.0.0.1', port: this.healthPort, path }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          answer(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'));
        });
      });
      request.on('error', () => {
        answer(0, '');
      });
    });
  }

  /** The values of one metric, by the text of their labels. */
  async metric(name: string): Promise<Map<string, number>> {
    const { text } = await this.ask('/metrics');
    const values = new Map<string, number>();
    for (const line of text.split('\n')) {
      const [, found, labels = '', value] = /^(\w+)(?:\{([^}]*)\})? ([\d.e+-]+)$/.exec(line) ?? [];
      if (found === name) values.set(labels, Number(value));
    }
    return values;
  }

  /** Tells it to stop, and waits until it has. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

/** The sum over all labels. */
export const sumOf = (values: ReadonlyMap<string, number>): number =>
  [...values.values()].reduce((sum, value) => sum + value, 0);
