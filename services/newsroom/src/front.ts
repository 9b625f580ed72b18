// Which article stands where on a front, as a pure function: an editor's choice without an editor.
//
//   lead      the newest article in English
//   seconds   the next ones, each of another event, so that one big story does not fill the top
//   sections  all the others by section, largest section first; other languages each have one of their own
import type { PublishedArticle } from './edition.js';
import { wordingOf } from './wording.js';

/** A headed block of a front. */
export interface FrontSection {
  readonly name: string;
  /** The language of the name and of all that is in it. */
  readonly language: string;
  /** Newest first. */
  readonly articles: readonly PublishedArticle[];
}

/** A front. Together its parts show every article that was given, each once. */
export interface Front {
  readonly lead: PublishedArticle | null;
  readonly seconds: readonly PublishedArticle[];
  readonly sections: readonly FrontSection[];
}

/** As many as fit beside the lead. */
const secondsMax = 4;

/**
 * Lays out a front.
 *
 * @param articles Newest first. Linear, apart from sorting the sections.
 */
export function frontOf(articles: readonly PublishedArticle[]): Front {
  const lead = articles.find(({ language }) => language === 'en') ?? articles[0] ?? null;
  if (lead === null) return { lead, seconds: [], sections: [] };
  const eventsShown = new Set([lead.eventId]);
  const seconds: PublishedArticle[] = [];
  for (const article of articles) {
    if (seconds.length === secondsMax) break;
    if (article.language !== 'en' || eventsShown.has(article.eventId)) continue;
    eventsShown.add(article.eventId);
    seconds.push(article);
  }
  const top = new Set([lead, ...seconds]);
  return { lead, seconds, sections: sectionsOf(articles.filter((article) => !top.has(article))) };
}

/** The section that an article is found in on a front. */
export const sectionNameOf = ({
  language,
  section,
}: Pick<PublishedArticle, 'language' | 'section'>): string =>
  language === 'en' ? section : wordingOf(language).inThisLanguage;

/** The place of a section on its page: `/courier/#business`. */
export const anchorOf = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');

function sectionsOf(articles: readonly PublishedArticle[]): FrontSection[] {
  const sections = new Map<string, { language: string; articles: PublishedArticle[] }>();
  for (const article of articles) {
    const name = sectionNameOf(article);
    const section = sections.get(name) ?? { language: article.language, articles: [] };
    section.articles.push(article);
    sections.set(name, section);
  }
  return [...sections]
    .map(([name, section]) => ({ name, ...section }))
    .sort(
      (one, other) =>
        Number(one.language !== 'en') - Number(other.language !== 'en') ||
        other.articles.length - one.articles.length,
    );
}
