// Makes sure that the browser tests can start a Chromium, on a machine that may have none and for a
// user who may not install one.
//
// In this order: what MAYLIKE_CHROMIUM names; `chromium`, `chromium-browser` or `google-chrome` on
// the PATH; a copy unpacked earlier; a copy unpacked now from the system's own packages (apt.mjs).
// The tests are told by MAYLIKE_CHROMIUM, which is set in the end whichever it is.
//
// The copy has everything that Chromium needs but the C library, as if the machine had nothing, so
// that no package of the machine comes or goes that it depends on. It brings its own fonts too:
// without any, Chromium starts, loads a page, has its text in the document, and paints nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { privateCopy, writeWrapper } from './apt.mjs';
import { ScriptError } from './log.mjs';
import { findOnPath } from './path.mjs';

const programNames = ['chromium', 'chromium-browser', 'google-chrome'];
/** Latin, Greek, Cyrillic, Hebrew and Arabic in the first, Chinese, Japanese and Korean in the second (2 MB). */
const fontPackages = ['fonts-dejavu-core', 'fonts-wqy-microhei'];
/** 235 MB at 400 kB/s. */
const downloadTimeoutMs = 600_000;
/** From a cold disk, its 300 MB of program and libraries take a few seconds. */
const versionTimeoutMs = 60_000;

/**
 * Puts the path of a Chromium that starts into this process's MAYLIKE_CHROMIUM, and so into that of
 * all it starts. Throws a ScriptError that says what to do when none can be had, or when the one
 * that MAYLIKE_CHROMIUM names does not start.
 */
export function ensureChromium() {
  const given = process.env.MAYLIKE_CHROMIUM ?? '';
  if (given !== '') {
    if (starts(given)) return;
    throw new ScriptError(`MAYLIKE_CHROMIUM: ${given} is no Chromium that starts here.`, 78);
  }
  // Being on the PATH says little: Ubuntu's `chromium-browser` only tells how to install a snap.
  const found = programNames
    .map((name) => findOnPath(name))
    .find((path) => path !== null && starts(path));
  process.env.MAYLIKE_CHROMIUM = found ?? wrapperOf(unpackedCopy());
}

function unpackedCopy() {
  return privateCopy({
    name: 'chromium',
    packages: ['chromium', ...fontPackages],
    isSelfContained: true,
    // The loader of programs is the machine's own and works with its own C library only.
    leftOut: ['libc6'],
    downloadTimeoutMs,
    notice: 'No Chromium found: unpacking a private copy (once, 235 MB to download) …',
    complete,
    runs: (folder) => existsSync(wrapperOf(folder)) && starts(wrapperOf(folder)),
    explain: installHint,
  });
}

function wrapperOf(folder) {
  return join(folder, 'bin', 'chromium');
}

function starts(program) {
  return spawnSync(program, ['--version'], { timeout: versionTimeoutMs }).status === 0;
}

/** Leaves the program, its libraries and its fonts of what was unpacked, and adds what starts it. */
function complete(work) {
  const unpacked = join(work, 'root');
  // Whatever else the packages hold is looked for in the machine's own folders, never here.
  keepOnly(unpacked, ['lib', 'usr']);
  keepOnly(join(unpacked, 'usr'), ['lib', 'share']);
  keepOnly(join(unpacked, 'usr', 'share'), ['fonts']);
  writeFileSync(join(unpacked, 'fonts.conf'), fontSettings);
  writeWrapper(work, {
    name: 'chromium',
    program: 'usr/lib/chromium/chromium',
    libraryFolders: ['usr/lib/*-linux-*', 'lib/*-linux-*', 'usr/lib/*-linux-*/pulseaudio'],
    settings: ['export FONTCONFIG_FILE="$copy/root/fonts.conf"'],
  });
}

function keepOnly(folder, names) {
  for (const name of readdirSync(folder).filter((entry) => !names.includes(entry))) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Fontconfig's own settings name the machine's folders; these name the unpacked fonts alone. */
const fontSettings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

function installHint(reason) {
  return [
    'The browser tests need Chromium, and none can be started.',
    reason,
    'Install one and start again:',
    '  Debian           sudo apt-get install chromium',
    '  Ubuntu           sudo snap install chromium',
    '  Fedora, RHEL     sudo dnf install chromium',
    '  Alpine           sudo apk add chromium',
    '  macOS            brew install --cask google-chrome, and the path of the program in MAYLIKE_CHROMIUM',
    'or set MAYLIKE_CHROMIUM to the path of one (Chrome will do), or leave the browser tests out',
    'with MAYLIKE_TEST_BROWSER=0.',
  ].join('\n');
}
