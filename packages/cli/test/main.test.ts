import { describe, expect, it } from '@jest/globals';
import { RankingError } from '@maylike/ranking';
import { StartupError } from '@maylike/runtime';
import { startTestRedis } from '@maylike/runtime/testing';
import { StoreError } from '@maylike/store';
import { CliError, explainError } from '../src/errors.js';
import { exitCodes } from '../src/exit-codes.js';
import { printable, tableOf } from '../src/output.js';
import { runMain, withGround } from './support.js';

const ground = withGround();

describe('the command', () => {
  it('documents every exit code in its help', async () => {
    const run = await runMain(['--help']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    for (const code of Object.values(exitCodes))
      expect(run.stdout).toMatch(new RegExp(`^  ${code} +\\S`, 'm'));
  });

  it.each([
    ['up'],
    ['sites'],
    ['keys'],
    ['feeds'],
    ['signals'],
    ['events'],
    ['recommend'],
    ['explain'],
    ['reindex'],
    ['status'],
    ['doctor'],
    ['feed'],
    ['page'],
    ['neighbours'],
    ['pairs'],
  ])('helps with %s', async (command) => {
    const run = await runMain([command, '--help']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(new RegExp(`^Usage: maylike ${command} `));
  });

  it('prints its version', async () => {
    expect(await runMain(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
  });

  it.each([
    [['sing'], "unknown command 'sing'"],
    [['sites', 'sing'], "unknown command 'sing'"],
    [['status', '--bogus'], "unknown option '--bogus'"],
    [['sites', 'list', 'x'], "too many arguments for 'list'. Expected 0 arguments but got 1."],
    [
      ['up', '--port', '99999'],
      "option '--port <port>' argument '99999' is invalid. Expected a whole number from 0 to 65535.",
    ],
  ])('answers %j with one line that names it, and 64', async (args, message) => {
    expect(await runMain(args)).toMatchObject({
      code: 64,
      stdout: '',
      stderr: `maylike: ${message}\n`,
    });
  });

  it.each([[[]], [['sites']], [['feeds']]])(
    'shows help for %j, which asks for nothing',
    async (args) => {
      const run = await runMain(args);
      expect(run).toMatchObject({ code: 64, stdout: '' });
      expect(run.stderr).toMatch(/^Usage: maylike/);
    },
  );

  it('names every wrong variable at once', async () => {
    const run = await runMain(['status'], { env: { PORT: 'x', LOG_LEVEL: 'loud' } });
    expect(run).toMatchObject({ code: 78, stdout: '' });
    expect(run.stderr).toMatch(/PORT: expected/);
    expect(run.stderr).toMatch(/LOG_LEVEL: expected/);
  });

  it('says that MayLike is not running, without a stack unless --debug asks for it', async () => {
    const env = { MAYLIKE_HOME: ground().folder };
    const run = await runMain(['status'], { env });
    expect(run).toMatchObject({ code: 69, stdout: '' });
    expect(run.stderr).toMatch(
      /^maylike: MayLike is not running: no Redis at .*\/redis\.sock\. Start it with `npm start`, or set REDIS_URL\.\n$/,
    );
    for (const args of [
      ['--debug', 'status'],
      ['status', '--debug'],
    ]) {
      const debugged = await runMain(args, { env });
      expect(debugged.code).toBe(69);
      expect(debugged.stderr).toMatch(/\n {4}at /);
    }
  });

  it('refuses a given Redis that evicts, with 78', async () => {
    const server = await startTestRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    try {
      const run = await runMain(['sites', 'list'], {
        env: { REDIS_URL: `unix://${server.socketPath}` },
      });
      expect(run).toMatchObject({ code: 78, stdout: '' });
      expect(run.stderr).toContain('maxmemory-policy is allkeys-lru');
    } finally {
      await server.stop();
    }
  });

  it('does not touch data of a later release', async () => {
    const { redis, run } = ground();
    await run(['sites', 'list']);
    const [schema = ''] = await redis.keys('*schema*');
    await redis.set(schema, '999');
    const listed = await run(['sites', 'list']);
    expect(listed).toMatchObject({ code: 78, stdout: '' });
    expect(listed.stderr).toContain('a later release of MayLike');
  });
});

describe('an error', () => {
  it.each([
    [new CliError('usage', 'm'), 64, true],
    [new CliError('bad_data', 'm'), 65, true],
    [new CliError('timeout', 'm'), 75, true],
    [new StartupError('redis_unreachable', 'm'), 69, true],
    [new StartupError('already_running', 'm'), 78, true],
    [new StoreError('schema_newer'), 78, true],
    [new StoreError('site_unknown'), 1, true],
    [new RankingError('article_gone'), 1, true],
    [new Error('Connection is closed.'), 75, true],
    [new Error('Command timed out'), 75, true],
    [new TypeError('x is not a function'), 1, false],
    ['a thrown text', 1, false],
  ])('%s ends with %i (foreseen: %s)', (error, exitCode, isExpected) => {
    expect(explainError(error)).toMatchObject({ exitCode, isExpected });
  });
});

describe('a table', () => {
  it('holds nothing that moves a terminal', () => {
    const table = tableOf(['A'], [['x\u001b[2Jy\u009b31mz\r\nw\u202eq']]);
    expect(table).toBe('A\nx [2Jy 31mz w q');
  });

  it('cuts what is too long to read and marks what is missing', () => {
    const [, long, none] = tableOf(
      ['A', 'B'],
      [
        ['x'.repeat(500), 'b'],
        [null, 0],
      ],
    ).split('\n');
    expect(long).toBe(`${'x'.repeat(119)}…  b`);
    expect(none?.trim()).toMatch(/^- +0$/);
  });

  it('keeps letters of every script', () => {
    expect(printable(' Zürich 北京 العربية 👩‍👩‍👧 ')).toBe('Zürich 北京 العربية 👩‍👩‍👧');
  });
});
