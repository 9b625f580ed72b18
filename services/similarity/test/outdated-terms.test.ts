// An upgrade that makes other terms of the same texts: what is stored is made anew, and nothing vanishes meanwhile.
import { describe, expect, it } from '@jest/globals';
import { TEXT_VERSION } from '@maylike/text';
import { BoilerplateTables, runIndexJob, type WriterRun } from '../src/index.js';
import { dyingAt } from './newsroom.js';
import {
  contentOf,
  network,
  runToEnd,
  silent,
  startOf2026,
  textWork,
  withRedis,
} from './support.js';

const articles = 120;
const outdatedOnes = 70;
const termsKey = `ml:{n-${network}}:terms`;

describe('terms of an older text version', () => {
  const given = withRedis();

  async function index(): Promise<number> {
    const { store } = given;
    const tables = new BoilerplateTables(store);
    const options = { store, text: textWork, tables, logger: silent, now: () => startOf2026 };
    return (await runIndexJob(network, options)).stored;
  }

  /** A writer's life until nothing is left to do. */
  async function live(through?: Parameters<typeof runToEnd>[1]): Promise<void> {
    const run: WriterRun = await runToEnd(given.store, through, startOf2026, {
      waitForNews: async () => {
        if ((await index()) === 0) run.stop();
      },
    });
    await run.follow();
  }

  async function publish(): Promise<void> {
    const origin = { siteId: 'site', networkId: network, feed: null };
    for (let i = 0; i < articles; i++) {
      const town = `Harbourtown${'abcdefghij'.charAt(i % 10)}`;
      const text = `The ferry of ${town} sailed with ${i} passengers and a captain of ${town}.`;
      await given.store.articles.upsert(origin, { ...contentOf(`a${i}`), text }, startOf2026);
    }
    while ((await index()) > 0);
    await live();
  }

  /** Makes stored terms those of the version before this one: a byte tells, and their words are others'. */
  async function age(): Promise<void> {
    const stored = Object.entries(await given.redis.hgetallBuffer(termsKey));
    const other = stored[outdatedOnes]?.[1];
    if (other === undefined) throw new Error('too few articles');
    for (const [field] of stored.slice(0, outdatedOnes)) {
      const bytes = Buffer.from(other);
      bytes.writeUInt8(TEXT_VERSION - 1, 1);
      await given.redis.hset(termsKey, field, bytes);
    }
  }

  const textVersions = async (): Promise<number[]> =>
    Object.values(await given.redis.hgetallBuffer(termsKey)).map((bytes) => bytes.readUInt8(1));

  const cards = async () =>
    await given.store.articles.cards(
      network,
      Array.from({ length: articles }, (_none, i) => i + 1),
    );

  /** The beginning of every list that is right at any time: after edits a list may be shorter than its longest. */
  async function scores(): Promise<Map<number, string>> {
    const lists = await Promise.all(
      (await cards()).map(async ({ number, id }) => {
        const list = (await given.store.articles.find(network, { id }))?.list;
        const first = list?.entries.slice(0, 48).map((entry) => [entry.number, entry.scoreE6]);
        return [number, JSON.stringify(first)] as const;
      }),
    );
    return new Map(lists);
  }

  it('are made anew when a writer starts, once, and the lists are those of today’s terms', async () => {
    await publish();
    const before = await scores();
    await age();
    await live();
    expect(new Set(await textVersions())).toEqual(new Set([TEXT_VERSION]));
    expect(await scores()).toEqual(before);
    const versions = (await cards()).map(({ version }) => version);
    expect(versions.filter((version) => version === 2)).toHaveLength(outdatedOnes);
    expect(versions.filter((version) => version === 1)).toHaveLength(articles - outdatedOnes);
    expect((await cards()).every(({ contentVersion }) => contentVersion === 1)).toBe(true);
    await live();
    expect((await cards()).map(({ version }) => version)).toEqual(versions);
  });

  it('are made anew by successors of writers that die at any script', async () => {
    await publish();
    const before = await scores();
    await age();
    for (const scripts of [1, 2, 3, 5, 8, 13]) {
      await live(dyingAt(given.redis, scripts)).catch((error: unknown) => {
        expect(String(error)).toContain('killed');
      });
    }
    await live();
    expect(new Set(await textVersions())).toEqual(new Set([TEXT_VERSION]));
    expect(await scores()).toEqual(before);
  });

  it('of a newer version are left alone: two versions at work would take turns', async () => {
    await publish();
    for (const [field, bytes] of Object.entries(await given.redis.hgetallBuffer(termsKey))) {
      bytes.writeUInt8(TEXT_VERSION + 1, 1);
      await given.redis.hset(termsKey, field, bytes);
    }
    await live();
    expect(new Set(await textVersions())).toEqual(new Set([TEXT_VERSION + 1]));
  });
});
