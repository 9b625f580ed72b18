/** Bytes of a page: the fetcher's own limit. */
export const pageBytesMax = 10_000_000;
/** Open tags at one place. Real pages stay below 60; Readability takes seconds from 500 on. */
export const depthMax = 200;
/** Tags of a page. The longest live blogs have about 20,000. */
export const tagsMax = 50_000;
/**
 * The sum of the squared depths of all tags, which is what Readability's time follows: about 160 ns
 * each, so this is three seconds. Long newspaper pages reach 2 million.
 */
export const depthWorkMax = 20_000_000;
/**
 * Pieces of text and comments: each becomes a node, and text is in pieces at every entity and stray
 * `<`. A page of nothing else but these, 10 MB of them, would be a tree of millions.
 */
export const leavesMax = 250_000;
/** Attributes of one tag and of a page; linkedom takes seconds for 200,000 of one tag. */
export const tagAttributesMax = 500;
export const attributesMax = 300_000;
/** Characters of all style attributes: they are parsed each time Readability asks what is visible. */
export const styleCharsMax = 1_000_000;
/**
 * Above this many tags a page must have two characters of text a tag: Readability tries a page in
 * which it finds nothing five times over, and nothing is what such a page holds.
 */
export const sparseTagsMin = 5_000;
export const charsPerTagMin = 2;

/** UTF-8 bytes of the text: what the index reads of one article. */
export const textBytesMax = 200_000;
/** UTF-8 bytes of a title, and of any other single line (byline, site, section, a tag). */
export const titleBytesMax = 1_000;
/** Tags of an article; pages that list more stuff them. */
export const articleTagsMax = 50;
/** Feeds that a page may announce. */
export const feedsMax = 50;
/** Characters of a URL that is worth keeping. */
export const urlCharsMax = 4_096;
/** JSON-LD: scripts read, characters of one, objects looked at, depth of nesting. */
export const jsonLdScriptsMax = 20;
export const jsonLdCharsMax = 500_000;
export const jsonLdObjectsMax = 2_000;
export const jsonLdDepthMax = 10;
