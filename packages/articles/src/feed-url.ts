// What may be a feed's address.
import { ArticleError } from './errors.js';
import { canonicalUrl } from './url.js';

/** The outcome of reading a feed's address. */
export type FeedUrl = { readonly url: string } | { readonly reason: string };

/** A feed's address in its canonical spelling, or why it cannot be one. */
export function readFeedUrl(text: string): FeedUrl {
  try {
    const url = canonicalUrl(text);
    const given = new URL(text.trim());
    return given.username === '' && given.password === ''
      ? { url }
      : { reason: 'an address with a user name or password cannot be a feed here' };
  } catch (error) {
    if (error instanceof ArticleError) return { reason: error.message };
    throw error;
  }
}
