import { describe, expect, it } from '@jest/globals';
import { buildIdfTable } from '@maylike/tfidf';
import { acquireWriter, generationOf, type Generation } from '@maylike/store';
import { siteOf, withGround } from './support.js';

const ground = withGround();

/** A site, and a similarity process that is alive. */
async function given(name = 'Alder Post') {
  await ground().alive('similarity');
  const { networkId } = await siteOf(ground().store, name);
  return networkId;
}

/** Two retired generations, the active one and a refused one. @returns The ids of the retired ones, older first. */
async function generationsOf(networkId: string, source = 'Courier'): Promise<[string, string]> {
  const { redis } = ground();
  const writer = await acquireWriter(redis, networkId, 'test', 60_000);
  if (writer === null) throw new Error('somebody holds the lease');
  const lines = new Map([[source, [{ key: 1, text: 'Subscribe today', articles: 9 }]]]);
  const save = (id: string, at: number, change: Partial<Generation>) =>
    writer.generations.begin({ ...generation, id, startedAt: at, ...change }, buildIdfTable([]), {
      lines,
      headlines: [],
    });
  await save('gen_1', 1, { state: 'retired', retiredAt: 2 });
  await save('gen_2', 2, { state: 'retired', retiredAt: 3 });
  await save('gen_3', 3, {});
  await writer.generations.swap({ ...generation, id: 'gen_3', startedAt: 3 }, null);
  await save('gen_refused', 4, {
    state: 'refused',
    coverage: 0.1,
    coverageBefore: 0.9,
    linkRecall: 0.2,
    linkRecallBefore: 0.8,
    refusal: 'too few',
  });
  return ['gen_1', 'gen_2'];
}

const generation = generationOf({
  id: '',
  state: 'active',
  textVersion: 1,
  floor: 0.05,
  documentCount: 7,
  startedAt: 1,
  activatedAt: 3,
  retiredAt: null,
  reason: 'test',
});

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

  it('asks for it by force, and for earlier tables, by name or those of the one before', async () => {
    const networkId = await given();
    const { store, run } = ground();
    const [older, newer] = await generationsOf(networkId);
    const asked = async (...options: readonly string[]) => {
      await store.networks.reportReindex(networkId, { state: 'done' });
      expect(await run(['reindex', ...options])).toMatchObject({ code: 0 });
      return await store.networks.reindexProgress(networkId);
    };
    expect(await asked('--force')).toMatchObject({ force: true, tablesOf: null });
    expect(await asked('--rollback')).toMatchObject({ force: false, tablesOf: newer });
    expect(await asked('--rollback', older)).toMatchObject({ force: false, tablesOf: older });
  });

  it('goes back to nothing that is not kept', async () => {
    const networkId = await given();
    const { store, run } = ground();
    expect(await run(['reindex', '--rollback'])).toMatchObject({
      code: 1,
      stderr: 'maylike: There is no earlier generation to go back to.\n',
    });
    expect((await run(['reindex', '--rollback', 'gen_9'])).stderr).toMatch(
      'There is no earlier generation gen_9',
    );
    expect(await store.networks.reindexProgress(networkId)).toBeNull();
  });

  it('--list shows all generations with state, coverage, links found and reason, and asks for nothing', async () => {
    const { networkId } = await siteOf(ground().store);
    const { store, run } = ground();
    await generationsOf(networkId);
    const listed = await run(['reindex', '--list']);
    expect(listed.stdout).toMatch(
      /gen_refused +refused +7 .* 10\.0 % \(before: 90\.0 %\) +20\.0 % \(before: 80\.0 %\) +too few/,
    );
    const asJson = (await run(['reindex', '--list', '--json'])).json();
    expect((asJson as { state: string }[]).map(({ state }) => state)).toEqual([
      'refused',
      'active',
      'retired',
      'retired',
    ]);
    expect(await store.networks.reindexProgress(networkId)).toBeNull();
  });

  it('--boilerplate shows the lines that do not count, with their source and evidence', async () => {
    const { networkId, id } = await siteOf(ground().store);
    const { run } = ground();
    expect((await run(['reindex', '--boilerplate'])).stdout).toMatch('No line is known');
    await generationsOf(networkId, id);
    expect((await run(['reindex', '--boilerplate', '--json'])).json()).toEqual([
      { networkId, source: 'Alder Post', articles: 9, line: 'Subscribe today' },
    ]);
    expect((await run(['reindex', '--boilerplate'])).stdout).toMatch('Subscribe today');
  });

  it.each([
    ['--list', '--wait'],
    ['--list', '--rollback'],
    ['--boilerplate', '--force'],
  ])('refuses %s with %s', async (...options) => {
    expect((await ground().run(['reindex', ...options])).code).toBe(64);
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
