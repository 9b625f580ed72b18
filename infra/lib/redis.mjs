// Makes sure that a Redis server can be started by name, on a machine that may have none and for a
// user who may not install one.
//
// In this order: `redis-server` or `valkey-server` on the PATH; a copy unpacked earlier; a copy
// unpacked now from the system's own packages. Such a copy is never installed: apt resolves and
// downloads what is missing with lists and archives of its own (so it needs neither root nor the
// system's lists and locks), and the packages are unpacked into the cache folder:
//
//   CACHE/redis/root/…                 the unpacked packages
//   CACHE/redis/bin/redis-server       starts the real one with its own libraries
//
// Where that copy lies is known here alone: what the scripts start gets CACHE/redis/bin at the
// front of its PATH and looks no further than the PATH.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import { say, ScriptError } from './log.mjs';
import { root } from './root.mjs';

const serverNames = ['redis-server', 'valkey-server'];
/** An apt that answers slower than this is taken for a machine without a network. */
const aptTimeoutMs = 180_000;

/** The full path of a program on the PATH, or null. */
export function findOnPath(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not in this folder, or not for this user to run: the next folder may have it.
    }
  }
  return null;
}

/**
 * Puts a Redis server on this process's PATH, and so on that of all it starts.
 * Returns where it comes from: `path` or `private copy`. Throws a ScriptError that names the
 * install command of the platform when none can be had.
 */
export function ensureRedis() {
  if (serverNames.some((name) => findOnPath(name) !== null)) return 'path';
  const folders = cacheFolders().map((folder) => join(folder, 'redis'));
  let copy = folders.find((folder) => runs(folder));
  if (copy === undefined) {
    say('No redis-server found: unpacking a private copy (once) …');
    copy = unpackPrivateCopy(firstWritable(folders));
  }
  process.env.PATH = [join(copy, 'bin'), process.env.PATH ?? ''].join(delimiter);
  return 'private copy';
}

/** The checkout's own cache first; the user's, for a checkout that this user may not write. */
function cacheFolders() {
  const userCache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return [join(root, '.cache'), join(userCache, 'maylike')];
}

function firstWritable(folders) {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // A read-only checkout or home: the next candidate may be writable.
    }
  }
  throw new ScriptError(`None of these folders can be written: ${folders.join(', ')}.`, 78);
}

/** True when the copy in `folder` starts on this machine and answers with its version. */
function runs(folder) {
  const binary = join(folder, 'bin', 'redis-server');
  return existsSync(binary) && spawnSync(binary, ['--version']).status === 0;
}

function unpackPrivateCopy(folder) {
  if (findOnPath('apt-get') === null || findOnPath('dpkg-deb') === null) {
    throw new ScriptError(installHint('This machine has no apt to take a private copy from.'), 78);
  }
  const work = mkdtempSync(join(folder, 'unpack-'));
  try {
    downloadPackages(work);
    unpackPackages(work);
    writeWrappers(work);
    if (!runs(work)) throw new ScriptError(installHint('The unpacked copy does not start.'), 78);
    moveIntoPlace(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** Downloads redis-server and what it needs that this machine lacks into `work/cache/archives`. */
function downloadPackages(work) {
  for (const part of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(work, part), { recursive: true });
  }
  // Hooks of the system's apt settings would clean folders that are not ours.
  const hooks = ['APT::Update::Post-Invoke', 'APT::Update::Post-Invoke-Success', 'DPkg'];
  const settings = join(work, 'apt.conf');
  writeFileSync(settings, hooks.map((name) => `#clear ${name};\n`).join(''));
  const options = ['-q', '-c', settings, ...aptOptions(work)];
  // A source that cannot be refreshed fails `update` though the others are enough: only the
  // download's own result counts.
  const update = run('apt-get', [...options, 'update']);
  const want = ['--yes', '--download-only', '--no-install-recommends', 'install', 'redis-server'];
  const download = run('apt-get', [...options, ...want]);
  if (download.status === 0) return;
  const detail = lastLines(`${update.output}\n${download.output}`, 8);
  throw new ScriptError(installHint(`apt could not download redis-server:\n${detail}`), 78);
}

function aptOptions(work) {
  const values = {
    'Dir::State::lists': join(work, 'lists'),
    'Dir::Cache': join(work, 'cache'),
    'Dir::Cache::archives': 'archives/',
    'Dir::Log': work,
    'APT::Sandbox::User': 'root',
    'APT::Keep-Downloaded-Packages': 'true',
    'Debug::NoLocking': '1',
    'Acquire::Retries': '2',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

function unpackPackages(work) {
  const archives = join(work, 'cache', 'archives');
  for (const name of readdirSync(archives).filter((entry) => entry.endsWith('.deb'))) {
    const { status, output } = run('dpkg-deb', ['-x', join(archives, name), join(work, 'root')]);
    if (status !== 0) throw new ScriptError(`${name} could not be unpacked:\n${output}`, 78);
  }
}

function writeWrappers(work) {
  mkdirSync(join(work, 'bin'));
  for (const name of ['redis-server', 'redis-cli']) {
    const lines = [
      '#!/bin/sh',
      '# The unpacked server needs the libraries that were unpacked with it.',
      'copy=$(dirname "$(dirname "$(readlink -f "$0")")")',
      'for folder in "$copy"/root/usr/lib/*-linux-* "$copy"/root/lib/*-linux-*; do',
      '  if [ -d "$folder" ]; then LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"; fi',
      'done',
      'export LD_LIBRARY_PATH',
      `exec "$copy/root/usr/bin/${name}" "$@"`,
      '',
    ];
    writeFileSync(join(work, 'bin', name), lines.join('\n'), { mode: 0o755 });
  }
}

/** Each part by one rename, the wrappers last; the copy of a start at the same moment is kept. */
function moveIntoPlace(work, folder) {
  if (runs(folder)) return;
  for (const part of ['root', 'bin']) {
    const target = join(folder, part);
    rmSync(target, { recursive: true, force: true });
    renameSync(join(work, part), target);
  }
}

function run(command, args) {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync(command, args, { env, encoding: 'utf8', timeout: aptTimeoutMs });
  const reason = result.error === undefined ? '' : `\n${result.error.message}`;
  return { status: result.status, output: `${result.stdout}${result.stderr}${reason}` };
}

function lastLines(text, count) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-count).join('\n');
}

function installHint(reason) {
  return [
    'MayLike needs a Redis server (6.2 or newer, or Valkey), and none is on the PATH.',
    reason,
    'Install one and start again:',
    '  Debian, Ubuntu   sudo apt-get install redis-server',
    '  Fedora, RHEL     sudo dnf install valkey',
    '  Alpine           sudo apk add redis',
    '  macOS            brew install redis',
    'or set REDIS_URL to one that runs already.',
  ].join('\n');
}
