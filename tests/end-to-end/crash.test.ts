// kill -9 of one process of a running system during ingest: after it every article is there once, with its list.
import { describe, expect, it } from '@jest/globals';
import { Cleanup } from '../support/cleanup.js';
import { recommendations } from '../support/http.js';
import { Publisher, type Item } from '../support/publisher.js';
import { System, until } from '../support/system.js';

const articles = 150;
const kills = process.env['MAYLIKE_TEST_LONG'] === '1' ? 10 : 2;

/** Articles of fifteen towns, so that each has nine relatives. */
function townItems(): Item[] {
  const towns = [
    'Alder',
    'Brack',
    'Corrie',
    'Dunmore',
    'Esk',
    'Farrow',
    'Glenn',
    'Hythe',
    'Inver',
    'Jarl',
    'Kettle',
    'Lorne',
    'Muir',
    'Nairn',
    'Oban',
  ];
  const happenings = [
    'bridge',
    'school',
    'harbour',
    'market',
    'library',
    'station',
    'orchard',
    'museum',
    'bakery',
    'lighthouse',
  ];
  return Array.from({ length: articles }, (_none, i) => {
    const town = towns[i % towns.length] ?? '';
    const happening = happenings[Math.floor(i / towns.length) % happenings.length] ?? '';
    return {
      slug: `${town}-${happening}`.toLowerCase(),
      title: `Port ${town} rebuilds its ${happening} number ${i}`,
      summary: `People of Port ${town} look at the ${happening} with hope. The mayor of Port ${town} cut a ribbon ${i} times.`,
      minutesAgo: 5 + i,
    };
  });
}

describe('a system that loses a process', () => {
  const cleanup = Cleanup.afterEach();

  it.each(['ingest', 'similarity', 'api', 'redis'])(
    `has every article once, with its list, after kill -9 of ${kills} × %s during ingest`,
    async (victim) => {
      const publisher = cleanup.of(await Publisher.start());
      publisher.items = townItems();
      const running = cleanup.of(await System.start());
      const site = await running.json('sites', 'create', 'Towns', '--origin', publisher.origin);
      const added = await running.json(
        'feeds',
        'add',
        publisher.feedUrl,
        '--site',
        String(site['siteId']),
        '--poll-every',
        '1',
      );
      const live = async (): Promise<number> => {
        const { networks } = (await running.json('status')) as {
          networks: { live: number; lists: number }[];
        };
        return networks[0]?.live ?? 0;
      };
      for (let i = 0; i < kills; i++) {
        const pid = await until(`${victim} to run`, async () => (await running.pids()).get(victim));
        process.kill(pid, 'SIGKILL');
        await until(`another ${victim}`, async () => {
          const now = (await running.pids()).get(victim);
          return now !== undefined && now !== pid;
        });
      }
      await until('every process to be ready', async () => {
        const response = await fetch(`${running.origin}/readyz`).catch(() => null);
        return response?.status === 200;
      });
      const poll = await running.run('feeds', 'poll', String(added['feedId']), '--wait', '--json');
      expect(poll).toMatchObject({ code: 0 });
      expect(await live()).toBe(articles);
      for (const item of townItems().filter((_item, i) => i % 10 === 0)) {
        const answer = await recommendations(
          running.origin,
          String(site['publishableKey']),
          publisher.urlOf(item.slug),
        );
        expect(answer.complete).toBe(true);
        expect(
          answer.items.filter(({ strategy }) => strategy === 'related').length,
        ).toBeGreaterThanOrEqual(5);
      }
    },
    180_000,
  );
});
