// What the list says in the page's language. Ages and enumerations come from the browser's own Intl, so only three
// texts a language are kept here. Texts that names follow end before the names: where a language would bend the
// names that follow, there is a colon.

/** The texts of one language. */
export interface Words {
  readonly heading: string;
  /** What both articles are about follows. */
  readonly because: string;
  /** Names of outlets follow. */
  readonly alsoIn: string;
}

/** By primary language subtag: heading, because, also in. */
const table: Readonly<Record<string, string>> = {
  en: 'Articles You May Like|Both about |Also in ',
  de: 'Das könnte Sie auch interessieren|Beide über |Auch bei ',
  fr: 'Vous aimerez aussi|Sujets communs : |Aussi dans ',
  es: 'También te puede interesar|Ambos sobre |También en ',
  it: 'Potrebbe interessarti anche|Temi comuni: |Anche su ',
  nl: 'Dit vindt u misschien ook interessant|Beide over |Ook in ',
  pt: 'Também pode interessar|Ambos sobre |Também em ',
  pl: 'Może Cię też zainteresować|Wspólny temat: |Także w: ',
  sv: 'Du kanske också gillar|Båda om |Även i ',
  da: 'Måske kan du også lide|Begge om |Også i ',
  nb: 'Du liker kanskje også|Begge om |Også i ',
  uk: 'Вас може зацікавити|Спільна тема: |Також: ',
  ar: 'مقالات قد تعجبك|كلاهما عن |أيضًا في ',
};

/** Tags for one language that the table has under another. */
const sameAs: Readonly<Record<string, string>> = { no: 'nb', nn: 'nb' };

/** The languages that the list speaks, by primary subtag. */
export const spokenLanguages: readonly string[] = Object.keys(table);

/** A language tag as Intl takes it; `en` for what is none. */
export function localeOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(language.trim().replaceAll('_', '-'))[0] ?? 'en';
  } catch {
    // Intl throws for what is not a language tag, as an empty one of a page that names none.
    return 'en';
  }
}

/** The texts for a locale; English where the list does not speak its language. */
export function wordsFor(locale: string): Words {
  const primary = locale.split('-', 1)[0] ?? '';
  const texts = table[sameAs[primary] ?? primary] ?? table['en'] ?? '';
  const [heading = '', because = '', alsoIn = ''] = texts.split('|');
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
    return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
      publishedAt,
    );
  }
  const ago = new Intl.RelativeTimeFormat(locale);
  if (ageMs < hourMs) return ago.format(-Math.floor(ageMs / minuteMs), 'minute');
  if (ageMs < dayMs) return ago.format(-Math.floor(ageMs / hourMs), 'hour');
  return ago.format(-Math.floor(ageMs / dayMs), 'day');
}

/** Names as the parts of one line, in order: what stands between them is told from the names. */
export function enumerated(
  names: readonly string[],
  locale: string,
): readonly { readonly isName: boolean; readonly text: string }[] {
  return new Intl.ListFormat(locale, { type: 'unit', style: 'short' })
    .formatToParts(names)
    .map(({ type, value }) => ({ isName: type === 'element', text: value }));
}
