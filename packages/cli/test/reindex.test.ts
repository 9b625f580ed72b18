import { describe, expect, it } from '@jest/globals';
import { siteOf, withGround } from './support.js';

const ground = withGround();

/** A site, and a similarity process that is alive. */
async function given(name = 'Alder Post') {
  await ground().alive('similarity');
  const { networkId } = await siteOf(ground().store, name);
  return networkId;
}

describe('reindex', () => {
  it('asks every network for a new generation and returns', async () => {
    const [first, second] = [await given('One'), await given('Two')];
    const { store, run } = ground();
    const asked = await run(['reindex', '--json']);
    const requests = asked.json() as { networkId: string; requestId: string; state: string }[];
    expect(requests.map(({ networkId }) => networkId).sort()).toEqual([first, second].sort());
    for (const { networkId, requestId, state } of requests) {
      expect(state).toBe('requested');
      expect(await store.networks.reindexProgress(networkId)).toMatchObject({
        id: requestId,
        state: 'requested',
        by: 'command line',
      });
    }
  });

  it('asks the network of one site alone', async () => {
    const [first, second] = [await given('One'), await given('Two')];
    const { store, run } = ground();
    expect((await run(['reindex', '--site', 'One'])).stdout).toBe(
      'Asked for new generations of 1 network.\n',
    );
    expect(await store.networks.reindexProgress(first)).not.toBeNull();
    expect(await store.networks.reindexProgress(second)).toBeNull();
  });

  it('with --wait returns when the new generation is served, and shows progress on a terminal', async () => {
    const networkId = await given();
    const { store, run } = ground();
    const report = (change: Parameters<typeof store.networks.reportReindex>[1]) => () =>
      store.networks.reportReindex(networkId, change);
    const steps = [
      report({ state: 'running', done: 20, total: 80 }),
      report({ done: 80 }),
      report({ state: 'done', generation: 'gen_2' }),
    ];
    let looks = 0;
    const waited = await run(['reindex', '--wait', '--json'], {
      isTTY: true,
      whileWaiting: async () => {
        await steps[looks]?.();
        looks += 1;
      },
    });
    expect({ code: waited.code, looks }).toEqual({ code: 0, looks: steps.length });
    expect(waited.json()).toEqual([
      {
        networkId,
        requestId: expect.stringMatching(/^reindex_/),
        state: 'done',
        generation: 'gen_2',
        message: null,
      },
    ]);
    expect(waited.stderr).toContain('Reindexing');
    expect(waited.stderr).toContain('80/80 lists');
  });

  it('waits for a request that stands already instead of making another', async () => {
    const networkId = await given();
    const { store, run } = ground();
    const standing = await store.networks.requestReindex(networkId, 'schedule', 1);
    const waited = await run(['reindex', '--wait', '--json'], {
      whileWaiting: () => store.networks.reportReindex(networkId, { state: 'done' }),
    });
    expect(waited.json()).toMatchObject([{ requestId: standing, state: 'done' }]);
  });

  it('ends with 1 and the reason when a network refuses', async () => {
    const networkId = await given();
    const { store, run } = ground();
    const waited = await run(['reindex', '--wait'], {
      whileWaiting: () =>
        store.networks.reportReindex(networkId, { state: 'failed', message: 'coverage fell' }),
    });
    expect(waited.code).toBe(1);
    expect(waited.stdout).toMatch(/failed +- +coverage fell\n$/);
    expect(waited.stderr).toBe(
      `Waiting for the new generations …\nmaylike: The reindex failed in ${networkId}: coverage fell\n`,
    );
  });

  it('ends with 75 when it takes longer than it may', async () => {
    await given();
    const waited = await ground().run(['reindex', '--wait', '--timeout', '2']);
    expect(waited).toMatchObject({ code: 75, stdout: '' });
    expect(waited.stderr).toMatch('Waited 2 s in vain for the new generations.');
  });

  it('without a similarity process says so, and asks for nothing', async () => {
    const { store, run } = ground();
    const { networkId } = await siteOf(store);
    expect(await run(['reindex'])).toMatchObject({
      code: 69,
      stderr:
        'maylike: No similarity process is running, so no lists can be made. Start MayLike with `npm start` and try again.\n',
    });
    expect(await store.networks.reindexProgress(networkId)).toBeNull();
  });

  it('names a site that does not exist', async () => {
    const asked = await ground().run(['reindex', '--site', 'Nobody']);
    expect(asked).toMatchObject({ code: 1, stderr: 'maylike: There is no such site: Nobody\n' });
  });
});
