// What really happens between two polls: captures of public feeds, replayed one by one through the poll.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalUrl } from '@maylike/articles';
import { parseFeed } from '@maylike/feed-parser';
import { z } from 'zod';
import { liveArticles, newFeed, newSite, openHouse, poll, type House } from './house.js';
import { startPublisher, type Publisher } from './publisher.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(process.env['MAYLIKE_DATA'] ?? resolve(root, '../shared/data'), 'captures');
const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
const outlets = isLong
  ? existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.tar.xz'))
        .map((name) => name.slice(0, -'.tar.xz'.length))
    : []
  : ['rnz'];
const capturesMax = isLong ? Infinity : 60;

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
      printRows();
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
        const feedUrl = `${publisher.origin}/feed`;
        const feedId = await newFeed(house, site, feedUrl);
        const model = new ArticleModel();
        const seen = { bytes: 0, fetched: 0, items: 0, created: 0, changed: 0, unread: 0 };
        const refused: string[] = [];
        const changesBefore = await changesOfRedis();
        for (const file of files) {
          const body = await readFile(file);
          serve(body);
          const { status, created, changed, feed } = await poll(house, feedId);
          seen.bytes += body.length;
          seen.fetched += feed.lastOutcome?.bytes ?? 0;
          seen.created += created;
          seen.changed += changed;
          seen.items += feed.lastOutcome?.items ?? 0;
          if (status === 'changed') await model.take(body, feedUrl);
          else if (status === 'not_modified') seen.unread += 1;
          else refused.push(`${basename(file)}: ${feed.nextPollReason}`);
        }
        const stored = await liveArticles(house, site.networkId);
        const edits = editsOf(outlet, model.editedTitles);
        addRow(outlet, files.length, seen, edits, (await changesOfRedis()) - changesBefore);
        if (refused.length > 0) process.stdout.write(`${outlet}: ${refused.join('; ')}\n`);
        expect(stored).toHaveLength(model.articleCount);
        expect(seen.created - model.mergedCount).toBe(model.articleCount);
        expect(new Set(stored.map(({ card }) => card?.url)).size).toBe(stored.length);
        for (const { card } of stored) {
          expect(card?.title).toBe(model.titleAt(card?.url ?? ''));
        }
        expect(seen.changed).toBe(model.editCount);
        // What the stream knows of, seen by more polls than there are captures, was edited there too.
        expect(edits.inStream).toBeGreaterThanOrEqual(0.95 * edits.known);
        // What is new and what was edited is all that is written: the counts above. Of the bytes few are sent.
        expect(seen.fetched).toBeLessThan(seen.bytes / 2);

        // The last body once more, in other bytes, changes nothing.
        serve(Buffer.concat([model.lastBody, Buffer.from('\n<!-- again -->')]));
        expect(await poll(house, feedId)).toMatchObject({
          status: 'changed',
          created: 0,
          changed: 0,
        });
      },
      600_000,
    );

    /** Publishes a body as outlets do: compressed, and not again to who has it. */
    function serve(body: Buffer): void {
      const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
      publisher.set('/feed', ({ headers }, response) => {
        if (headers['if-none-match'] === etag) {
          response.writeHead(304, { etag }).end();
          return;
        }
        response.writeHead(200, { 'content-type': 'text/xml', 'content-encoding': 'gzip', etag });
        response.end(gzipSync(body));
      });
    }

    /** How many changes of its data Redis has made. */
    async function changesOfRedis(): Promise<number> {
      const info = await house.client.info('persistence');
      return Number(/rdb_changes_since_last_save:(\d+)/.exec(info)?.[1]);
    }
  },
);

/** Figures of the outlets, a row each. */
const rows: string[][] = [
  [
    ...['outlet', 'captures', 'not modified', 'their MB', 'MB fetched', 'items in them'],
    ...['articles new', 'edited', 'changes in Redis', 'headlines edited', 'of these in stream'],
  ],
];

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

function addRow(
  outlet: string,
  captures: number,
  seen: Readonly<Record<'bytes' | 'fetched' | 'items' | 'created' | 'changed' | 'unread', number>>,
  edits: { readonly all: number; readonly known: number; readonly inStream: number },
  changes: number,
): void {
  rows.push([
    ...[outlet, String(captures), String(seen.unread)],
    ...[megabytes(seen.bytes), megabytes(seen.fetched), String(seen.items)],
    ...[String(seen.created), String(seen.changed), String(changes)],
    ...[String(edits.all), `${edits.inStream} of ${edits.known}`],
  ]);
}

function printRows(): void {
  const widths = (rows[0] ?? []).map((_cell, i) =>
    Math.max(...rows.map((row) => row[i]?.length ?? 0)),
  );
  const lines = rows.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

const streamItemSchema = z.object({
  source: z.string(),
  url: z.string(),
  title_changes: z.number().default(0),
});

/** Which of these addresses the stream of the same outlet knows, and of which it says that their headline changed. */
function editsOf(outlet: string, edited: ReadonlySet<string>) {
  const inStream = streamOf(outlet);
  const known = [...edited].filter((url) => inStream.has(url));
  return {
    all: edited.size,
    known: known.length,
    inStream: known.filter((url) => (inStream.get(url) ?? 0) > 0).length,
  };
}

/** How often each address's headline changed, as the stream has counted. */
function streamOf(outlet: string): Map<string, number> {
  const file = join(folder, '..', 'stream', 'feed_stream.jsonl.gz');
  if (!existsSync(file)) return new Map();
  const lines = gunzipSync(readFileSync(file)).toString().split('\n');
  const ofOutlet = lines.filter((line) => line.includes(`"outlet:${outlet}"`));
  const items = ofOutlet.map((line) => streamItemSchema.parse(JSON.parse(line)));
  return new Map(
    items
      .filter(({ url }) => /^https?:/.test(url))
      .map(({ url, title_changes: changes }) => [canonicalUrl(url), changes]),
  );
}

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
  /** Addresses whose headline was another one before. */
  readonly editedTitles = new Set<string>();
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
      if ((this.titles.get(address) ?? title) !== title) this.editedTitles.add(address);
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
