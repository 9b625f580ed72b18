import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { acquireWriter, generationOf } from '@maylike/store';
import {
  bearer,
  createSite,
  operatorToken,
  startTestApi,
  type TestApi,
  type TestSite,
} from './harness.js';

let api: TestApi;
let daily: TestSite;
let weekly: TestSite;

beforeAll(async () => {
  api = await startTestApi();
  daily = await createSite(api, 'daily');
  weekly = await createSite(api, 'weekly');
});

afterAll(() => api.stop());

interface Progress {
  readonly network: string;
  readonly request: string | null;
  readonly state: string;
}

const headers = bearer(operatorToken);

async function progress(url = '/v1/reindex'): Promise<Progress[]> {
  const response = await api.app.inject({ url, headers });
  expect(response.statusCode).toBe(200);
  return response.json<{ networks: Progress[] }>().networks;
}

async function start(payload?: object): Promise<{ statusCode: number; networks: Progress[] }> {
  const response = await api.app.inject({
    method: 'POST',
    url: '/v1/reindex',
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
  return { statusCode: response.statusCode, ...response.json<{ networks: Progress[] }>() };
}

test('a network is asked for by name, a request that stands is not made twice, and progress is told', async () => {
  const network = daily.site.networkId;
  expect((await progress()).map(({ state }) => state)).toEqual(['none', 'none']);
  const first = await start({ network });
  expect(first).toMatchObject({ statusCode: 202, networks: [{ network, state: 'requested' }] });
  expect((await start({ network })).networks).toEqual(first.networks);
  await api.store.networks.reportReindex(network, { state: 'running', done: 3, total: 9 });
  expect(await progress(`/v1/reindex?network=${network}`)).toEqual([
    {
      network,
      request: first.networks[0]?.request,
      by: 'operator',
      requestedAt: '2026-11-22T12:00:00.000Z',
      state: 'running',
      done: 3,
      total: 9,
      generation: null,
      message: null,
      generations: [],
    },
  ]);
  await api.store.networks.reportReindex(network, { state: 'done', generation: 'generation-2' });
  expect(await progress(`/v1/reindex?network=${network}`)).toMatchObject([
    { state: 'done', generation: 'generation-2' },
  ]);
});

test('without a name every network is asked for', async () => {
  const { statusCode, networks } = await start();
  expect(statusCode).toBe(202);
  expect(networks.map(({ network }) => network)).toEqual(
    [daily.site.networkId, weekly.site.networkId].sort(),
  );
  expect(networks.every(({ state }) => state === 'requested')).toBe(true);
});

test('a network that there is not, and a field that there is not, are refused by name', async () => {
  const refused = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const response = await api.app.inject({ method, url, headers, ...(payload && { payload }) });
    const { errors } = response.json<{ errors: { field: string }[] }>();
    return [response.statusCode, ...errors.map(({ field }) => field)];
  };
  expect(await refused('GET', '/v1/reindex?network=none')).toEqual([404, 'network']);
  expect(await refused('POST', '/v1/reindex', { network: 'none' })).toEqual([404, 'network']);
  expect(await refused('POST', '/v1/reindex', { networks: 'all' })).toEqual([400, 'networks']);
  expect(await refused('POST', '/v1/reindex', { network: 7 })).toEqual([400, 'network']);
  expect(await refused('GET', '/v1/reindex?site=x')).toEqual([400, 'site']);
  expect(await refused('POST', '/v1/reindex', { rollback: 'gen_1' })).toEqual([400, 'network']);
  const { networkId: network } = daily.site;
  expect(await refused('POST', '/v1/reindex', { network, rollback: 'gen_1' })).toEqual([
    404,
    'rollback',
  ]);
  expect(await refused('POST', '/v1/reindex', { force: 'yes' })).toEqual([400, 'force']);
});

test('the generations of a network are shown with what the gate said, and gone back to by name', async () => {
  const { site } = await createSite(api, 'monthly');
  const network = site.networkId;
  const writer = await acquireWriter(api.store.redis, network, 'test', 60_000);
  if (writer === null) throw new Error('somebody holds the lease');
  const kept = generationOf({
    id: 'gen_1',
    state: 'retired',
    textVersion: 1,
    floor: 0.05,
    documentCount: 7,
    startedAt: api.now,
    activatedAt: api.now,
    retiredAt: api.now,
    reason: 'the network has doubled',
    coverage: 0.9,
  });
  await writer.generations.save(kept);
  await writer.generations.save({
    ...kept,
    id: 'gen_2',
    state: 'refused',
    startedAt: api.now + 1,
    activatedAt: null,
    coverage: 0.1,
    coverageBefore: 0.9,
    refusal: 'Too few.',
  });
  const [shown] = await progress(`/v1/reindex?network=${network}`);
  expect(shown).toMatchObject({
    generations: [
      { id: 'gen_2', state: 'refused', refusal: 'Too few.', coverage: 0.1, activatedAt: null },
      { id: 'gen_1', state: 'retired', articles: 7, reason: 'the network has doubled' },
    ],
  });
  expect((await start({ network, rollback: 'gen_1', force: true })).statusCode).toBe(202);
  expect(await api.store.networks.reindexProgress(network)).toMatchObject({
    force: true,
    tablesOf: 'gen_1',
  });
});
