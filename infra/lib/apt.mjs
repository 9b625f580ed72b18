// Takes a program from the system's own packages without installing it, for a machine that may have
// nothing and a user who may not install.
//
// apt resolves and downloads with lists, archives and locks of its own, so it needs neither root nor
// the system's; the packages are unpacked into the cache folder:
//
//   CACHE/NAME/root/…    the unpacked packages
//   CACHE/NAME/bin/…     starts the real programs with what was unpacked beside them
//
// Everything is made aside (CACHE/NAME/unpack-…) and renamed into place when it is whole and runs.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { humanDuration, say, ScriptError } from './log.mjs';
import { findOnPath } from './path.mjs';
import { root } from './root.mjs';

/** An apt that gets its lists slower than this is taken for a machine without a network. */
const updateTimeoutMs = 180_000;
/** One package; the largest (80 MB) takes a few seconds. */
const unpackTimeoutMs = 120_000;
/** What a start left behind that was killed while it unpacked. No start works for so long. */
const leftoverAgeMs = 3_600_000;

/**
 * The folder of a private copy: one unpacked earlier, or one unpacked now.
 * Throws a ScriptError with `explain(reason)` and exit code 78 when none can be had.
 *
 * @param copy.name - Its folder in the cache.
 * @param copy.packages - What apt is asked for; recommended packages stay away.
 * @param copy.isSelfContained - True: all that the packages need is taken, as if this machine had
 *   nothing. False: only what this machine lacks.
 * @param copy.leftOut - Packages that are downloaded and not unpacked.
 * @param copy.downloadTimeoutMs - For all packages together.
 * @param copy.notice - What is told to the person who waits.
 * @param copy.complete - Gets the folder with `root/`, adds `bin/`.
 * @param copy.runs - Whether the copy in a folder starts on this machine.
 * @param copy.explain - Makes the message of a failure from its reason.
 */
export function privateCopy(copy) {
  const folders = cacheFolders().map((folder) => join(folder, copy.name));
  return folders.find((folder) => copy.runs(folder)) ?? unpack(copy, folders);
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

function unpack(copy, folders) {
  if (findOnPath('apt-get') === null || findOnPath('dpkg-deb') === null) {
    throw new ScriptError(copy.explain('This machine has no apt to take a private copy from.'), 78);
  }
  const folder = firstWritable(folders);
  say(copy.notice);
  const startedAt = Date.now();
  removeLeftovers(folder);
  const work = mkdtempSync(join(folder, 'unpack-'));
  try {
    downloadPackages(copy, work);
    unpackPackages(copy, work);
    copy.complete(work);
    if (!copy.runs(work)) {
      throw new ScriptError(copy.explain('The unpacked copy does not start.'), 78);
    }
    moveIntoPlace(copy, work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  say(
    `Unpacked in ${humanDuration(Date.now() - startedAt)}: ${sizeOf(join(folder, 'root'))}${folder}`,
  );
  return folder;
}

function removeLeftovers(folder) {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith('unpack-'))) {
    const path = join(folder, name);
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry === undefined || Date.now() - entry.mtimeMs < leftoverAgeMs) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

/** Downloads the packages and what they need into `work/cache/archives`. */
function downloadPackages(copy, work) {
  for (const part of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(work, part), { recursive: true });
  }
  // Hooks of the system's apt settings would clean folders that are not ours.
  const hooks = ['APT::Update::Post-Invoke', 'APT::Update::Post-Invoke-Success', 'DPkg'];
  const settings = join(work, 'apt.conf');
  writeFileSync(settings, hooks.map((name) => `#clear ${name};\n`).join(''));
  const options = ['-q', '-c', settings, ...aptOptions(copy, work)];
  // A source that cannot be refreshed fails `update` though the others are enough: only the
  // download's own result counts.
  const update = run('apt-get', [...options, 'update'], updateTimeoutMs);
  const want = ['--yes', '--download-only', '--no-install-recommends', 'install', ...copy.packages];
  const download = run('apt-get', [...options, ...want], copy.downloadTimeoutMs);
  if (download.status === 0) return;
  const detail = lastLines(`${update.output}\n${download.output}`, 8);
  const what = copy.packages.join(', ');
  throw new ScriptError(copy.explain(`apt could not download ${what}:\n${detail}`), 78);
}

function aptOptions({ isSelfContained }, work) {
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
  if (isSelfContained) {
    // The list of what is installed: nothing.
    values['Dir::State::status'] = join(work, 'status');
    writeFileSync(values['Dir::State::status'], '');
  }
  return Object.entries(values).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/**
 * Writes `bin/NAME`, which starts a program of the unpacked packages with the libraries that were
 * unpacked with it.
 *
 * @param program - Its path below `root/`.
 * @param libraryFolders - Where libraries lie below `root/`; a shell's patterns are allowed.
 * @param settings - More lines for the shell; `$copy` is the folder with `root/` and `bin/`.
 */
export function writeWrapper(work, { name, program, libraryFolders, settings = [] }) {
  mkdirSync(join(work, 'bin'), { recursive: true });
  const folders = libraryFolders.map((folder) => `"$copy"/root/${folder}`).join(' ');
  const lines = [
    '#!/bin/sh',
    '# The unpacked program needs the libraries that were unpacked with it.',
    'copy=$(dirname "$(dirname "$(readlink -f "$0")")")',
    `for folder in ${folders}; do`,
    '  if [ -d "$folder" ]; then LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"; fi',
    'done',
    'export LD_LIBRARY_PATH',
    ...settings,
    `exec "$copy/root/${program}" "$@"`,
    '',
  ];
  writeFileSync(join(work, 'bin', name), lines.join('\n'), { mode: 0o755 });
}

function unpackPackages({ leftOut, explain }, work) {
  const archives = join(work, 'cache', 'archives');
  const target = join(work, 'root');
  const files = readdirSync(archives).filter((entry) => entry.endsWith('.deb'));
  for (const file of files) {
    const [name] = file.split('_');
    if (leftOut.includes(name)) continue;
    const { status, output } = run('dpkg-deb', ['-x', join(archives, file), target]);
    if (status === 0) continue;
    throw new ScriptError(explain(`${file} could not be unpacked:\n${lastLines(output, 8)}`), 78);
  }
  // Unpacked by root, programs that lend root's rights would lie here, and no update would reach them.
  const { status, output } = run('chmod', ['-R', 'ug-s', target]);
  if (status !== 0) throw new ScriptError(explain(lastLines(output, 8)), 78);
}

/** Each part by one rename, `bin` last; the copy of a start at the same moment is kept. */
function moveIntoPlace({ runs }, work, folder) {
  if (runs(folder)) return;
  for (const part of ['root', 'bin']) {
    const target = join(folder, part);
    rmSync(target, { recursive: true, force: true });
    renameSync(join(work, part), target);
  }
}

/** `691 MB in `, or nothing where `du` does not say. */
function sizeOf(folder) {
  const { status, output } = run('du', ['-sm', folder]);
  return status === 0 ? `${Number.parseInt(output, 10)} MB in ` : '';
}

function run(command, args, timeoutMs = unpackTimeoutMs) {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync(command, args, { env, encoding: 'utf8', timeout: timeoutMs });
  const reason = result.error === undefined ? '' : `\n${result.error.message}`;
  return { status: result.status, output: `${result.stdout ?? ''}${result.stderr ?? ''}${reason}` };
}

function lastLines(text, count) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-count).join('\n');
}
