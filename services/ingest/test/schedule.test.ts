import { describe, expect, it } from '@jest/globals';
import { noWishes, type FeedWishes } from '@maylike/store';
import fc from 'fast-check';
import { publishedOfLate } from '../src/publish-rate.js';
import { decideRedirect, redirectMsMin, redirectPollsMin } from '../src/redirects.js';
import {
  durationText,
  jitterOf,
  scheduleAfterError,
  scheduleAfterSuccess,
  waitMsMax,
  type Asked,
  type ScheduleInput,
} from '../src/schedule.js';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** Sunday, 1 November 2026, 12:30 UTC. */
const now = Date.UTC(2026, 10, 1, 12, 30);
const input: ScheduleInput = {
  now,
  pollEverySeconds: null,
  pollIntervalMinSeconds: 300,
  jitter: 0,
};
const asked = (wishes: Partial<FeedWishes>, cacheMaxAgeSeconds: number | null = null): Asked => ({
  wishes: { ...noWishes, ...wishes },
  cacheMaxAgeSeconds,
});
const silent = asked({});
const every = (ms: number): Partial<FeedWishes> => ({
  published: { items: 10, since: now - 10 * ms },
});
const seconds = (from: ScheduleInput, what: Asked): number =>
  ((scheduleAfterSuccess(from, what).nextPollAt ?? Infinity) - from.now) / secondMs;

describe('the next poll after a success', () => {
  it.each([
    ['nobody says anything', silent, 300, 'the shortest interval of 5 min'],
    ['items come all the time', asked(every(6 * minuteMs)), 300, 'the shortest interval of 5 min'],
    [
      'items come now and then',
      asked(every(40 * minuteMs)),
      1_200,
      'an item comes about every 40 min',
    ],
    ['items hardly come', asked(every(20 * dayMs)), 3_600, 'an item comes about every 20 d'],
    [
      'the feed asks for more',
      asked({ ...every(40 * minuteMs), ttlSeconds: 7_200 }),
      7_200,
      "the feed's own ttl of 2 h",
    ],
    ['the feed asks for less', asked({ ttlSeconds: 60 }), 300, 'the shortest interval of 5 min'],
    [
      'the server asks for most',
      asked({ ttlSeconds: 600 }, 900),
      900,
      "the server's max-age of 15 min",
    ],
    [
      'a year is asked for',
      asked({}, 31_536_000),
      86_400,
      "the server's max-age of 365 d, cut to 1 d",
    ],
    [
      'the feed says how often it changes, and its items do not say otherwise',
      asked({ ...every(2 * hourMs), ttlSeconds: 7_000, updatePeriodSeconds: 7_000 }),
      7_000,
      "the feed's own update period of 7000 s",
    ],
    [
      'the feed says how often it changes, and its items come faster',
      asked({ ...every(30 * minuteMs), ttlSeconds: 3_600, updatePeriodSeconds: 3_600 }),
      900,
      'an item comes about every 30 min',
    ],
    [
      'the feed skips the hour in which it would be',
      asked({ skipHours: [12, 13] }),
      5_400,
      'the shortest interval of 5 min; later, because of the hours or days it skips',
    ],
    [
      'the feed skips the rest of the day',
      asked({ skipDays: [0] }),
      11.5 * 3_600,
      'the shortest interval of 5 min; later, because of the hours or days it skips',
    ],
  ])('when %s', (_when, what, afterSeconds, reason) => {
    expect(scheduleAfterSuccess(input, what)).toEqual({
      nextPollAt: now + afterSeconds * secondMs,
      nextPollReason: reason,
    });
  });

  it("follows the operator's wish below the floor and whatever is asked, never below a second", () => {
    const what = asked({ ttlSeconds: 3_600, skipDays: [0] }, 3_600);
    expect(scheduleAfterSuccess({ ...input, pollEverySeconds: 2 }, what)).toEqual({
      nextPollAt: now + 2_000,
      nextPollReason: 'every 2 s as set for this feed',
    });
    expect(seconds({ ...input, pollEverySeconds: 0 }, silent)).toBe(1);
  });

  it('comes more slowly the longer a feed is silent that was busy once', () => {
    const busy = asked({ published: { items: 100, since: now - 100 * minuteMs } });
    const waits = [0, 1, 2, 7].map((days) => seconds({ ...input, now: now + days * dayMs }, busy));
    expect(waits[0]).toBe(300);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBe(3_054);
  });
});

const anyWishes: fc.Arbitrary<FeedWishes> = fc.record({
  ttlSeconds: fc.option(fc.integer({ min: 1, max: 2_592_000 })),
  updatePeriodSeconds: fc.option(fc.integer({ min: 60, max: 2_592_000 })),
  skipHours: fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { maxLength: 23 }),
  skipDays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 6 }),
  published: fc.option(
    fc.record({
      items: fc.integer({ min: 1, max: 500 }),
      since: fc.integer({ min: now - 4_000 * dayMs, max: now }),
    }),
  ),
});
const anyInput: fc.Arbitrary<ScheduleInput> = fc.record({
  now: fc.integer({ min: now, max: now + 30 * dayMs }),
  pollEverySeconds: fc.constant(null),
  pollIntervalMinSeconds: fc.integer({ min: 1, max: 86_400 }),
  jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
});
const anyAsked: fc.Arbitrary<Asked> = fc.record({
  wishes: anyWishes,
  cacheMaxAgeSeconds: fc.option(fc.integer({ min: 0, max: 31_536_000 })),
});

describe('whatever a feed and its server say', () => {
  it('the next poll is never sooner than the shortest interval, nor later than three days', () => {
    fc.assert(
      fc.property(anyInput, anyAsked, (from, what) => {
        const wait = seconds(from, what) * secondMs;
        expect(wait).toBeGreaterThanOrEqual(from.pollIntervalMinSeconds * secondMs);
        expect(wait).toBeLessThanOrEqual(waitMsMax);
      }),
    );
  });

  it('it has its reason, and is the same each time for the same feed', () => {
    fc.assert(
      fc.property(anyInput, anyAsked, (from, what) => {
        const next = scheduleAfterSuccess(from, what);
        expect(next.nextPollReason).toMatch(/\S{3}/);
        expect(scheduleAfterSuccess(from, what)).toEqual(next);
      }),
    );
  });

  it('it lies in no skipped hour or day, unless it would be later than three days', () => {
    fc.assert(
      fc.property(anyInput, anyAsked, (from, what) => {
        const at = scheduleAfterSuccess(from, what).nextPollAt ?? 0;
        const date = new Date(at);
        const { skipHours, skipDays } = what.wishes;
        const isSkipped =
          skipHours.includes(date.getUTCHours()) || skipDays.includes(date.getUTCDay());
        expect(isSkipped && at < from.now + waitMsMax).toBe(false);
      }),
    );
  });

  it('feeds that fell together drift apart by a tenth at most', () => {
    fc.assert(
      fc.property(anyInput, anyAsked, (from, { wishes, cacheMaxAgeSeconds }) => {
        const what = { wishes: { ...wishes, skipHours: [], skipDays: [] }, cacheMaxAgeSeconds };
        const steady = seconds({ ...from, jitter: 0 }, what);
        const drifted = seconds(from, what);
        expect(drifted).toBeGreaterThanOrEqual(steady);
        expect(drifted).toBeLessThanOrEqual(steady * 1.1 + 1);
      }),
    );
  });
});

it("a feed's luck is its own, and that of a thousand feeds is spread evenly", () => {
  const ids = Array.from({ length: 1_000 }, (_, i) => `feed_${i.toString(16).padStart(18, '0')}`);
  const shares = ids.map(jitterOf);
  expect(ids.map(jitterOf)).toEqual(shares);
  const tenths = Array.from({ length: 10 }, (_, tenth) =>
    shares.filter((share) => Math.floor(share * 10) === tenth),
  );
  for (const tenth of tenths) expect(tenth.length).toBeGreaterThan(50);
});

describe('the next poll after an error', () => {
  const failure = { message: 'HTTP 500', httpStatus: 500, retryAfterMs: null };
  const wait = (errors: number, other: Partial<typeof failure> | object = {}): number =>
    (scheduleAfterError(input, errors, { ...failure, ...other }).nextPollAt ?? Infinity) - now;

  it('doubles with each error, up to a day, and says how many there were', () => {
    const waits = [1, 2, 3, 8, 9, 1_000].map((errors) => wait(errors));
    expect(waits).toEqual([600, 1_200, 2_400, 76_800, 86_400, 86_400].map((s) => s * secondMs));
    const { nextPollReason } = scheduleAfterError(input, 3, failure);
    expect(nextPollReason).toBe('error 3 in a row: HTTP 500');
  });

  it('is never before Retry-After, and backs off all the same where that asks for less', () => {
    expect(wait(1, { retryAfterMs: 7_200_000 })).toBe(7_200_000);
    expect(wait(2, { retryAfterMs: 60_000 })).toBe(1_200_000);
  });

  it("starts from the operator's interval", () => {
    const hasty = scheduleAfterError({ ...input, pollEverySeconds: 2 }, 1, failure);
    expect((hasty.nextPollAt ?? 0) - now).toBe(4_000);
  });

  it('comes within thirty hours whatever went wrong, so that every feed heals by itself', () => {
    const anyFailure = fc.record({
      message: fc.string(),
      httpStatus: fc.option(fc.integer({ min: 400, max: 599 }).filter((status) => status !== 410)),
      retryAfterMs: fc.option(fc.integer({ min: -1_000, max: Number.MAX_SAFE_INTEGER })),
    });
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 1, max: 1e9 }), anyFailure, (from, errors, what) => {
        const { nextPollAt } = scheduleAfterError(from, errors, what);
        const waited = (nextPollAt ?? Infinity) - from.now;
        expect(waited).toBeGreaterThanOrEqual(from.pollIntervalMinSeconds * secondMs);
        expect(waited).toBeLessThanOrEqual(1.25 * dayMs);
      }),
    );
  });

  it('does not come after a 410, whatever else was said', () => {
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 1, max: 100 }), (from, errors) => {
        const gone = { message: 'HTTP 410', httpStatus: 410, retryAfterMs: 60_000 };
        expect(scheduleAfterError(from, errors, gone)).toEqual({
          nextPollAt: null,
          nextPollReason: 'stopped: its server says that it is gone for good (HTTP 410)',
        });
      }),
    );
  });
});

it.each([
  [1, '1 s'],
  [90, '90 s'],
  [300, '5 min'],
  [3_600, '1 h'],
  [5_400, '90 min'],
  [172_800, '2 d'],
])('%d seconds read as %s', (count, text) => {
  expect(durationText(count)).toBe(text);
});

describe('what a feed published of late', () => {
  const dated = (...ages: (number | null)[]) =>
    ages.map((age) => ({
      publishedAt: age === null ? null : new Date(now - age).toISOString(),
    }));

  it.each([
    ['nothing is known without dates', dated(null, null), null],
    ['nor where most have none', dated(1, 2, 3, null, null, null, null), null],
    ['nor of two items', dated(hourMs, 2 * hourMs), null],
    ['nor of an empty feed', [], null],
    [
      'a short body tells of the time since its oldest item',
      dated(hourMs, 2 * hourMs, 4 * hourMs),
      { items: 3, since: now - 4 * hourMs },
    ],
    [
      'one that reaches back further of a fortnight',
      dated(hourMs, dayMs, 20 * dayMs),
      { items: 2, since: now - 14 * dayMs },
    ],
    [
      'a silent one of its silence',
      dated(40 * dayMs, 50 * dayMs, 51 * dayMs),
      { items: 1, since: now - 40 * dayMs },
    ],
    [
      'dates to come are not believed',
      dated(-dayMs, minuteMs, hourMs, 2 * hourMs),
      { items: 3, since: now - 2 * hourMs },
    ],
  ])('%s', (_what, items, expected) => {
    expect(publishedOfLate(items, now)).toEqual(expected);
  });
});

describe('a feed that has moved for good', () => {
  const url = 'https://old.example/feed';
  const target = 'https://new.example/feed';
  const after = (redirects: readonly (string | null)[], stepMs: number, from = url) => {
    let redirect: ReturnType<typeof decideRedirect>['redirect'] = null;
    return redirects.map((to, i) => {
      const decided = decideRedirect({ url: from, redirect }, to, now + i * stepMs);
      redirect = decided.redirect;
      return decided.moveTo;
    });
  };

  it('is followed to its new address after five polls and a day, not before', () => {
    const polls = Array<string>(redirectPollsMin).fill(target);
    const stepMs = redirectMsMin / (redirectPollsMin - 1);
    expect(after(polls, stepMs)).toEqual([null, null, null, null, target]);
    expect(after(polls, stepMs - 1)).toEqual([null, null, null, null, null]);
    expect(after([target, target], dayMs)).toEqual([null, null]);
  });

  it('is not where one poll in between said otherwise', () => {
    const turns = [target, target, target, null, target, target, target, target];
    expect(after(turns, dayMs)).toEqual(Array(8).fill(null));
    const other = [target, target, target, `${target}2`, target, target, target, target];
    expect(after(other, dayMs)).toEqual(Array(8).fill(null));
  });

  it('never moves from https down to http', () => {
    const plain = Array<string>(20).fill('http://new.example/feed');
    expect(after(plain, dayMs)).toEqual(Array(20).fill(null));
    expect(after(plain, dayMs, 'http://old.example/feed').at(-1)).toBe('http://new.example/feed');
  });
});
