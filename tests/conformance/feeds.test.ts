// Every feed file of 18 other parsers' test suites: what is read, what is repaired, what is refused and why, and whether
// what those suites expect of the values is so.
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseFeedFiles, readFeedIndex, type FeedOutcome } from './feed-collections.js';
import { compare, expectedFeed } from './expected-json.js';
import { judge } from './feedparser-asserts.js';
import { differences, type AssertOfFile } from './feedparser-differences.js';
import { data, skipped, testTimeoutMs } from './sample.js';

const given = data === '' ? describe.skip : describe;
const folder = join(data, 'feeds');

interface Judged extends AssertOfFile {
  readonly verdict: string;
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
const share = (part: readonly unknown[], whole: readonly unknown[]): number =>
  part.length / whole.length;
const say = (lines: readonly string[]): boolean => process.stdout.write(`${lines.join('\n')}\n`);

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values)
    groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

/** Asserts of a file that are about what MayLike keeps. */
function judged({ file, expectation, feed }: FeedOutcome): Judged[] {
  return (expectation?.asserts ?? []).map((assert) => ({
    ...assert,
    file,
    verdict: judge(assert, feed),
  }));
}

given(`the feeds of other parsers’ test suites ${skipped}`, () => {
  let outcomes: FeedOutcome[] = [];
  beforeAll(async () => {
    outcomes = await parseFeedFiles(folder, readFeedIndex(folder));
  }, testTimeoutMs);

  /** Whether every item that the index counts is there, or counted as one too many. */
  const gives = ({ feed, itemCount }: FeedOutcome): boolean =>
    feed !== null && feed.items.length > 0 && feed.items.length + feed.itemsCapped >= itemCount;

  it('each get an answer within its time, and no thread dies', () => {
    const codes = ['parsed', 'salvaged', 'empty', 'not_a_feed', 'malformed', 'too_large'];
    expect(outcomes.length).toBeGreaterThan(3_000);
    expect(outcomes.filter(({ outcome }) => !codes.includes(outcome))).toEqual([]);
    const pages = outcomes.filter(({ isPage }) => isPage);
    expect(new Set(pages.map(({ outcome }) => outcome))).toEqual(new Set(['not_a_feed']));
    say(sourceTable(outcomes));
  });

  it('give their items: 98 % of those that are well-formed, 90 % of those that are not', () => {
    const withItems = outcomes.filter(({ isFeed, itemCount }) => isFeed && itemCount > 0);
    const wellFormed = withItems.filter(({ wellFormed }) => wellFormed !== false);
    const others = withItems.filter(({ wellFormed }) => wellFormed === false);
    for (const [name, feeds] of [
      ['well-formed', wellFormed],
      ['not well-formed', others],
    ] as const) {
      const given = feeds.filter(gives);
      say([
        `feeds with items, ${name}: ${given.length} of ${feeds.length} give them all`,
        ...feeds.filter((feed) => !gives(feed)).map((feed) => `  not: ${missing(feed)}`),
      ]);
    }
    expect(wellFormed.length).toBeGreaterThan(1_500);
    expect(share(wellFormed.filter(gives), wellFormed)).toBeGreaterThanOrEqual(0.98);
    expect(others.length).toBeGreaterThan(20);
    expect(share(others.filter(gives), others)).toBeGreaterThanOrEqual(0.9);
  });

  it('have 90 % of the values that feedparser expects, and a reason for each kind of others', () => {
    const asserts = outcomes.flatMap(judged);
    const kept = asserts.filter(({ verdict }) => verdict !== 'not kept');
    const values = kept.filter(({ kind }) => kind !== 'bozo');
    const held = kept.filter(({ verdict }) => verdict === 'holds');
    say(assertTable(asserts));
    expect(values.length).toBeGreaterThan(550);
    expect(share(held, kept)).toBeGreaterThanOrEqual(0.9);
    const heldValues = values.filter(({ verdict }) => verdict === 'holds');
    expect(share(heldValues, values)).toBeGreaterThanOrEqual(0.9);
    const unexplained = kept.filter(
      (one) => one.verdict === 'fails' && differences.every((known) => !known.covers(one)),
    );
    expect(unexplained.map(({ file, kind, value }) => ({ file, kind, value }))).toEqual([]);
  });

  it('have the encoding that feedparser expects, or its text: 95 %', () => {
    const cases = outcomes.filter(({ file }) =>
      /^feedparser\/(?:encoding|\w+\/chardet)\//.test(file),
    );
    const right = cases.filter((outcome) =>
      judged(outcome).every(({ kind, verdict }) => kind === 'bozo' || verdict !== 'fails'),
    );
    const wrong = cases.filter((outcome) => !right.includes(outcome));
    say([
      `encodings: ${right.length} of ${cases.length} (${percent(right.length, cases.length)})`,
      ...wrong.map(({ file }) => `  not: ${file}`),
    ]);
    expect(cases.length).toBeGreaterThan(40);
    expect(share(right, cases)).toBeGreaterThanOrEqual(0.95);
  });

  it('let no active content through where feedparser’s cases try', () => {
    const cases = outcomes.filter(({ file }) => file.includes('/sanitize/'));
    const active = /<[a-z!/?]|(?:java|vb)script:|\bon[a-z]+\s*=|expression\s*\(|data:/i;
    const through = cases.filter(({ feed }) => active.test(JSON.stringify(feed)));
    say([`sanitising: ${through.length} of ${cases.length} let anything through`]);
    expect(cases.length).toBeGreaterThan(300);
    expect(cases.filter(({ feed }) => feed === null)).toEqual([]);
    expect(through.map(({ file, feed }) => ({ file, feed }))).toEqual([]);
  });

  it('have the titles and addresses of the results that lie beside them: 95 %', () => {
    const cases = outcomes.flatMap(({ file, hasJson, isFeed, feed }) => {
      const expected = hasJson && isFeed ? expectedFeed(folder, file) : null;
      // Of a feed that is longer than what is kept, the rest cannot be compared by place.
      const isComparable = expected !== null && (feed?.itemsCapped ?? 0) === 0;
      return isComparable ? [{ file, ...compare(expected, feed) }] : [];
    });
    const checked = cases.reduce((sum, one) => sum + one.checked, 0);
    const missed = cases.flatMap(({ file, missed: all }) => all.map((what) => `${file}: ${what}`));
    say([
      `expected results: ${checked - missed.length} of ${checked} titles, addresses and counts`,
      ...missed.map((what) => `  not: ${what.slice(0, 150)}`),
    ]);
    expect(cases.length).toBeGreaterThan(300);
    expect(1 - missed.length / checked).toBeGreaterThanOrEqual(0.95);
  });
});

/** A table with a line for each source. */
function sourceTable(outcomes: readonly FeedOutcome[]): string[] {
  const columns = ['source', 'files', 'parsed', 'salvaged', 'refused'];
  const rows = [...groupBy(outcomes, ({ source }) => source)].map(([source, files]) => {
    const count = (wanted: string): number =>
      files.filter(({ outcome }) => outcome === wanted).length;
    const refused = groupBy(
      files.filter(({ feed }) => feed === null),
      ({ outcome }) => outcome,
    );
    const reasons = [...refused].map(([code, some]) => `${some.length} ${code}`).join(', ');
    return [source, files.length, count('parsed'), count('salvaged'), reasons || '-'];
  });
  return [columns, ...rows].map(([source = '', ...numbers]) =>
    [String(source).padEnd(22), ...numbers.map((one) => String(one).padStart(9))].join(' '),
  );
}

/** What of a feed's items is missing. */
function missing({ file, itemCount, feed, outcome }: FeedOutcome): string {
  const reasons = feed?.itemsDropped.map(({ count, reason }) => `${count} ${reason}`) ?? [];
  const why = feed === null ? outcome : reasons.join(', ') || 'counted inside of other items';
  return `${file}: ${feed?.items.length ?? 0} of ${itemCount} (${why})`;
}

/** A line for each kind of assert, and why those fail that do. */
function assertTable(asserts: readonly Judged[]): string[] {
  const kept = asserts.filter(({ verdict }) => verdict !== 'not kept');
  const held = (some: readonly Judged[]): Judged[] =>
    some.filter(({ verdict }) => verdict === 'holds');
  const rows = [...groupBy(kept, ({ kind }) => kind)].map(
    ([kind, some]) => `  ${kind.padEnd(30)} ${held(some).length} of ${some.length}`,
  );
  const known = differences.map(({ reason, covers }) => {
    const failed = kept.filter((one) => one.verdict === 'fails' && covers(one));
    return `  ${String(failed.length).padStart(3)} ${reason}`;
  });
  return [
    `feedparser: ${held(kept).length} of ${kept.length} asserts on kept fields hold ` +
      `(${percent(held(kept).length, kept.length)}); ${asserts.length - kept.length} are on others`,
    ...rows,
    'those that do not:',
    ...known,
  ];
}
