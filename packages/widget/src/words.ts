// What the list says in the page's language. Ages and enumerations come from the browser's own Intl, so only three
// texts a language are kept here. Where a language would bend the names that follow, there is a colon.

/** The texts of one language. */
export interface Words {
  readonly heading: string;
  /** What both articles are about follows. */
  readonly because: string;
  /** Names of outlets follow. */
  readonly alsoIn: string;
}

/** A line a language: its primary subtag, heading, because, also in. */
const table = `
en|Articles You May Like|Both about|Also in
de|Das könnte Sie auch interessieren|Beide über|Auch bei
fr|Vous aimerez aussi|Sujets communs :|Aussi dans
es|También te puede interesar|Ambos sobre|También en
it|Potrebbe interessarti anche|Temi comuni:|Anche su
nl|Dit vindt u misschien ook interessant|Beide over|Ook in
pt|Também pode interessar|Ambos sobre|Também em
pl|Może Cię też zainteresować|Wspólny temat:|Także w:
sv|Du kanske också gillar|Båda om|Även i
da|Måske kan du også lide|Begge om|Også i
nb|Du liker kanskje også|Begge om|Også i
nn|Du liker kanskje også|Begge om|Også i
no|Du liker kanskje også|Begge om|Også i
uk|Вас може зацікавити|Про:|Також:
ar|مقالات قد تعجبك|كلاهما عن|أيضًا في
`;

/** The languages that the list speaks, by primary subtag. */
export const spokenLanguages = (): readonly string[] =>
  [...table.matchAll(/^\w+/gm)].map(([language]) => language);

/** A language tag as Intl takes it; `en` for what is none. */
export function localeOf(language: string): string {
  try {
    return new Intl.Locale(language.replaceAll('_', '-')).toString();
  } catch {
    // Intl throws for what is not a language tag, as an empty one of a page that names none.
    return 'en';
  }
}

/** The texts for a locale; English where the list does not speak its language. */
export function wordsFor(locale: string): Words {
  // English stands first.
  const start = Math.max(0, table.indexOf(`\n${locale.split('-', 1).join('')}|`));
  const [, heading = '', because = '', alsoIn = ''] = table.slice(start + 1).split(/[|\n]/, 4);
  return { heading, because, alsoIn };
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** An age in days says less than a date from here on. */
const daysMax = 30;

/**
 * How old something is, in whole minutes (at least one), hours or days; from a month on its date in UTC. What lies
 * ahead, because the reader's clock is behind, is a minute old.
 */
export function ageText(publishedAt: number, now: number, locale: string): string {
  const ageMs = Math.max(now - publishedAt, minuteMs);
  if (ageMs >= daysMax * dayMs) {
    const date = new Date(publishedAt);
    return date.toLocaleDateString(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  }
  const [unit, unitMs] =
    ageMs < hourMs
      ? (['minute', minuteMs] as const)
      : ageMs < dayMs
        ? (['hour', hourMs] as const)
        : (['day', dayMs] as const);
  return new Intl.RelativeTimeFormat(locale).format(-Math.floor(ageMs / unitMs), unit);
}

/** Names as one line: what `made` makes of each, and what stands between them. */
export function enumerated<Made>(
  names: readonly string[],
  locale: string,
  made: (name: string, place: number) => Made,
): (Made | string)[] {
  let place = 0;
  return new Intl.ListFormat(locale, { type: 'unit', style: 'short' })
    .formatToParts(names)
    .map(({ type, value }) => (type === 'element' ? made(value, place++) : value));
}
