// When a feed has moved for good. A redirect is trusted late: captive portals, moves that are taken back and servers
// that are set up wrongly for a day send everybody elsewhere "for good" too, and an address that is given up for
// nothing does not come back by itself. Pure.
import type { Feed, FeedRedirect } from '@maylike/store';

/** Polls in a row that were sent to the same address for good. */
export const redirectPollsMin = 5;
/** And for at least this long: what is wrong for a day is seen within a day. */
export const redirectMsMin = 24 * 3_600_000;

/** What a poll makes of a redirect. */
export interface RedirectDecision {
  /** What the next poll is to know; null where nothing points elsewhere. */
  readonly redirect: FeedRedirect | null;
  /** The address to take over now, or null. */
  readonly moveTo: string | null;
}

/**
 * @param permanentUrl Where an unbroken chain of 301 and 308 led this poll, or null.
 * @param now Milliseconds since the epoch.
 */
export function decideRedirect(
  { url, redirect: known }: Pick<Feed, 'url' | 'redirect'>,
  permanentUrl: string | null,
  now: number,
): RedirectDecision {
  if (permanentUrl === null || permanentUrl === url || isDowngrade(url, permanentUrl)) {
    return { redirect: null, moveTo: null };
  }
  const isSame = known?.url === permanentUrl;
  const redirect = isSame
    ? { ...known, polls: known.polls + 1 }
    : { url: permanentUrl, polls: 1, since: now };
  const isStable = redirect.polls >= redirectPollsMin && now - redirect.since >= redirectMsMin;
  return isStable ? { redirect: null, moveTo: permanentUrl } : { redirect, moveTo: null };
}

/** Once moved, whoever sits on the line could say anything: a feed never moves from https to http by itself. */
function isDowngrade(from: string, to: string): boolean {
  return from.startsWith('https:') && to.startsWith('http:');
}
