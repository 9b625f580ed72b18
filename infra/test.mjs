// `npm test`: everything that has to pass, on a machine that may have nothing but Node and npm.
// `--long` runs the soaks and the chaos cases at their full counts; all other arguments go to Jest
// (`npm test -- packages/store`), which then runs alone, without the checks before it.
import { join } from 'node:path';
import process from 'node:process';

import { ensureChromium } from './lib/chromium.mjs';
import { humanDuration, runScript, say, ScriptError } from './lib/log.mjs';
import { offerNginx } from './lib/nginx.mjs';
import { checkNode, ensureBuilt, ensureInstalled, run, turbo } from './lib/prepare.mjs';
import { ensureRedis } from './lib/redis.mjs';
import { root } from './lib/root.mjs';

const settings = join('infra', 'dev');
const cache = join('node_modules', '.cache');

await runScript(async () => {
  const isLong = process.argv.includes('--long');
  const jestArguments = process.argv.slice(2).filter((argument) => argument !== '--long');
  checkNode();
  process.chdir(root);
  await ensureInstalled();
  await ensureBuilt();
  ensureRedis();
  const files = await testFiles(jestArguments);
  if (files.some((file) => file.endsWith('browser.test.ts'))) {
    if (process.env.MAYLIKE_TEST_BROWSER !== '0') ensureChromium();
    else say('The browser tests are left out: MAYLIKE_TEST_BROWSER=0.');
  }
  if (files.some((file) => file.endsWith('proxy.test.ts'))) offerNginx();
  if (isLong) process.env.MAYLIKE_TEST_LONG = '1';
  if (jestArguments.length === 0) for (const check of checks()) await step(check);
  await step(tests(jestArguments));
});

/** The checks that need no running system. */
function checks() {
  const prettier = join(settings, 'prettier.config.mjs');
  const eslint = join(settings, 'eslint.config.mjs');
  const prettierCache = ['--cache', '--cache-location', join(cache, 'prettier.json')];
  const eslintCache = ['--cache', '--cache-location', join(cache, 'eslint/')];
  const folders = ['packages', 'services', 'infra', 'tests'];
  return [
    {
      name: 'format',
      command: tool(
        'prettier/bin/prettier.cjs',
        '--config',
        prettier,
        ...prettierCache,
        '--check',
        '.',
      ),
    },
    {
      name: 'lint',
      command: tool('eslint/bin/eslint.js', '--config', eslint, ...eslintCache, ...folders),
    },
    { name: 'boundaries', command: turbo('boundaries') },
    {
      name: 'typecheck',
      command: tool('typescript/bin/tsc', '-p', join(settings, 'tsconfig.check.json')),
    },
    {
      // The widget's sources know a browser's names, which nobody else's may.
      name: 'browser',
      command: tool('typescript/bin/tsc', '-p', join('packages', 'widget', 'tsconfig.check.json')),
    },
  ];
}

function tests(jestArguments) {
  return { name: 'tests', command: jest('--maxWorkers=2', ...jestArguments), isShown: true };
}

/**
 * The files of the tests that will run, whatever the arguments, as Jest itself says. What starts a
 * browser has a name that ends with `browser.test.ts`, what starts an nginx one that ends with
 * `proxy.test.ts`; neither is fetched for others.
 */
async function testFiles(jestArguments) {
  const [program, args] = jest('--listTests', ...jestArguments);
  const { output } = await run(program, args);
  return output.split('\n').map((line) => line.trim());
}

/** Modules are loaded by Node's own loader for ES modules, which Jest still calls experimental. */
function jest(...args) {
  const flags = ['--no-warnings', '--experimental-vm-modules'];
  const path = ['node_modules/jest/bin/jest.js', '-c', join('tests', 'jest.config.mjs')];
  return [process.execPath, [...flags, ...path, ...args]];
}

function tool(path, ...args) {
  return [process.execPath, [join('node_modules', path), ...args]];
}

async function step({ name, command: [program, args], isShown = false }) {
  const startedAt = Date.now();
  const { status, output } = await run(program, args, { isShown });
  const duration = humanDuration(Date.now() - startedAt);
  if (status === 0) {
    say(`${name.padEnd(10)} ok      ${duration}`);
    return;
  }
  if (output !== '') process.stdout.write(`${output}\n`);
  throw new ScriptError(`${name.padEnd(10)} failed  ${duration}`, status ?? 1);
}
