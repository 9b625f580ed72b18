import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseFeedDate } from '../src/index.js';

describe('B-13: a date', () => {
  it.each([
    ['Thu, 01 Jan 2004 19:48:21 GMT', '2004-01-01T19:48:21.000Z'],
    ['Thu, 01 Jan 04 19:48 EST', '2004-01-02T00:48:00.000Z'],
    ['1 January 2004 19:48:21 +0530', '2004-01-01T14:18:21.000Z'],
    ['Fri, 01 Aug 2008 14:05:00 -0700', '2008-08-01T21:05:00.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Mon Jan  6 12:00:00 EST 2004', '2004-01-06T17:00:00.000Z'],
    ['Thu, 01 Jan 2004 19:48:21 (CET) +0100', '2004-01-01T18:48:21.000Z'],
    ['Wed, 02 Oct 2002 13:00:00 GMT+2', '2002-10-02T11:00:00.000Z'],
    ['Wed, 02 Oct 2002 24:00:00 GMT', '2002-10-03T00:00:00.000Z'],
    ['2003-12-31T10:14:55-08:00', '2003-12-31T18:14:55.000Z'],
    ['2003-12-31T10:14:55.941234Z', '2003-12-31T10:14:55.941Z'],
    ['2003-12-31T10:14:60Z', '2003-12-31T10:14:59.000Z'],
    ['2003-12-31 10:14:55 PM', '2003-12-31T22:14:55.000Z'],
    ['20031231T101455Z', '2003-12-31T10:14:55.000Z'],
    ['2009-1-5 3:04', '2009-01-05T03:04:00.000Z'],
    ['2003-12', '2003-12-01T00:00:00.000Z'],
    ['January 5, 2010 3:45 pm', '2010-01-05T15:45:00.000Z'],
    ['5 mai 2020 10:00', '2020-05-05T10:00:00.000Z'],
    ['mar. 5 mai 2020', '2020-05-05T00:00:00.000Z'],
    ['martes, 5 de mayo de 2020', '2020-05-05T00:00:00.000Z'],
    ['Mo, 05 Dez 2010 10:00:00 +0100', '2010-12-05T09:00:00.000Z'],
    ['12 января 2020 10:30', '2020-01-12T10:30:00.000Z'],
    ['05.12.2010 14:00', '2010-12-05T14:00:00.000Z'],
    ['1/28/2009 11:00 PM', '2009-01-28T23:00:00.000Z'],
    ['28/1/2009', '2009-01-28T00:00:00.000Z'],
    ['1262304000', '2010-01-01T00:00:00.000Z'],
  ])('is read: %s', (written, expected) => {
    expect(parseFeedDate(written)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    'Mon, 30 Feb 2004 10:00:00 GMT',
    '2004-13-01',
    '2004-01-01T25:00:00Z',
    '0000-00-00',
    '1970-01-01T00:00:00Z',
    '275761-01-01',
    '2101-01-01',
    '0',
    `${'('.repeat(200_000)}2004`,
    `2004-01-01${' '.repeat(200_000)}`,
  ])('is null when it is none, or outside of 1990 to 2100: %.40s', (written) => {
    expect(parseFeedDate(written)).toBeNull();
  });

  it('comes back from every form it is written in', () => {
    const dates = fc.date({
      min: new Date('1990-01-02T00:00:00Z'),
      max: new Date('2100-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        const seconds = new Date(Math.floor(date.getTime() / 1_000) * 1_000).toISOString();
        expect(parseFeedDate(date.toISOString())).toBe(date.toISOString());
        expect(parseFeedDate(date.toUTCString())).toBe(seconds);
        expect(parseFeedDate(seconds.replace('T', ' ').replace('.000Z', ' UTC'))).toBe(seconds);
      }),
      { numRuns: 200 },
    );
  });

  it('is a time in range or null for any text', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9:TZ+\-/. A-Za-z,]{0,40}$/));
    fc.assert(
      fc.property(text, (written) => {
        const iso = parseFeedDate(written);
        if (iso === null) return;
        expect(new Date(iso).toISOString()).toBe(iso);
        expect(Number(iso.slice(0, 4))).toBeGreaterThanOrEqual(1990);
        expect(Number(iso.slice(0, 4))).toBeLessThanOrEqual(2100);
      }),
      { numRuns: 500 },
    );
  });
});
