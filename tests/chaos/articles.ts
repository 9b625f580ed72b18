// Articles for chaos tests: some hundred or thousand, of events with words of their own, always the same from one seed.
import { randomOf } from '../support/scale-articles.js';

/** What a publisher knows of an article. */
export interface PressArticle {
  /** Which of the publisher's outlets prints it. */
  readonly outlet: number;
  readonly slug: string;
  readonly title: string;
  readonly text: string;
  /** Rises with every edit. */
  readonly edition: number;
  /** Seconds before the publisher opened; no two articles have the same. */
  readonly secondsAgo: number;
}

const articlesOfEvent = 12;
const commonWords = 400;

/** A pronounceable word from a number; no two numbers give the same. */
function wordOf(number: number): string {
  const consonants = 'bdfgklmnprstvz';
  const vowels = 'aeiou';
  let word = '';
  for (let rest = number + 70; rest > 0; rest = Math.floor(rest / 70))
    word += consonants.charAt(rest % 14) + vowels.charAt(Math.floor(rest / 14) % 5);
  return `${word}n`;
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `count` articles over some outlets; of each event about twelve, in random order of time. */
export function someArticles(count: number, outlets: number, seed: number): PressArticle[] {
  const random = randomOf(seed);
  const events = Math.max(1, Math.floor(count / articlesOfEvent));
  return Array.from({ length: count }, (_none, place): PressArticle => {
    const event = Math.floor(random() * events);
    // The n-th common word about 1/n as often as the first, a third of all words from the event.
    const word = (): string =>
      random() < 0.33
        ? wordOf(10_000 + 40 * event + Math.floor(random() * 24))
        : wordOf(Math.floor(commonWords ** random()));
    const sentence = (): string => `${capitalised(Array.from({ length: 12 }, word).join(' '))}.`;
    const own = wordOf(1_000_000 + place);
    const outlet = place % outlets;
    // What an outlet prints under everything, to be learned and left out.
    const printed = `Read ${wordOf(2_000_000 + outlet)} every morning.`;
    const sentences = Array.from({ length: 3 }, () => `${sentence()} ${sentence()} ${sentence()}`);
    return {
      outlet,
      slug: `${place}-${own}`,
      title: `${capitalised(wordOf(10_000 + 40 * event))} ${own} ${word()}`,
      text: [...sentences, printed].join('\n'),
      edition: 1,
      secondsAgo: 60 + 7 * place,
    };
  });
}

/** The event's word, with which every headline begins. */
export function eventOf(title: string): string {
  return title.slice(0, title.indexOf(' '));
}

/** The same article with a new headline and another sentence. */
export function edited(article: PressArticle): PressArticle {
  const edition = article.edition + 1;
  return {
    ...article,
    edition,
    title: `${article.title}, edition ${edition}`,
    text: `${article.text}\nCorrected for the ${wordOf(edition)} time.`,
  };
}
