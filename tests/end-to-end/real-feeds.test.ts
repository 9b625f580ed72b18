// Feeds that nobody here wrote, through the whole system: a published file, and an outlet's captures in their order.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Cleanup } from '../support/cleanup.js';
import { recommendations } from '../support/http.js';
import { dataFolder, unpack } from '../support/data.js';
import { Publisher } from '../support/publisher.js';
import { System } from '../support/system.js';

const replayed = process.env['MAYLIKE_TEST_LONG'] === '1' ? 120 : 15;
const outlet = 'rnz';
const given = dataFolder === null ? it.skip : it;

interface Capture {
  readonly file: string;
  readonly capturedAt: string;
}

async function capturesOf(folder: string): Promise<Capture[]> {
  const index = await readFile(join(folder, 'captures', 'index.tsv'), 'utf8');
  return index
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([name]) => name === outlet)
    .map(([, file = '', capturedAt = '']) => ({ file, capturedAt }))
    .sort((a, b) => a.capturedAt.localeCompare(b.capturedAt));
}

/** The addresses that a feed's items name, by a plain look at the text: a second opinion, not our parser. */
function linksOf(body: string): string[] {
  return [...body.matchAll(/<item\b[\s\S]*?<link>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]+)/g)].map(
    ([, link = '']) => link,
  );
}

describe('feeds of the world', () => {
  const cleanup = Cleanup.afterAll();
  let system: System;
  let publisher: Publisher;
  let site: { siteId: string; publishableKey: string };
  beforeAll(async () => {
    if (dataFolder === null) return;
    publisher = cleanup.of(await Publisher.start());
    system = cleanup.of(await System.start());
    site = (await system.json(
      'sites',
      'create',
      'World',
      '--origin',
      publisher.origin,
    )) as typeof site;
  }, 90_000);

  given(
    `${replayed} captures of one outlet, replayed: every item once, with a list (skipped without the data)`,
    async () => {
      const folder = dataFolder ?? '';
      const captures = (await capturesOf(folder)).slice(0, replayed);
      const unpacked = unpack(join(folder, 'captures', `${outlet}.tar.xz`));
      if (unpacked === null) throw new Error('the captures cannot be unpacked: xz is missing');
      const bodies = await Promise.all(captures.map(({ file }) => readFile(join(unpacked, file))));
      const show = (bytes: Buffer): void => {
        publisher.body = { bytes, contentType: 'application/rss+xml' };
      };
      show(bodies[0] ?? Buffer.alloc(0));
      const added = await system.json('feeds', 'add', publisher.feedUrl, '--site', site.siteId);
      const sum = { created: 0, changed: 0 };
      for (const body of bodies) {
        show(body);
        const asked = ['feeds', 'poll', String(added['feedId']), '--wait'];
        if (body.length === 0) {
          // The outlet once answered with nothing: that is said, and the next body heals it.
          const refused = await system.run(...asked);
          expect([refused.code, refused.stderr.includes('empty')]).toEqual([1, true]);
          continue;
        }
        const poll = await system.json(...asked);
        sum.created += Number(poll['created']);
        sum.changed += Number(poll['changed']);
      }
      const links = new Set(bodies.flatMap((body) => linksOf(body.toString('utf8'))));
      const { networks } = (await system.json('status')) as { networks: { live: number }[] };
      const live = networks[0]?.live ?? 0;
      process.stdout.write(
        `${outlet}: ${bodies.length} captures, ${links.size} addresses, ${live} articles, ${sum.changed} edits\n`,
      );
      // The added feed was due at once: what that poll found is in none of the polls that were asked for.
      expect(live).toBeGreaterThanOrEqual(sum.created);
      expect(live).toBeGreaterThanOrEqual(links.size * 0.95);
      expect(live).toBeLessThanOrEqual(links.size);
      const answers = await Promise.all(
        [...links]
          .slice(0, 20)
          .map((url) => recommendations(system.origin, site.publishableKey, url)),
      );
      expect(answers.every(({ complete }) => complete)).toBe(true);
      expect(
        answers.filter(({ items }) => items.some(({ strategy }) => strategy === 'related')).length,
      ).toBeGreaterThan(10);
      await rm(unpacked, { recursive: true, force: true });
    },
    600_000,
  );
});
