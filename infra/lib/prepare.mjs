// What has to be there before anything of MayLike can run: the right Node, the packages, the build.
// Each step is skipped when nothing has changed since the last time.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

import { humanDuration, say, ScriptError } from './log.mjs';
import { root } from './root.mjs';

/** Below this, packages in the lockfile refuse to install. */
const nodeVersionMin = [20, 20, 0];
const installMark = join(root, 'node_modules', '.maylike-install');

/** Refuses a Node that is too old, before it fails with something unreadable. */
export function checkNode(version = process.versions.node) {
  const parts = version.split('.').map(Number);
  const difference = nodeVersionMin
    .map((wanted, place) => (parts[place] ?? 0) - wanted)
    .find((value) => value !== 0);
  if ((difference ?? 0) >= 0) return;
  const wanted = nodeVersionMin.join('.');
  throw new ScriptError(`MayLike needs Node ${wanted} or newer; this is Node ${version}.`, 78);
}

/** Installs the packages of the lockfile where it, or Node, has changed since the last install. */
export async function ensureInstalled() {
  const state = installState();
  const isInstalled = existsSync(installMark) && readFileSync(installMark, 'utf8') === state;
  if (isInstalled) return;
  say('Installing packages (about a minute the first time) …');
  const startedAt = Date.now();
  // `npm ci` fails where a registry lacks other platforms' optional packages; `install --no-save`
  // obeys the lockfile and leaves it alone. No package needs its install script.
  const args = ['install', '--no-save', '--ignore-scripts', '--include=dev', '--no-progress'];
  const { status, output } = await run('npm', args);
  if (status !== 0) throw new ScriptError(`${output}\nThe packages could not be installed.`);
  writeFileSync(installMark, state);
  say(`Installed in ${humanDuration(Date.now() - startedAt)}.`);
}

/** Builds what has changed; the rest comes from turbo's cache. */
export async function ensureBuilt() {
  const startedAt = Date.now();
  if (!existsSync(join(root, '.turbo'))) say('Building …');
  const { status, output } = await run(...turbo('run', 'build', '--output-logs=errors-only'));
  if (status !== 0) throw new ScriptError(`${output}\nThe build failed.`);
  const durationMs = Date.now() - startedAt;
  if (durationMs > 2_000) say(`Built in ${humanDuration(durationMs)}.`);
}

/** The command and arguments that run turbo, without the way through npm. */
export function turbo(...args) {
  return [process.execPath, [join(root, 'node_modules', 'turbo', 'bin', 'turbo'), ...args]];
}

/** Runs a program in the checkout; resolves with its exit code and all that it printed. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', options.isShown ? 'inherit' : 'pipe', options.isShown ? 'inherit' : 'pipe'],
      env: { ...process.env, ...quietTools, ...options.env },
    });
    let stoppedBy = null;
    const stopChild = (signal) => {
      stoppedBy = signal;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM'];
    for (const signal of signals) process.on(signal, stopChild);
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => chunks.push(chunk));
    }
    child.once('error', (error) => reject(new ScriptError(`${command}: ${error.message}`)));
    child.once('close', (status, signal) => {
      for (const name of signals) process.off(name, stopChild);
      const output = Buffer.concat(chunks).toString('utf8').trimEnd();
      // A tool that is told to stop may well exit with 0: what it was to do is not done.
      const reason = stoppedBy ?? signal;
      if (reason === null) resolve({ status, output });
      else reject(new ScriptError(`Stopped by ${reason}.`, 128 + constants.signals[reason]));
    });
  });
}

/** Tools that would otherwise call home or advertise updates. */
const quietTools = {
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
  npm_config_update_notifier: 'false',
};

function installState() {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'package-lock.json')));
  return `${hash.digest('hex')} node ${process.versions.node} ${process.platform}-${process.arch}\n`;
}
