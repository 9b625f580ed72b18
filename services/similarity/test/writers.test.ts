// Which process writes which network: spread evenly, moved one at a time, taken over where a process is gone.
import { afterEach, describe, expect, it } from '@jest/globals';
import { startHeartbeat } from '@maylike/store';
import { NetworkNews, Writers } from '../src/index.js';
import { silent, textWork, withRedis } from './support.js';

const lookEveryMs = 40;
const networks = ['a', 'b', 'c', 'd'];

describe('the networks', () => {
  const given = withRedis();
  const running = new Set<{ stop(): Promise<void> }>();

  afterEach(async () => {
    for (const one of running) await one.stop();
    running.clear();
  });

  /** A process as far as networks are concerned. */
  async function startProcess() {
    const { store } = given;
    const subscriber = given.redis.duplicate();
    const news = new NetworkNews(subscriber);
    await news.listen();
    const heartbeat = startHeartbeat(store.processes, {
      service: 'similarity',
      now: Date.now,
      report: () => ({ ready: true, detail: '' }),
      onError: () => undefined,
    });
    const writers = new Writers({
      ...{ store, news, text: textWork, logger: silent, now: Date.now, lookEveryMs },
    });
    writers.start();
    const process = {
      networks: () => [...writers.reports().keys()].sort(),
      stop: async () => {
        await writers.stop();
        await heartbeat.stop();
        subscriber.disconnect();
        running.delete(process);
      },
    };
    running.add(process);
    return process;
  }

  const createNetworks = async (names: readonly string[]): Promise<void> => {
    for (const name of names)
      await given.store.sites.create({ name, origins: [], networkId: name }, Date.now());
  };

  const until = async (look: () => boolean): Promise<void> => {
    while (!look()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('are all taken by a process that is alone, and shared with one that comes later', async () => {
    await createNetworks(networks);
    const first = await startProcess();
    await until(() => first.networks().length === 4);
    const second = await startProcess();
    await until(() => first.networks().length === 2 && second.networks().length === 2);
    expect([...first.networks(), ...second.networks()].sort()).toEqual(networks);
  });

  it('that are new go to the process that has room', async () => {
    await createNetworks(['a', 'b']);
    const first = await startProcess();
    const second = await startProcess();
    await until(() => first.networks().length === 1 && second.networks().length === 1);
    await createNetworks(['c', 'd']);
    await until(() => first.networks().length + second.networks().length === 4);
    expect([first.networks().length, second.networks().length]).toEqual([2, 2]);
  });

  it('of a process that stops are taken by those that are left, whatever their share was', async () => {
    await createNetworks(networks);
    const [first, second] = [await startProcess(), await startProcess()];
    await until(() => first.networks().length === 2 && second.networks().length === 2);
    await first.stop();
    await until(() => second.networks().length === 4);
  });

  it('stay where they are while the processes have their shares', async () => {
    await createNetworks(networks.slice(0, 3));
    const [first, second] = [await startProcess(), await startProcess()];
    const shares = () => [first.networks().length, second.networks().length].sort().join();
    await until(() => shares() === '1,2');
    const epochs = () =>
      Promise.all(networks.slice(0, 3).map((id) => given.redis.get(`ml:{n-${id}}:epoch`)));
    const before = await epochs();
    await new Promise((resolve) => setTimeout(resolve, 20 * lookEveryMs));
    expect(await epochs()).toEqual(before);
  });
});
