import { describe, expect, it } from '@jest/globals';
import { startTestRedis } from '@maylike/runtime/testing';
import { startWorker } from '@maylike/queues';
import { nodeCheck } from '../src/commands/doctor.js';
import { runMain, siteOf, startOf2026, withGround, type Run } from './support.js';

const ground = withGround();

interface Report {
  readonly ok: boolean;
  readonly checks: readonly {
    name: string;
    level: string;
    message: string;
    advice: string | null;
  }[];
}

const reportOf = (run: Run): Report => run.json() as Report;
const levelsOf = ({ checks }: Report) =>
  Object.fromEntries(checks.map(({ name, level }) => [name, level]));

describe('doctor', () => {
  it('finds nothing that fails where all services are ready', async () => {
    await ground().alive('ingest', 'similarity', 'api');
    const run = await ground().run(['doctor', '--json']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const report = reportOf(run);
    expect(report.ok).toBe(true);
    expect(levelsOf(report)).toEqual({
      node: 'ok',
      configuration: 'ok',
      // A Redis of a test keeps nothing on disk.
      redis: 'warn',
      memory: 'ok',
      data: 'ok',
      ingest: 'ok',
      similarity: 'ok',
      api: 'ok',
      queues: 'ok',
      feeds: 'ok',
    });
    for (const { level, advice } of report.checks) expect(advice === null).toBe(level === 'ok');
  });

  it('prints one line a check and ends with 1 when a service is not there', async () => {
    await ground().alive('ingest', 'api');
    const run = await ground().run(['doctor']);
    expect(run.code).toBe(1);
    expect(run.stdout.split('\n')).toContain('fail  similarity: no process is alive → npm start');
    expect(
      run.stdout
        .trim()
        .split('\n')
        .every((line) => /^(ok|warn|fail) /.test(line)),
    ).toBe(true);
    expect(run.stderr).toBe('maylike: 1 check failed\n');
  });

  it('warns of a process that is not ready, with its reason', async () => {
    await ground().alive('ingest', 'api');
    await ground().store.processes.beat({
      service: 'similarity',
      id: 'x',
      pid: 2,
      at: startOf2026,
      ready: false,
      detail: 'a network is being loaded',
    });
    const run = await ground().run(['doctor']);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('warn  similarity: not ready: a network is being loaded → wait');
  });

  it('warns of failed jobs and failing feeds with their reasons', async () => {
    const { store, queues, alive, openBlocking, run } = ground();
    await alive('ingest', 'similarity', 'api');
    const site = await siteOf(store);
    const settings = { fullText: 'never', pollEverySeconds: null } as const;
    const { feedId } = await store.feeds.add(site, 'https://a.example/f', settings, startOf2026);
    const claimed = await store.feeds.claim(feedId, startOf2026, 1_000);
    await store.feeds.finishPoll(claimed, {
      nextPollAt: startOf2026,
      nextPollReason: 'error 3 in a row',
      errorsInRow: 3,
      outcome: {
        at: startOf2026,
        status: 'timeout',
        message: 'no answer',
        httpStatus: null,
        items: 0,
        created: 0,
        changed: 0,
        bytes: 0,
        tookMs: 1,
        numbers: [],
        pages: [],
      },
    });
    await queues
      .all()
      .find(({ name }) => name === 'index')
      ?.add('index', { odd: true });
    await new Promise<void>((resolve, reject) => {
      const worker = startWorker({
        queue: 'index',
        connection: openBlocking(),
        concurrency: 1,
        process: () => Promise.resolve(),
        onFailed: () => {
          worker.stop(0).then(resolve, reject);
        },
        onError: reject,
      });
    });
    const shown = (await run(['doctor'])).stdout;
    expect(shown).toMatch(
      /^warn {2}queues: 1 failed job in index, the newest: not a job of index: .* → look at \/ops\/queues$/m,
    );
    expect(shown).toContain('warn  feeds: 1 of 1 feed failing: https://a.example/f (timeout)');
  });

  it('stops at a configuration that is wrong, and names the variable', async () => {
    const run = await runMain(['doctor'], { env: { PORT: 'many', MAYLIKE_HOEM: 'x' } });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(
      /^fail {2}configuration: .*MAYLIKE_HOEM.*PORT.*→ correct the environment$/m,
    );
  });

  it('says that nothing runs where there is no Redis', async () => {
    const { folder } = ground();
    const run = await runMain(['doctor'], { env: { MAYLIKE_HOME: folder } });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^fail {2}redis: MayLike is not running: .* → npm start$/m);
  });

  it('refuses a Redis that evicts', async () => {
    const server = await startTestRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    try {
      const env = { REDIS_URL: `unix://${server.socketPath}` };
      const run = await runMain(['doctor'], { env });
      expect(run.code).toBe(1);
      expect(run.stdout).toMatch(/^fail {2}redis: .*maxmemory-policy is allkeys-lru/m);
    } finally {
      await server.stop();
    }
  });

  it.each([
    ['20.20.0', 'ok'],
    ['22.0.0', 'ok'],
    ['20.19.9', 'fail'],
    ['18.20.0', 'fail'],
  ])('takes Node %s as %s', (version, level) => {
    expect(nodeCheck(version)).toMatchObject({ name: 'node', level });
  });
});
