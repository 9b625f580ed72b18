// A network's reader that notes what an answer is made of while it is made.
import type { ArticleNumber, Site } from '@maylike/articles';
import type { AnswerReader } from '@maylike/ranking';
import type { NetworkReader } from '@maylike/store';
import type { MadeOf } from './hot-answer.js';
import type { Watch } from './network-answers.js';

/** What is noted so far; the same object grows while the reader is used. */
interface Noted extends MadeOf {
  readonly numbers: Set<ArticleNumber>;
  isOpen: boolean;
}

/**
 * Wraps a reader. The editors' words are asked for at once, beside the article's list and not behind it, and the site's
 * own name is known.
 *
 * @param watch Knows cards by heart; null: every one is read.
 */
export function recordingReader(
  reader: NetworkReader,
  site: Site,
  watch: Watch | null,
): {
  readonly reader: AnswerReader;
  readonly madeOf: MadeOf;
  /** The language of the article that was asked about, once it is found; null where it is not known. */
  readonly language: () => string | null;
} {
  const noted: Noted = { siteId: site.id, numbers: new Set(), isOpen: false };
  let language: string | null = null;
  const signals = reader.signals(site.id);
  // Who waits for them is told; while nobody does yet, a failure is no crash.
  signals.catch(() => undefined);
  const recording: AnswerReader = {
    ...reader,
    signals: () => signals,
    find: async (reference) => {
      const found = await reader.find(reference);
      // An address that nobody knows may be the next newcomer's.
      if (found === null) noted.isOpen = true;
      else noted.numbers.add(found.article.number);
      language = found?.article.card?.language ?? null;
      return found;
    },
    cards: async (numbers) => {
      for (const number of numbers) noted.numbers.add(number);
      if (watch === null) return await reader.cards(numbers);
      const known = numbers.flatMap((number) => watch.cardOf(number) ?? []);
      const missing = numbers.filter((number) => watch.cardOf(number) === undefined);
      const read = await reader.cards(missing);
      watch.keepCards(read);
      return [...known, ...read];
    },
    newest: (until, max) => {
      noted.isOpen = true;
      return reader.newest(until, max);
    },
    siteNames: (ids) =>
      ids.every((id) => id === site.id)
        ? Promise.resolve(new Map([[site.id, site.name]]))
        : reader.siteNames(ids),
  };
  return { reader: recording, madeOf: noted, language: () => language };
}
