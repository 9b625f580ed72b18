/** A feed that a page announces by `<link rel="alternate">`. */
export interface PageFeed {
  /** Absolute http(s) URL. */
  url: string;
  title: string | null;
  type: 'rss' | 'atom' | 'json';
}

/** What a page says of its article. All text is plain text, never HTML. */
export interface ParsedPage {
  title: string | null;
  /** The authors as one line. */
  byline: string | null;
  /** The article's own text, a paragraph a line; empty where there is none. At most 200 kB. */
  text: string;
  /** Pages that running text of it links to, canonical, each once; at most 64, never the page itself. */
  links: string[];
  /** BCP 47, lower-cased. */
  language: string | null;
  /** ISO 8601 in UTC. */
  publishedAt: string | null;
  /** Absolute http(s) URL. What a page claims: it may name another site's. */
  canonicalUrl: string | null;
  /** Absolute http(s) URL. */
  image: string | null;
  siteName: string | null;
  section: string | null;
  tags: string[];
  feeds: PageFeed[];
}

/** What is known of the bytes before they are read. */
export interface ParsePageOptions {
  /** The Content-Type header, as it came. */
  contentType?: string;
  /** The page's own URL after redirects; relative URLs are resolved against it. */
  url: string;
}
