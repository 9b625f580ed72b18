import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A hostile server that runs. */
export interface HostileServer {
  /** `http://127.0.0.1:port`; what each path does, hostile-program.ts and hostile-feeds.ts say. */
  readonly origin: string;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Starts a server of all hostile kinds, each under its path, in a process of its own. */
export async function startHostileServer(): Promise<HostileServer> {
  const program = fileURLToPath(new URL('../../dist/testing/hostile-program.js', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    origin: `http://127.0.0.1:${String(port).trim()}`,
    stop: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
