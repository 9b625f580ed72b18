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

/** Where PHP is; null where it is not on the PATH. */
export const php = findOnPath('php');

const givenNginx = process.env['MAYLIKE_NGINX'] ?? '';
/** Where nginx is: `npm test` looks for one (infra/lib/nginx.mjs) and names it. Null where there is none. */
export const nginx = givenNginx === '' ? findOnPath('nginx') : givenNginx;

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

/** An nginx in front of an API, and before the pages of a publisher. */
export interface RunningNginx extends Running {
  /** Where nginx-ssi.conf serves its pages. */
  readonly pagesOrigin: string;
  /** The folder that they lie in. */
  readonly pages: string;
}

/**
 * Starts nginx with nginx.conf and nginx-ssi.conf.
 *
 * @param upstream.key The key by which its pages ask.
 */
export async function startNginxExample(
  program: string,
  { apiOrigin, key = '' }: { readonly apiOrigin: string; readonly key?: string },
): Promise<RunningNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'maylike-nginx-'));
  const [cachePort, pagesPort] = [await findFreePort(), await findFreePort()];
  const cache = (await readFile(exampleFile('nginx.conf'), 'utf8'))
    .replace('/var/cache/nginx/maylike', join(folder, 'cache'))
    .replace('127.0.0.1:8080', new URL(apiOrigin).host)
    .replace('listen 80;', `listen 127.0.0.1:${cachePort};`);
  const pages = (await readFile(exampleFile('nginx-ssi.conf'), 'utf8'))
    .replace('/var/www/html', join(folder, 'pages'))
    .replace('pk_your_publishable_key', key)
    .replace('listen 80;', `listen 127.0.0.1:${pagesPort};`);
  for (const name of ['temp', 'pages']) await mkdir(join(folder, name));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/temp/${name};`)
    .join(' ');
  // As root, it would work as somebody who may not write here.
  const { uid, username } = userInfo();
  const user = uid === 0 ? `user ${username};` : '';
  const main = `daemon off; ${user} worker_processes 1; pid ${folder}/pid; error_log ${folder}/log;
events { worker_connections 256; }
http { access_log off; types { text/html html; } ${temporary}
${cache}
${pages}}`;
  await writeFile(join(folder, 'main.conf'), main);
  const args = ['-p', folder, '-e', join(folder, 'log'), '-c', join(folder, 'main.conf')];
  const child = spawn(program, args, { stdio: 'ignore' });
  const origin = `http://127.0.0.1:${cachePort}`;
  await untilListening(child, `${origin}/`);
  return {
    origin,
    pagesOrigin: `http://127.0.0.1:${pagesPort}`,
    pages: join(folder, 'pages'),
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
