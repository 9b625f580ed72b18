/**
 * Dates as feeds write them: RFC 822 and 2822, RFC 3339 and the rest of ISO 8601's calendar,
 * asctime, month names in the languages of our publishers, American and European figures, seconds
 * since 1970. What names no zone is UTC. A date is read by looking for its parts, not by matching
 * one form: feeds leave out weekdays and seconds, and put the parts in any order.
 */
import { dateCharactersMax } from './limits.js';

const yearMin = 1990;
const yearMax = 2100;
const minuteMs = 60_000;

/** Minutes east of UTC of the zone names that feeds use. */
const zoneMinutes = new Map<string, number>(
  Object.entries({
    ...{ ut: 0, utc: 0, gmt: 0, z: 0, wet: 0, west: 60, bst: 60, cet: 60, met: 60, cest: 120 },
    ...{ mest: 120, mez: 60, mesz: 120, eet: 120, eest: 180, sast: 120, msk: 180, trt: 180 },
    ...{ gst: 240, pkt: 300, ist: 330, npt: 345, ict: 420, wib: 420, sgt: 480, hkt: 480 },
    ...{ pht: 480, awst: 480, jst: 540, kst: 540, acst: 570, aest: 600, acdt: 630, aedt: 660 },
    ...{ nzst: 720, nzdt: 780, nst: -210, ndt: -150, art: -180, brt: -180, ast: -240, adt: -180 },
    ...{ est: -300, edt: -240, et: -300, cst: -360, cdt: -300, ct: -360, mst: -420, mdt: -360 },
    ...{ mt: -420, pst: -480, pdt: -420, pt: -480, akst: -540, akdt: -480, hst: -600 },
  }),
);

const englishMonths =
  'january february march april may june july august september october november december'.split(
    ' ',
  );

/** Where two of these languages disagree on a name, the earlier one wins. */
const monthLocales =
  'de fr es it pt nl sv da nb fi pl cs sk hu ro tr el ru uk bg ca et lv lt id ar fa hi'.split(' ');

interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  offsetMinutes: number;
}

/** Lower case, without accents and full stops, so that "févr." and "fevr" are one. */
function plainWord(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('.', '').toLowerCase();
}

function buildForeignMonths(): Map<string, number> {
  const months = new Map<string, number>();
  for (const locale of monthLocales) {
    const forms = (['long', 'short'] as const).flatMap((month) => [
      new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { month, timeZone: 'UTC' }),
      new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { month, day: 'numeric', timeZone: 'UTC' }),
    ]);
    for (let month = 0; month < 12; month += 1) {
      const date = new Date(Date.UTC(2001, month, 15));
      for (const form of forms) {
        const part = form.formatToParts(date).find(({ type }) => type === 'month');
        const name = plainWord(part?.value ?? '');
        if (/^\p{L}+$/u.test(name) && !months.has(name)) months.set(name, month + 1);
      }
    }
  }
  return months;
}

let foreignMonths: Map<string, number> | null = null;

const weekdayPattern = /^(?:mon|tue|wed|thu|fri|sat|sun)/;

/** The month of a name, 1 to 12. The other languages' table is built when first needed. */
function monthOf(word: string): number | null {
  const plain = plainWord(word);
  // Cut names count ("Sept", "Augu"); words that merely begin alike do not ("martes").
  const english = englishMonths.findIndex((name) => name.startsWith(plain)) + 1;
  if (plain.length >= 3 && english > 0) return english;
  if (weekdayPattern.test(plain) || zoneMinutes.has(plain)) return null;
  foreignMonths ??= buildForeignMonths();
  return foreignMonths.get(plain) ?? null;
}

function toIso(parts: DateParts): string | null {
  const { year, month, day, hour, minute, second, millisecond, offsetMinutes } = parts;
  if (year < yearMin || year > yearMax || month < 1 || month > 12 || day < 1) return null;
  if (hour > 24 || minute > 59 || second > 60 || Math.abs(offsetMinutes) > 15 * 60) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  const wall = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59), millisecond);
  const iso = new Date(wall - offsetMinutes * minuteMs).toISOString();
  const utcYear = Number(iso.slice(0, 4));
  return utcYear < yearMin || utcYear > yearMax ? null : iso;
}

interface Clock {
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

const midnight: Clock = { hour: 0, minute: 0, second: 0, millisecond: 0 };
const clockPattern =
  /(?:^|[\sT,])(\d{1,2})[:h.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\b\.?)?/i;

function readClock(text: string): { clock: Clock; rest: string } {
  const match = clockPattern.exec(text);
  if (match === null) return { clock: midnight, rest: text };
  const [whole, hourText, minuteText, secondText = '0', fraction = '0', half] = match;
  let hour = Number(hourText);
  if (half !== undefined) hour = (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
  const clock = {
    hour,
    minute: Number(minuteText),
    second: Number(secondText),
    millisecond: Math.floor(Number(`0.${fraction}`) * 1_000),
  };
  return { clock, rest: `${text.slice(0, match.index)} ${text.slice(match.index + whole.length)}` };
}

/** The zone in what follows the time: an offset, a name, or UTC. */
function readZone(text: string): { offsetMinutes: number; rest: string } {
  const offset = /(?:\b(?:GMT|UTC)\s*)?([+-])(\d{1,2}):?(\d{2})?(?=\s|$)/i.exec(text);
  if (offset !== null) {
    const [whole, sign, hours, minutes = '0'] = offset;
    const total = Number(hours) * 60 + Number(minutes);
    return { offsetMinutes: sign === '-' ? -total : total, rest: text.replace(whole, ' ') };
  }
  for (const [word] of text.matchAll(/[A-Za-z]+/g)) {
    const minutes = zoneMinutes.get(word.toLowerCase());
    if (minutes !== undefined) return { offsetMinutes: minutes, rest: text.replace(word, ' ') };
  }
  return { offsetMinutes: 0, rest: text };
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}

const isoPattern =
  /^(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?|(\d{2})(\d{2})?)(?=$|[\sTt+Zz])|^(\d{4})$/;

/** ISO 8601 and its looser relatives: year first. */
function readIso(text: string): string | null {
  const match = isoPattern.exec(text);
  if (match === null) return null;
  const [whole, year, , month, day, compactMonth, compactDay, yearAlone] = match;
  const date = {
    year: Number(year ?? yearAlone),
    month: Number(month ?? compactMonth ?? '1'),
    day: Number(day ?? compactDay ?? '1'),
  };
  const after = text.slice(whole.length).replace(/^[Tt]/, ' ');
  const time = after
    .replace(/^\s*(\d{2})(\d{2})(\d{2})(?=$|[\s+Zz.-])/, ' $1:$2:$3')
    .replace(/^\s*(\d{2})(\d{2})(?=$|[\s+Zz.-])/, ' $1:$2');
  const { clock, rest } = readClock(time);
  const { offsetMinutes } = readZone(rest);
  return toIso({ ...date, ...clock, offsetMinutes });
}

/** A date with the month in words, the parts in any order. */
function readWords(text: string): string | null {
  const { clock, rest } = readClock(text);
  // The last name that can be a month is one: "mar." before it was a Tuesday.
  const names = [...rest.matchAll(/[\p{L}\p{M}]{3,}\.?/gu)].map(([word]) => word);
  const name = names.findLast((word) => monthOf(word) !== null);
  const month = name === undefined ? null : monthOf(name);
  if (name === undefined || month === null) return null;
  // In "06-Nov-94" the dashes belong to the name, lest the year be read as an offset.
  const before = rest.slice(0, rest.lastIndexOf(name)).replace(/-$/, '');
  const after = rest.slice(rest.lastIndexOf(name) + name.length).replace(/^-/, '');
  const { offsetMinutes, rest: figures } = readZone(`${before} ${after}`);
  const numbers = [...figures.matchAll(/\d+/g)].map(([figure]) => figure);
  const yearIndex = numbers.findIndex((figure) => figure.length === 4);
  const year = yearIndex === -1 ? numbers[1] : numbers[yearIndex];
  const day = numbers.find((_, index) => index !== (yearIndex === -1 ? 1 : yearIndex));
  if (year === undefined || day === undefined) return null;
  return toIso({ year: fullYear(year), month, day: Number(day), ...clock, offsetMinutes });
}

/** Figures only, year last: full stops mean day first; slashes month first unless it cannot be. */
function readFigures(text: string): string | null {
  const match = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?=$|[\sT,])/.exec(text);
  if (match === null) return null;
  const [whole, first, separator, second, year = ''] = match;
  const dayFirst = separator === '.' || Number(first) > 12;
  const day = Number(dayFirst ? first : second);
  const month = Number(dayFirst ? second : first);
  const { clock, rest } = readClock(text.slice(whole.length));
  const { offsetMinutes } = readZone(rest);
  return toIso({ year: fullYear(year), month, day, ...clock, offsetMinutes });
}

function readUnix(text: string): string | null {
  if (!/^\d{10}(?:\d{3})?$/.test(text)) return null;
  const iso = new Date(text.length === 13 ? Number(text) : Number(text) * 1_000).toISOString();
  const year = Number(iso.slice(0, 4));
  return year < yearMin || year > yearMax ? null : iso;
}

const commonWords =
  /^(?:[A-Z][a-z]{2}, )?(?<day>\d{1,2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<clock>\d\d:\d\d:\d\d) (?:GMT|UTC|(?<zone>[+-]\d{4}))$/;
const commonIso =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<clock>\d\d:\d\d:\d\d)(?:Z|(?<zone>[+-]\d\d:\d\d))$/;

/**
 * The two forms that nearly all feeds write, to the letter. The other readers give the same for them, but take two to four
 * times as long.
 */
function readCommon(text: string): string | null {
  const parts = (commonWords.exec(text) ?? commonIso.exec(text))?.groups;
  if (parts === undefined) return null;
  const { year, month = '', day, clock = '', zone = '+0000' } = parts;
  const monthIndex = englishMonths.findIndex((name) => name.startsWith(month.toLowerCase()));
  const offsetMinutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return toIso({
    year: Number(year),
    month: /^\d/.test(month) ? Number(month) : monthIndex + 1,
    day: Number(day),
    hour: Number(clock.slice(0, 2)),
    minute: Number(clock.slice(3, 5)),
    second: Number(clock.slice(6)),
    millisecond: 0,
    offsetMinutes: zone.startsWith('-') ? -offsetMinutes : offsetMinutes,
  });
}

/**
 * A feed's date as ISO 8601 in UTC, or null when it cannot be read or lies outside of the years
 * 1990 to 2100. Never throws. Looks at no more than 100 characters.
 */
export function parseFeedDate(raw: string): string | null {
  if (raw.length > dateCharactersMax * 2) return null;
  const text = raw
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (text.length > dateCharactersMax || !/\d/.test(text)) return null;
  return (
    readCommon(text) ?? readUnix(text) ?? readIso(text) ?? readFigures(text) ?? readWords(text)
  );
}
