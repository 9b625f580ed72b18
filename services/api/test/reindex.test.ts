import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
});
