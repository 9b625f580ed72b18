// What a page adds to an article, and when its word is not taken. Pure.
import { ArticleError, canonicalUrl, isOwnUrl, type ArticleContent } from '@maylike/articles';
import type { ParsedPage } from '@maylike/page-parser';
import type { Card } from '@maylike/store';
import { imageOf, timeOf } from './map-item.js';

/** Names on one article; the feeds' bound. */
const authorsMax = 20;
/** A page with less text is a section front, a wall or an empty shell, not an article. */
export const articleTextCharactersMin = 250;

/** The authors of a byline, which page-parser joins by commas. */
export function authorsOf(byline: string | null): string[] {
  const names = (byline ?? '').split(/\s*,\s*/).filter((name) => name !== '');
  return [...new Set(names)].slice(0, authorsMax);
}

/** A site's front page: many pages name it as their own address, or send there when they are gone. */
export function isFrontPage(url: string): boolean {
  const { pathname, search } = new URL(url);
  return pathname === '/' && search === '';
}

/**
 * The address that a page lies at, or null where what it says is of no use: unreadable, another site's, or the front
 * page. (A broken template that names one address for all pages would make one article of them.)
 */
export function ownAddress(claimed: string | null, origins: readonly string[]): string | null {
  if (claimed === null) return null;
  try {
    const url = canonicalUrl(claimed);
    return isOwnUrl(url, origins) && !isFrontPage(url) ? url : null;
  } catch (error) {
    if (error instanceof ArticleError) return null;
    throw error;
  }
}

/** The feed's card with what only the page knows: where the feed says something, the feed is right. */
export function filledCard(card: Card, page: ParsedPage): Card {
  return {
    ...card,
    image: card.image ?? imageOf(page.image),
    language: card.language ?? page.language,
    authors: card.authors.length > 0 ? card.authors : authorsOf(page.byline),
    section: card.section ?? page.section,
    tags: card.tags.length > 0 ? card.tags : page.tags,
    publishedAt: card.publishedAt ?? timeOf(page.publishedAt),
  };
}

/** The article that a page is, or null where it is none. */
export function contentOfPage(
  page: ParsedPage,
  url: string,
  siteName: string,
): ArticleContent | null {
  if (page.title === null || page.text.length < articleTextCharactersMin) return null;
  return {
    url,
    title: page.title,
    summary: '',
    text: page.text,
    publishedAt: timeOf(page.publishedAt),
    updatedAt: null,
    authors: authorsOf(page.byline),
    tags: page.tags,
    section: page.section,
    language: page.language,
    image: imageOf(page.image),
    source: page.siteName ?? siteName,
  };
}
