// The small words around an article in its own language, and times as a reader says them.

/** The words that stand on a page in the language of its article. */
export interface Wording {
  /** Before the author's name. */
  readonly by: string;
  readonly updated: string;
  readonly illustration: string;
  readonly justNow: string;
  /** Heads a list of articles in this language. */
  readonly inThisLanguage: string;
}

const english: Wording = {
  by: 'By',
  updated: 'Updated',
  illustration: 'Illustration',
  justNow: 'just now',
  inThisLanguage: 'In English',
};

const byLanguage: ReadonlyMap<string, Wording> = new Map([
  ['en', english],
  [
    'de',
    {
      by: 'Von',
      updated: 'Aktualisiert',
      illustration: 'Illustration',
      justNow: 'gerade eben',
      inThisLanguage: 'Auf Deutsch',
    },
  ],
  [
    'fr',
    {
      by: 'Par',
      updated: 'Mis à jour',
      illustration: 'Illustration',
      justNow: 'à l’instant',
      inThisLanguage: 'En français',
    },
  ],
  [
    'es',
    {
      by: 'Por',
      updated: 'Actualizado',
      illustration: 'Ilustración',
      justNow: 'ahora mismo',
      inThisLanguage: 'En español',
    },
  ],
]);

/** The words of a language; the English ones where there are no others. */
export const wordingOf = (language: string): Wording => byLanguage.get(language) ?? english;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** After a month people want the date. */
const daysAgoMax = 30;

/** Formatters are dear to make and serve for ever; there are as many as languages. */
const formatters = new Map<string, Formatters>();

interface Formatters {
  readonly ago: Intl.RelativeTimeFormat;
  readonly date: Intl.DateTimeFormat;
  readonly longDate: Intl.DateTimeFormat;
  readonly moment: Intl.DateTimeFormat;
}

function formattersOf(language: string): Formatters {
  const known = formatters.get(language);
  if (known !== undefined) return known;
  // The newspapers write their English as Britain does: the day first.
  const locale = language === 'en' ? 'en-GB' : language;
  const made: Formatters = {
    ago: new Intl.RelativeTimeFormat(locale, { numeric: 'always' }),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }),
    longDate: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }),
    moment: new Intl.DateTimeFormat(locale, {
      ...{ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
      ...{ timeZone: 'UTC', timeZoneName: 'short' },
    }),
  };
  formatters.set(language, made);
  return made;
}

/** How long ago something was: `3 hours ago`, `vor 2 Tagen`; the date when it was more than a month ago. */
export function timeAgo(time: number, now: number, language: string): string {
  const ageMs = now - time;
  const { ago, date } = formattersOf(language);
  if (ageMs < minuteMs) return wordingOf(language).justNow;
  if (ageMs < hourMs) return ago.format(-Math.floor(ageMs / minuteMs), 'minute');
  if (ageMs < dayMs) return ago.format(-Math.floor(ageMs / hourMs), 'hour');
  if (ageMs < (daysAgoMax + 1) * dayMs) return ago.format(-Math.floor(ageMs / dayMs), 'day');
  return date.format(time);
}

/** A day with its name: `Sunday, 22 November 2026`. */
export const longDateOf = (time: number, language: string): string =>
  formattersOf(language).longDate.format(time);

/** A moment: `22 November 2026 at 10:50 UTC`. */
export const momentOf = (time: number, language: string): string =>
  formattersOf(language).moment.format(time);
