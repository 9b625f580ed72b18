// One service as a process of its own, without a supervisor: what dies stays dead until the test starts another.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const readyTimeoutMs = 30_000;

export type ServiceName = 'ingest' | 'similarity' | 'api';

/** How a process is started beside its settings. */
export interface ProcessOptions {
  readonly settings: Readonly<Record<string, string>>;
  /** Modules of the test that every thread of the process loads first: where faults are injected. */
  readonly preload?: readonly URL[];
  /** The core that it runs on, alone of all. */
  readonly core?: number;
}

/** A service process. */
export class ServiceProcess {
  /** Log lines, as they were written. */
  readonly lines: string[] = [];
  private readonly exited: Promise<unknown>;

  private constructor(
    readonly service: ServiceName,
    private readonly child: ChildProcess,
  ) {
    this.exited = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null)
        createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
  }

  /** Starts a service; resolves when it says that it is ready. */
  static async start(service: ServiceName, options: ProcessOptions): Promise<ServiceProcess> {
    const main = fileURLToPath(new URL(`../../services/${service}/dist/main.js`, import.meta.url));
    const { PATH, HOME, TMPDIR } = process.env;
    const imports = (options.preload ?? []).map(({ href }) => `--import=${href}`).join(' ');
    const pinned = options.core === undefined ? [] : ['taskset', '-c', String(options.core)];
    const command = [...pinned, process.execPath, main];
    const child = spawn(command[0] ?? '', command.slice(1), {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...{ PATH, HOME, TMPDIR, LOG_FORMAT: 'json', HEALTH_PORT: '0' },
        ...(imports === '' ? {} : { NODE_OPTIONS: imports }),
        ...options.settings,
      },
    });
    const started = new ServiceProcess(service, child);
    await started.untilReady();
    return started;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Sends a signal; for SIGKILL it resolves when the process is gone. */
  async kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    this.child.kill(signal);
    if (signal === 'SIGKILL') await this.exited;
  }

  /** Log lines with this message. */
  said(message: string): string[] {
    return this.lines.filter((line) => line.includes(`"msg":"${message}"`));
  }

  /** The epoch under which it last wrote a network, by its own log (level info); 0 for never. */
  lastEpochOf(networkId: string): number {
    const epochs = this.said('this process writes the network')
      .filter((line) => line.includes(`"networkId":"${networkId}"`))
      .map((line) => Number(/"epoch":(\d+)/.exec(line)?.[1] ?? 0));
    return Math.max(0, ...epochs);
  }

  /** Stops it as a supervisor does, in whatever state it is. */
  async stop(): Promise<void> {
    if (!this.isAlive) return;
    this.child.kill('SIGCONT');
    this.child.kill('SIGTERM');
    await this.exited;
  }

  private async untilReady(): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.child.kill('SIGKILL');
        reject(new Error(`${this.service} is not ready in time:\n${this.lines.join('\n')}`));
      }, readyTimeoutMs);
      this.child.on('message', (message) => {
        if (typeof message !== 'object' || !('type' in message)) return;
        if (message.type !== 'ready') return;
        clearTimeout(timer);
        resolve();
      });
      this.child.once('exit', () => {
        clearTimeout(timer);
        reject(new Error(`${this.service} ended:\n${this.lines.join('\n')}`));
      });
    });
    await ready;
  }
}
