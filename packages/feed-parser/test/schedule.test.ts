import { describe, expect, it } from '@jest/globals';
import type { FeedSchedule } from '../src/index.js';
import { atom, parse, rss } from './feeds.js';

const hours = (...values: (string | number)[]): string =>
  `<skipHours>${values.map((value) => `<hour>${value}</hour>`).join('')}</skipHours>`;
const days = (...values: string[]): string =>
  `<skipDays>${values.map((value) => `<day>${value}</day>`).join('')}</skipDays>`;
const sy = (name: string, value: string): string =>
  `<sy:${name} xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">${value}</sy:${name}>`;

const scheduleOf = async (channel: string): Promise<FeedSchedule> => parse(rss('', channel));

describe('the hours and days that a feed skips', () => {
  it.each([
    [hours(3, 1, 3, ' 22 '), [1, 3, 22]],
    // RSS 0.91 counts to 24.
    [hours(24, 1), [0, 1]],
    [hours(-1, 25, 'noon', 1.5, ''), []],
    [hours(...Array.from({ length: 24 }, (_, hour) => hour)), []],
    [hours(...Array.from({ length: 5_000 }, () => 7)), [7]],
  ])('are hours in UTC, in order, each once: %.60s', async (channel, expected) => {
    expect((await scheduleOf(channel)).skipHours).toEqual(expected);
  });

  it.each([
    [days('Sunday', 'saturday', ' Mon '), [0, 1, 6]],
    [days('Someday', ''), []],
    [days('Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'), []],
  ])('are days from 0, Sunday, in order, each once: %.60s', async (channel, expected) => {
    expect((await scheduleOf(channel)).skipDays).toEqual(expected);
  });
});

describe('the period of change', () => {
  it.each([
    [sy('updatePeriod', 'hourly') + sy('updateFrequency', '2'), 1_800],
    [sy('updatePeriod', ' Weekly '), 7 * 86_400],
    [sy('updateFrequency', '4'), 21_600],
    [sy('updatePeriod', 'yearly'), 30 * 86_400],
    [sy('updatePeriod', 'hourly') + sy('updateFrequency', '999999999'), 60],
    [sy('updatePeriod', 'hourly') + sy('updateFrequency', '0'), null],
    [sy('updatePeriod', 'sometimes'), null],
    ['', null],
  ])('is the period by how often it comes in it, within bounds: %s', async (channel, expected) => {
    const schedule = await scheduleOf(channel);
    expect(schedule.updatePeriodSeconds).toBe(expected);
    expect(schedule.ttlSeconds).toBe(expected);
  });

  it('does not count where the feed has a ttl, and has a moment to count from', async () => {
    const channel =
      '<ttl>5</ttl>' + sy('updatePeriod', 'daily') + sy('updateBase', '2000-01-01T12:00+00:00');
    expect(await scheduleOf(channel)).toMatchObject({
      ttlSeconds: 300,
      updatePeriodSeconds: 86_400,
      updateBase: '2000-01-01T12:00:00.000Z',
    });
  });
});

describe('hubs', () => {
  const link = (relation: string, href: string): string =>
    `<link rel="${relation}" href="${href}"/>`;

  it('and the address that they know a feed by are read from each dialect', async () => {
    const expected = {
      hubs: ['https://hub.example/', 'https://news.example/hub'],
      self: 'https://news.example/feed.xml',
    };
    const links =
      link('hub', 'https://hub.example') + link('HUB self', '/hub') + link('hub', 'javascript:x');
    const feed = atom('', link('self', '/feed.xml') + links);
    expect(await parse(feed)).toMatchObject(expected);
    const named = (link('self', '/feed.xml') + links).replaceAll('<link', '<atom:link');
    expect(await parse(rss('', named))).toMatchObject(expected);
    const json = {
      version: 'https://jsonfeed.org/version/1.1',
      feed_url: '/feed.xml',
      hubs: [{ type: 'WebSub', url: 'https://hub.example' }, 7, { url: '/hub' }],
      items: [],
    };
    expect(await parse(JSON.stringify(json))).toMatchObject(expected);
  });

  it('are five at most, and none where the feed has none', async () => {
    const many = Array.from({ length: 50 }, (_, n) => link('hub', `https://hub.example/${n}`));
    expect((await parse(atom('', many.join('')))).hubs).toHaveLength(5);
    expect(await parse(atom(''))).toMatchObject({ hubs: [], self: null });
  });
});
