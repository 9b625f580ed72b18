// The `reindex` job: it asks once, whatever becomes of the process that waits for the answer.
import { describe, expect, it } from '@jest/globals';
import { runReindexJob } from '../src/reindex-job.js';
import { network, startOf2026, withRedis } from './support.js';

describe('a reindex job', () => {
  const given = withRedis();
  const context = (jobId: string) => ({
    jobId,
    progress: () => Promise.resolve(),
    signal: new AbortController().signal,
  });
  const run = (jobId: string) =>
    runReindexJob(network, 'schedule', context(jobId), {
      store: given.store,
      now: () => startOf2026,
    });
  const end = (state: 'done' | 'failed') =>
    given.store.networks.reportReindex(network, { state, message: 'refused' });
  const request = async () => (await given.store.networks.reindexProgress(network))?.id;
  const requested = async (): Promise<void> => {
    while ((await request()) === undefined) await given.redis.ping();
  };

  it('that runs again after its request is done asks for nothing more', async () => {
    const first = run('1');
    await requested();
    await end('done');
    const ended = await first;
    expect(await run('1')).toEqual(ended);
    expect(await given.store.networks.reindexProgress(network)).toMatchObject({
      id: ended?.id,
      state: 'done',
    });
  });

  it('that runs again after its request was refused is parked again, and asks for nothing more', async () => {
    const first = run('1');
    await requested();
    await end('failed');
    await expect(first).rejects.toThrow('refused');
    await expect(run('1')).rejects.toThrow('refused');
  });

  it('of the next time asks anew', async () => {
    const first = run('1');
    await requested();
    const before = await request();
    await end('done');
    await first;
    const second = run('2');
    while ((await request()) === before) await given.redis.ping();
    await end('done');
    expect((await second)?.id).not.toBe(before);
  });
});
