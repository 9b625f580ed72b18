// Looks for an nginx that the tests of the caching proxy can start, on a machine that may have none
// and for a user who may not install one.
//
// In this order: what MAYLIKE_NGINX names; `nginx` on the PATH, or where systems keep it, which is
// on the PATH of root alone; a copy unpacked earlier; a copy unpacked now from the system's own
// packages (apt.mjs). The tests are told by MAYLIKE_NGINX.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { privateCopy, writeWrapper } from './apt.mjs';
import { say, ScriptError } from './log.mjs';
import { findOnPath } from './path.mjs';

const systemFolders = ['/usr/sbin', '/usr/local/sbin'].join(delimiter);
/** 1 MB: an apt that is slower is taken for a machine without a network. */
const downloadTimeoutMs = 180_000;

/**
 * Puts the path of an nginx that starts into this process's MAYLIKE_NGINX, and so into that of all it
 * starts. Where none can be had, one line says so, and its tests are skipped by name: a proxy is no
 * part of MayLike. Throws a ScriptError when the one that MAYLIKE_NGINX names does not start.
 */
export function offerNginx() {
  const given = process.env.MAYLIKE_NGINX ?? '';
  if (given !== '') {
    if (starts(given)) return;
    throw new ScriptError(`MAYLIKE_NGINX: ${given} is no nginx that starts here.`, 78);
  }
  const found = [findOnPath('nginx'), findOnPath('nginx', systemFolders)].find(
    (path) => path !== null && starts(path),
  );
  const program = found ?? unpackedCopy();
  if (program !== null) process.env.MAYLIKE_NGINX = program;
}

function unpackedCopy() {
  try {
    return wrapperOf(
      privateCopy({
        name: 'nginx',
        packages: ['nginx'],
        isSelfContained: false,
        leftOut: ['nginx-common'],
        downloadTimeoutMs,
        notice: 'No nginx found: unpacking a private copy (once) …',
        complete,
        runs: (folder) => existsSync(wrapperOf(folder)) && starts(wrapperOf(folder)),
        explain: (reason) => reason,
      }),
    );
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    const [reason] = error.message.split('\n', 1);
    say(`The tests of the caching proxy are left out, as there is no nginx: ${reason}`);
    return null;
  }
}

function wrapperOf(folder) {
  return join(folder, 'bin', 'nginx');
}

function starts(program) {
  return spawnSync(program, ['-v']).status === 0;
}

function complete(work) {
  const libraryFolders = ['usr/lib/*-linux-*', 'lib/*-linux-*'];
  writeWrapper(work, { name: 'nginx', program: 'usr/sbin/nginx', libraryFolders });
}
