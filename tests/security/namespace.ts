// A network of its own for tests: no packet leaves it, every address of the Internet can be had in it, and what a name
// means is a script's word. It needs Linux, `unshare` (as root, or where users may have namespaces) and `ip`.
//
// The tests of `inside/` are run in it by a Jest of their own, whose results are read from a file.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, it } from '@jest/globals';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runTimeoutMs = 120_000;

/** What is in the namespace. */
export interface NamespaceOptions {
  /** Addresses that it has besides 127.0.0.0/8 and ::1. What the system refuses is left out. */
  readonly addresses: readonly string[];
  /** Its hosts file. */
  readonly hosts: string;
  /** The file of tests in `inside/`. */
  readonly file: string;
  /** More files for its folder, by name; tests find the folder in `NAMESPACE_FOLDER`. */
  readonly files: Readonly<Record<string, string>>;
  /** Its environment. `NODE_EXTRA_CA_CERTS` is one of the files. */
  readonly env: Readonly<Record<string, string>>;
}

/** What came of a test inside. */
export interface InsideResult {
  readonly name: string;
  /** Why it failed; null where it passed. */
  readonly failure: string | null;
}

/** The results, or why there are none. */
export type NamespaceRun =
  | { readonly skipped: string }
  | { readonly results: readonly InsideResult[]; readonly output: string };

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
});

/** Makes the network, then becomes the program. */
const setUp = `set -e
cd "$NAMESPACE_FOLDER"
ip link set lo up
ip -force -batch addresses 2>/dev/null || true
mount --bind resolv.conf /etc/resolv.conf
mount --bind hosts /etc/hosts
cd "$1"
shift
exec "$@"`;

/** What has to work for that. */
const tryOut = `set -e
ip link set lo up
mount --bind /etc/hosts /etc/hosts
mount --bind /etc/resolv.conf /etc/resolv.conf`;

/** Runs tests inside. Never rejects for what fails there. */
export async function runInNamespace(options: NamespaceOptions): Promise<NamespaceRun> {
  const unshare = namespaceCommand();
  if ('skipped' in unshare) return unshare;
  const folder = await mkdtemp(join(tmpdir(), 'maylike-namespace-'));
  try {
    const addresses = options.addresses.map(
      (address) => `address add ${address}/${isIPv6(address) ? 128 : 32} dev lo\n`,
    );
    const files = {
      ...options.files,
      hosts: options.hosts,
      addresses: addresses.join(''),
      'resolv.conf': 'nameserver 127.0.0.1\n',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const output = await runJest(unshare.command, folder, options);
    const text = await readFile(join(folder, 'report.json'), 'utf8').catch(() => null);
    if (text === null) throw new Error(`the tests inside did not end:\n${output}`);
    return { results: resultsOf(reportSchema.parse(JSON.parse(text))), output };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How a namespace is made here: as root, else as root of a user namespace. */
function namespaceCommand(): { command: readonly string[] } | { skipped: string } {
  if (process.platform !== 'linux') return { skipped: 'network namespaces are Linux’s' };
  let reason = '';
  for (const flags of [[], ['--map-root-user']]) {
    const command = ['unshare', ...flags, '--net', '--mount'];
    const { status, stderr, error } = spawnSync(
      'unshare',
      [...command.slice(1), 'sh', '-c', tryOut],
      { encoding: 'utf8', timeout: 10_000 },
    );
    if (status === 0) return { command };
    reason = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  }
  return { skipped: `no network namespace can be made here: ${reason}` };
}

async function runJest(
  unshare: readonly string[],
  folder: string,
  { file, env }: NamespaceOptions,
): Promise<string> {
  const [program = '', ...args] = [
    ...unshare,
    ...['sh', '-c', setUp, 'sh', root],
    ...[process.execPath, '--no-warnings', '--experimental-vm-modules'],
    ...[join('node_modules', 'jest', 'bin', 'jest.js'), '-c', join('tests', 'jest.config.mjs')],
    ...['--runInBand', '--forceExit', '--testMatch', `<rootDir>/tests/security/inside/${file}`],
    ...['--json', '--outputFile', join(folder, 'report.json')],
  ];
  const authority = env['NODE_EXTRA_CA_CERTS'];
  const child = spawn(program, args, {
    // A group of its own, so that nothing of it is left should it have to be cut off.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...env,
      ...(authority === undefined ? {} : { NODE_EXTRA_CA_CERTS: join(folder, authority) }),
      NAMESPACE_FOLDER: folder,
    },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  const cut = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, runTimeoutMs);
  await once(child, 'close');
  clearTimeout(cut);
  return Buffer.concat(chunks).toString('utf8');
}

function resultsOf({ testResults }: z.infer<typeof reportSchema>): InsideResult[] {
  return testResults.flatMap(({ message, assertionResults }) =>
    assertionResults.length === 0
      ? [{ name: 'the tests inside', failure: message }]
      : assertionResults.map(({ fullName, status, failureMessages }) => ({
          name: fullName,
          failure: status === 'passed' ? null : `${status}\n${failureMessages.join('\n')}`,
        })),
  );
}

/** Declares a test for each result, or one that is skipped in words. What the tests inside measured is printed. */
export function declareResults(cases: string, run: NamespaceRun): void {
  if ('skipped' in run) {
    it.skip(`${cases}, in a network of their own (skipped: ${run.skipped})`, () => undefined);
    return;
  }
  const figures = run.output.split('\n').filter((line) => line.startsWith('figure: '));
  afterAll(() => {
    if (figures.length > 0) process.stdout.write(`\n${figures.join('\n')}\n\n`);
  });
  for (const { name, failure } of run.results) {
    it(name, () => {
      if (failure !== null) throw new Error(failure);
    });
  }
}
