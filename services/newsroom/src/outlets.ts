// The three outlets of the newsroom: what they are called and what kind of feed each of them has.
import type { OutletId } from './model.js';

/** A feed's dialect, with what goes with it. */
export interface OutletFeed {
  readonly kind: 'rss' | 'atom' | 'json';
  /** Path on the newsroom's server. */
  readonly path: string;
  readonly contentType: string;
}

/** One publication. */
export interface Outlet {
  readonly id: OutletId;
  readonly name: string;
  /** What it says of itself under its name. */
  readonly motto: string;
  readonly feed: OutletFeed;
  /** A line that the outlet puts between the paragraphs of every article; null where it has none. */
  readonly newsletterLine: string | null;
}

const outletsById: Readonly<Record<OutletId, Outlet>> = {
  courier: {
    id: 'courier',
    name: 'The Ellery Courier',
    motto: 'The daily of the harbour city',
    feed: { kind: 'rss', path: '/courier/feed.xml', contentType: 'application/rss+xml' },
    newsletterLine: 'Unlock the Courier’s Morning Tide newsletter for free',
  },
  meridian: {
    id: 'meridian',
    name: 'Meridian Post',
    motto: 'The nation’s affairs, at length',
    feed: { kind: 'atom', path: '/meridian/atom.xml', contentType: 'application/atom+xml' },
    newsletterLine: null,
  },
  tidings: {
    id: 'tidings',
    name: 'Three Shores Tidings',
    motto: 'Coast, valley and island, in four languages',
    feed: { kind: 'json', path: '/tidings/feed.json', contentType: 'application/feed+json' },
    newsletterLine: null,
  },
};

/** The outlets, in the order in which they are named. */
export const outlets: readonly Outlet[] = Object.values(outletsById);

/** The outlet of an id. */
export const outletOf = (id: OutletId): Outlet => outletsById[id];
