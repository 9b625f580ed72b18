// What really happens between two polls: captures of public feeds, replayed one by one through the poll.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalUrl } from '@maylike/articles';
import { parseFeed } from '@maylike/feed-parser';
import { liveArticles, newFeed, newSite, openHouse, poll, type House } from './house.js';
import { startPublisher, type Publisher } from './publisher.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(process.env['MAYLIKE_DATA'] ?? resolve(root, '../shared/data'), 'captures');
const outlets =
  process.env['MAYLIKE_TEST_LONG'] === '1'
    ? ['bbc', 'rnz', 'aljazeeraenglish', 'cnn', 'smh']
    : ['rnz'];
const capturesMax = 60;

/** Unpacks an outlet; null where this machine has no data or cannot read it. */
async function unpack(outlet: string, to: string): Promise<string[] | null> {
  try {
    await run('tar', ['-xJf', join(folder, `${outlet}.tar.xz`), '-C', to]);
  } catch {
    // tar without xz: the test says that it was skipped.
    return null;
  }
  const names = await readdir(join(to, outlet));
  return names
    .toSorted()
    .slice(0, capturesMax)
    .map((name) => join(to, outlet, name));
}

const canUnpack = await run('xz', ['--version']).then(
  () => true,
  () => false,
);
const skipReason = !existsSync(folder) ? 'no captures here' : canUnpack ? null : 'no xz here';
const describeCaptures = skipReason === null ? describe : describe.skip;

describeCaptures(
  `captures of real feeds${skipReason === null ? '' : ` (skipped: ${skipReason})`}`,
  () => {
    let house: House;
    let publisher: Publisher;
    let unpacked: string;

    beforeAll(async () => {
      house = await openHouse();
      publisher = await startPublisher();
      unpacked = await mkdtemp(join(tmpdir(), 'maylike-captures-'));
    });
    afterAll(async () => {
      await publisher.close();
      await house.close();
      await rm(unpacked, { recursive: true });
    });
    beforeEach(async () => {
      await house.reset();
    });

    it.each(outlets)(
      '%s: every article is there once, as its last capture tells it',
      async (outlet) => {
        const files = await unpack(outlet, unpacked);
        if (files === null) throw new Error(`${outlet} cannot be unpacked`);
        const site = await newSite(house, 'https://outlet.example');
        const feedId = await newFeed(house, site, `${publisher.origin}/feed`);
        const model = new ArticleModel();
        const seen = { polls: 0, items: 0, created: 0, changed: 0, unchanged: 0 };
        const refused: string[] = [];
        for (const file of files) {
          const body = await readFile(file);
          publisher.set('/feed', { type: 'text/xml', body });
          const { status, created, changed, feed } = await poll(house, feedId);
          seen.polls += 1;
          seen.created += created;
          seen.changed += changed;
          seen.items += feed.lastOutcome?.items ?? 0;
          if (status === 'unchanged') seen.unchanged += 1;
          else if (status === 'changed') await model.take(body, `${publisher.origin}/feed`);
          else refused.push(`${basename(file)}: ${feed.nextPollReason}`);
        }
        const stored = await liveArticles(house, site.networkId);
        process.stdout.write(
          `${outlet}: ${JSON.stringify({ ...seen, articles: stored.length, merged: model.mergedCount, refused })}\n`,
        );
        expect(seen.polls).toBe(files.length);
        expect(stored).toHaveLength(model.articleCount);
        expect(seen.created - model.mergedCount).toBe(model.articleCount);
        expect(new Set(stored.map(({ card }) => card?.url)).size).toBe(stored.length);
        for (const { card } of stored) {
          expect(card?.title).toBe(model.titleAt(card?.url ?? ''));
        }
        expect(seen.changed).toBe(model.editCount);

        // The last body once more, in other bytes, changes nothing.
        const again = Buffer.concat([model.lastBody, Buffer.from('\n<!-- again -->')]);
        publisher.set('/feed', { type: 'text/xml', body: again });
        expect(await poll(house, feedId)).toMatchObject({
          status: 'changed',
          created: 0,
          changed: 0,
        });
      },
      120_000,
    );
  },
);

/**
 * Which addresses are one article, told by a slow obvious rule: one address is one article, and so are two addresses
 * under one guid, unless one body shows that guid at both.
 */
class ArticleModel {
  private readonly ofUrl = new Map<string, number>();
  private readonly ofGuid = new Map<string, number>();
  private readonly titles = new Map<string, string>();
  private readonly into = new Map<number, number>();
  private readonly contents = new Map<number, string>();
  private made = 0;
  /** How often an article was seen with another content than before. */
  editCount = 0;
  lastBody: Buffer = Buffer.alloc(0);

  get articleCount(): number {
    return this.made - this.into.size;
  }

  get mergedCount(): number {
    return this.into.size;
  }

  /** The headline under which an address was last seen. */
  titleAt(url: string): string | undefined {
    return this.titles.get(url);
  }

  async take(body: Buffer, url: string): Promise<void> {
    this.lastBody = body;
    const { items, language } = await parseFeed(body, { url });
    const urlsOfGuid = new Map<string, Set<string>>();
    for (const { id, url: link } of items) {
      if (id === null || link === null) continue;
      urlsOfGuid.set(id, (urlsOfGuid.get(id) ?? new Set()).add(canonicalUrl(link)));
    }
    const newestDate = new Map<string, string>();
    for (const { url: link, publishedAt } of items) {
      if (link === null) continue;
      const address = canonicalUrl(link);
      const date = publishedAt ?? '';
      if (date >= (newestDate.get(address) ?? '')) newestDate.set(address, date);
    }
    const taken = new Set<string>();
    for (const item of items) {
      const { id, url: link, title, publishedAt } = item;
      if (link === null) continue;
      const address = canonicalUrl(link);
      if (taken.has(address) || newestDate.get(address) !== (publishedAt ?? '')) continue;
      taken.add(address);
      const guid = id !== null && (urlsOfGuid.get(id)?.size ?? 0) === 1 ? id : null;
      const number = this.see(address, guid);
      const content = JSON.stringify([
        address,
        { ...item, updatedAt: null, id: null, language: item.language ?? language },
      ])
        .normalize('NFC')
        .replaceAll(/(\s|\\n)+/gu, ' ');
      if ((this.contents.get(number) ?? content) !== content) this.editCount += 1;
      this.contents.set(number, content);
      this.titles.set(address, title);
    }
  }

  private see(address: string, guid: string | null): number {
    const found = [this.ofUrl.get(address), guid === null ? undefined : this.ofGuid.get(guid)]
      .filter((number) => number !== undefined)
      .map((number) => this.resolve(number))
      .toSorted((a, b) => a - b);
    let [number] = found;
    if (number === undefined) {
      this.made += 1;
      number = this.made;
    }
    for (const other of found) if (other !== number) this.into.set(other, number);
    this.ofUrl.set(address, number);
    if (guid !== null) this.ofGuid.set(guid, number);
    return number;
  }

  private resolve(number: number): number {
    const into = this.into.get(number);
    return into === undefined ? number : this.resolve(into);
  }
}
