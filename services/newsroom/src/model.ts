// What the sample is made of: outlets, events and articles, all invented for this project.

/** Who publishes: three outlets, each with a feed of its own kind. */
export type OutletId = 'courier' | 'meridian' | 'tidings';

/** What a version of an article says. */
export interface SampleText {
  readonly title: string;
  /** One or two sentences under the title; the feed's summary. */
  readonly standfirst: string;
  /** Plain text, one paragraph each. */
  readonly paragraphs: readonly string[];
}

/** The same words under another roof: wire copy that a second outlet carries. */
export interface WireCopy {
  readonly outlet: OutletId;
  readonly slug: string;
  /** The second outlet's own headline; the first one's where it has none. */
  readonly title?: string;
  readonly hoursBefore: number;
}

/** What stands on a page and is not the article. */
export interface PageClutter {
  readonly caption: string;
  readonly credit: string;
  /** Slugs of articles that a forgotten list under the text still links. */
  readonly staleLinks: readonly string[];
}

/** One article. Its address is its outlet's folder and its slug, for good. */
export interface SampleArticle extends SampleText {
  /** Unique in the whole sample: lower-case words and hyphens. */
  readonly slug: string;
  readonly outlet: OutletId;
  readonly author: string;
  readonly section: string;
  readonly tags: readonly string[];
  /** A primary language subtag; `en` where it is absent. */
  readonly language?: string;
  /** Its age when the newsroom opens for the first time, in hours; of no meaning for a release. */
  readonly hoursBefore: number;
  /** It comes out as this release after the opening, counted from 1. */
  readonly release?: number;
  readonly wireCopies?: readonly WireCopy[];
  /** What it says from this release on. */
  readonly revision?: SampleText & { readonly release: number };
  /** It leaves feed and page with this release. */
  readonly withdrawnAtRelease?: number;
  readonly clutter?: PageClutter;
}

/** A running story that several articles tell of. */
export interface SampleEvent {
  readonly id: string;
  /** For people who read the sample. */
  readonly name: string;
  readonly articles: readonly SampleArticle[];
}
