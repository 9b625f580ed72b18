// What a new body of a feed leaves behind: articles, jobs, and what the next poll may rely on.
import type { FeedDefinition } from '@maylike/articles';
import { feedParserVersion, type ParsedFeed } from '@maylike/feed-parser';
import type { BodyResult } from '@maylike/safe-fetch';
import type { Feed, FeedMemory, FeedWishes, NewLetter, PollOutcome } from '@maylike/store';
import { lettersOfItems } from './dead-letters.js';
import { mapFeed, type MappedFeed } from './map-item.js';
import type { PollRun } from './poll-run.js';
import { publishedOfLate } from './publish-rate.js';
import { windowStart, type Tools } from './tools.js';
import { withdrawnNumbers } from './withdrawn.js';
import { writeArticles, type WrittenItem } from './write-articles.js';

/** Numbers remembered of a feed: twice what one body can hold, for bodies that were cut off. */
const rememberedNumbersMax = 1_000;

/** What storing a body gave; all of it is in Redis but what ends the poll. */
export interface StoredBody extends Pick<
  PollOutcome,
  'message' | 'items' | 'created' | 'changed' | 'numbers' | 'pages'
> {
  readonly memory: FeedMemory;
  /** The feed as it learned its title; null where it has one. */
  readonly definition: FeedDefinition | null;
}

/** Writes all articles of a body, then the jobs they need. @throws Faults of ours only. */
export async function storeBody(
  run: PollRun,
  body: BodyResult,
  parsed: ParsedFeed,
  bodyHash: string,
): Promise<StoredBody> {
  const { job, feed, tools } = run;
  const mapped = mapFeed(parsed, { source: feed.title, publishedSince: windowStart(tools) });
  const written = await writeArticles(feed, job, mapped.items, tools);
  const wholeness = wholenessOf(parsed, written);
  const fresh = freshItems(run, written);
  const numbers = distinct(fresh.map(numberOf));
  const pages = distinct(fresh.filter((item) => wantsPage(feed, item)).map(numberOf));
  const current = distinct(written.map(numberOf));
  const checks =
    wholeness === 'whole' ? withdrawnNumbers(feed.memory.numbers, new Set(current)) : [];
  await addJobs(run, numbers.length, pages, checks);
  const letters = lettersOfItems(bodyHash, parsed, mapped, written);
  await keepLetters(run, letters);
  count(tools, mapped, written);
  const validators =
    wholeness === 'whole'
      ? { etag: body.etag, lastModified: body.lastModified, bodyHash }
      : { etag: null, lastModified: null, bodyHash: null };
  return {
    message: messageOf(parsed, mapped, written),
    items: parsed.items.length,
    created: written.filter(({ result }) => result?.status === 'created').length,
    changed: written.filter(({ result }) => result?.status === 'changed').length,
    numbers,
    pages,
    memory: {
      ...validators,
      numbers: rememberedNumbers(feed, current, wholeness),
      wishes: wishesOf(parsed, run.startedAt),
      epoch: run.epoch,
      parserVersion: feedParserVersion,
      unreadItems: letters.length,
    },
    definition: await learnedDefinition(feed, parsed, tools),
  };
}

/** What a body asks of whoever polls it. */
export function wishesOf(parsed: ParsedFeed, now: number): FeedWishes {
  const { ttlSeconds, updatePeriodSeconds, skipHours, skipDays, items } = parsed;
  const published = publishedOfLate(items, now);
  return { ttlSeconds, updatePeriodSeconds, skipHours, skipDays, published };
}

/**
 * A body that was read although it might have been the last one shows all that is unreadable now. One that was read
 * because it changed only adds: what is missing from it has left the feed unread, and is not forgotten for that.
 */
async function keepLetters(
  { feed, readAnew, startedAt, tools: { store, meters } }: PollRun,
  letters: readonly NewLetter[],
): Promise<void> {
  const isRereading = readAnew !== null || feed.memory.bodyHash === null;
  const isNothingKept = letters.length === 0 && feed.memory.unreadItems === 0;
  if (isNothingKept && !isRereading) return;
  await store.letters.keep(feed.id, letters, startedAt, isRereading);
  meters.letters.inc(letters.length);
}

/**
 * Whether the next poll may take this body for known. `cut`: it broke off, and what is missing may be news. `part`: it
 * is complete, but not all of it was taken.
 */
type Wholeness = 'whole' | 'cut' | 'part';

function wholenessOf(parsed: ParsedFeed, written: readonly WrittenItem[]): Wholeness {
  const isCut =
    parsed.bozo?.includes('cut off') === true ||
    parsed.itemsDropped.some(({ reason }) => reason.startsWith('cut off'));
  if (isCut) return 'cut';
  return parsed.itemsCapped > 0 || written.some(({ result }) => result === null) ? 'part' : 'whole';
}

function numberOf({ result }: WrittenItem): number | null {
  return result?.number ?? null;
}

function distinct(numbers: readonly (number | null)[]): number[] {
  return [...new Set(numbers.filter((number) => number !== null))];
}

/**
 * What this poll, or an earlier one that did not end, has made new. An article that is unchanged and that the last
 * finished poll did not see was written by a try that died. A try that is known to repeat another cannot tell what that
 * one changed, and takes everything: a page that is looked at once too often changes nothing.
 */
function freshItems(
  { job, feed, attempt }: PollRun,
  written: readonly WrittenItem[],
): WrittenItem[] {
  const known = new Set(feed.memory.numbers);
  const mayRepeat = attempt.attemptsMade > 0 || job.pollNumber > feed.finishedPoll + 1;
  return written.filter(({ result }) => {
    if (result?.status === 'created' || result?.status === 'changed') return true;
    return result?.status === 'unchanged' && (mayRepeat || !known.has(result.number));
  });
}

function wantsPage(feed: Feed, { item }: WrittenItem): boolean {
  if (feed.fullText === 'always') return true;
  return feed.fullText === 'short' && item.isTeaser;
}

async function addJobs(
  { feed: { networkId }, tools: { queues } }: PollRun,
  freshCount: number,
  pages: readonly number[],
  checks: readonly number[],
): Promise<void> {
  if (freshCount > 0) await queues.addIndex(networkId, freshCount);
  await queues.addPages([
    ...pages.map((number) => ({ kind: 'full-text' as const, networkId, number })),
    ...checks.map((number) => ({ kind: 'check' as const, networkId, number })),
  ]);
}

/**
 * What the next body is compared with. A body without items says nothing of the ones before; one that was cut off says
 * nothing of those behind the cut.
 */
function rememberedNumbers(feed: Feed, current: readonly number[], wholeness: Wholeness): number[] {
  const before = feed.memory.numbers;
  if (current.length === 0) return [...before];
  return wholeness === 'cut'
    ? distinct([...current, ...before]).slice(0, rememberedNumbersMax)
    : [...current];
}

/** The title is learned once: what an operator named, or readers have seen, stays. */
async function learnedDefinition(
  feed: Feed,
  { title }: ParsedFeed,
  { store }: Tools,
): Promise<FeedDefinition | null> {
  if (feed.title !== null || title === null) return null;
  // Read again: an operator may have changed a setting while the body was on its way.
  const now = await store.feeds.find(feed.id);
  if (now?.title !== null) return null;
  const { id, siteId, networkId, url, fullText, pollEverySeconds, createdAt } = now;
  return { id, siteId, networkId, url, title, fullText, pollEverySeconds, createdAt };
}

/** What is not as it should be with a body that could be read, in words. */
export function faultsOf(parsed: ParsedFeed, { skipped }: Pick<MappedFeed, 'skipped'>): string[] {
  return [
    ...(parsed.bozo === null ? [] : [`repaired: ${parsed.bozo}`]),
    ...parsed.itemsDropped.map(({ reason, count }) => `${count} items dropped: ${reason}`),
    ...[...skipped].map(([reason, n]) => `${n} items skipped: ${reason.replaceAll('_', ' ')}`),
    ...(parsed.itemsCapped > 0 ? [`${parsed.itemsCapped} items beyond the most that is read`] : []),
  ];
}

/** What an operator should know of a body that was not as it should be; null for one that was. */
function messageOf(
  parsed: ParsedFeed,
  mapped: MappedFeed,
  written: readonly WrittenItem[],
): string | null {
  const failed = written.filter(({ result }) => result === null).length;
  const words = [
    ...faultsOf(parsed, mapped),
    ...(failed > 0 ? [`${failed} items could not be stored`] : []),
  ];
  return words.length === 0 ? null : words.join('; ');
}

function count({ meters }: Tools, mapped: MappedFeed, written: readonly WrittenItem[]): void {
  for (const [reason, items] of mapped.skipped) meters.itemsSkipped.inc({ reason }, items);
  for (const { result } of written) {
    if (result === null) meters.itemsSkipped.inc({ reason: 'not_storable' });
    else meters.articles.inc({ status: result.status });
  }
}
