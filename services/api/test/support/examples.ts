// What a publisher copies (infra/examples), run as it would be at a publisher's.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findFreePort } from '@maylike/runtime';

/** A file of infra/examples. */
export const exampleFile = (name: string): string =>
  fileURLToPath(new URL(`../../../../infra/examples/${name}`, import.meta.url));

const path = new URL('../../../../infra/lib/path.mjs', import.meta.url).href;
const { findOnPath } = (await import(path)) as { findOnPath: (name: string) => string | null };

/** Where PHP and nginx are; null where they are not on the PATH. */
export const [php, nginx] = [findOnPath('php'), findOnPath('nginx')];

/** Something that listens until it is stopped. */
export interface Running {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Starts server.mjs. */
export async function startServerExample(env: Readonly<Record<string, string>>): Promise<Running> {
  const child = spawn(process.execPath, [exampleFile('server.mjs')], {
    env: { ...env, SERVER_PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface(child.stdout);
  const [origin] = (await once(lines, 'line')) as [string];
  return { origin, stop: () => ended(child) };
}

/** Starts nginx with nginx.conf in front of an API. */
export async function startNginxExample(program: string, apiOrigin: string): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'maylike-nginx-'));
  const port = await findFreePort();
  const example = (await readFile(exampleFile('nginx.conf'), 'utf8'))
    .replace('/var/cache/nginx/maylike', join(folder, 'cache'))
    .replace('127.0.0.1:8080', new URL(apiOrigin).host)
    .replace('listen 80;', `listen 127.0.0.1:${port};`);
  await mkdir(join(folder, 'temp'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/temp/${name};`)
    .join(' ');
  // As root, it would work as somebody who may not write here.
  const { uid, username } = userInfo();
  const user = uid === 0 ? `user ${username};` : '';
  const main = `daemon off; ${user} worker_processes 1; pid ${folder}/pid; error_log ${folder}/log;
events { worker_connections 64; }
http { access_log off; ${temporary}
${example}}`;
  await writeFile(join(folder, 'main.conf'), main);
  const args = ['-p', folder, '-e', join(folder, 'log'), '-c', join(folder, 'main.conf')];
  const child = spawn(program, args, { stdio: 'ignore' });
  const origin = `http://127.0.0.1:${port}`;
  await untilListening(child, `${origin}/`);
  return {
    origin,
    stop: async () => {
      await ended(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(child: ChildProcess, url: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** What PHP prints. */
export async function runPhp(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], { timeout: 60_000 });
  return stdout;
}
