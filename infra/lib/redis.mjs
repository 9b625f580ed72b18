// Makes sure that a Redis server can be started by name, on a machine that may have none and for a
// user who may not install one.
//
// In this order: `redis-server` or `valkey-server` on the PATH; a copy unpacked earlier; a copy
// unpacked now from the system's own packages (apt.mjs).
//
// Where that copy lies is known here alone: what the scripts start gets CACHE/redis/bin at the
// front of its PATH and looks no further than the PATH.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { privateCopy, writeWrapper } from './apt.mjs';
import { findOnPath } from './path.mjs';

const serverNames = ['redis-server', 'valkey-server'];
/** 2 MB: an apt that is slower is taken for a machine without a network. */
const downloadTimeoutMs = 180_000;

/**
 * Puts a Redis server on this process's PATH, and so on that of all it starts.
 * Returns where it comes from: `path` or `private copy`. Throws a ScriptError that names the
 * install command of the platform when none can be had.
 */
export function ensureRedis() {
  if (serverNames.some((name) => findOnPath(name) !== null)) return 'path';
  const copy = privateCopy({
    name: 'redis',
    packages: ['redis-server'],
    isSelfContained: false,
    leftOut: [],
    downloadTimeoutMs,
    notice: 'No redis-server found: unpacking a private copy (once) …',
    complete: writeWrappers,
    runs,
    explain: installHint,
  });
  process.env.PATH = [join(copy, 'bin'), process.env.PATH ?? ''].join(delimiter);
  return 'private copy';
}

/** True when the copy in `folder` starts on this machine and answers with its version. */
function runs(folder) {
  const binary = join(folder, 'bin', 'redis-server');
  return existsSync(binary) && spawnSync(binary, ['--version']).status === 0;
}

function writeWrappers(work) {
  const libraryFolders = ['usr/lib/*-linux-*', 'lib/*-linux-*'];
  for (const name of ['redis-server', 'redis-cli']) {
    writeWrapper(work, { name, program: `usr/bin/${name}`, libraryFolders });
  }
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
