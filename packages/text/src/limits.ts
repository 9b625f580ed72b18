/** Every limit and weight of this package, each with its reason. Changing one changes terms: raise `TEXT_VERSION`. */

/** Rises whenever the same input would give other terms: stored terms of another version are made anew. */
export const TEXT_VERSION = 3;

/** UTF-16 units of a text that are read. The longest real articles have about 150,000; the rest of a longer one adds no subject. */
export const TEXT_CHARACTERS_MAX = 200_000;

/** UTF-16 units of a title that are read: a title of more is a text in the wrong field. */
export const TITLE_CHARACTERS_MAX = 1_000;

/** UTF-16 units of a summary that are read: a summary of more is the text itself. */
export const LEAD_CHARACTERS_MAX = 5_000;

/** UTF-16 units of a token that becomes a term: what is longer is an encoded blob or words that lost their spaces. */
export const TOKEN_CHARACTERS_MAX = 64;

/** Terms kept of a document. Only reports of book length have more, and posting lists pay for each of them. */
export const TERMS_MAX = 2_000;

/** Labels kept of a document: an answer shows three or four reasons, and both articles have to have them. */
export const LABELS_MAX = 24;

/** Of the labels at most so many are names, so that a page full of people still shows what it is about. */
export const NAME_LABELS_MAX = 12;

/** Tags that are read: more is a tag cloud, which describes the site and not the article. */
export const TAGS_MAX = 32;

/** UTF-16 units of a tag or section; a longer one is a sentence and is left out. */
export const TAG_CHARACTERS_MAX = 100;

/** Words in a name. Longer runs of capitals are headings. */
export const NAME_WORDS_MIN = 2;
export const NAME_WORDS_MAX = 4;

/** A line with a greater share of capitalised words is a headline or a heading: its capitals say nothing about names. */
export const CAPITALISED_SHARE_MAX = 0.6;

/** How often an occurrence counts: news puts what matters first (the inverted pyramid). */
export const TITLE_WEIGHT = 3;
export const LEAD_WEIGHT = 2;
export const BODY_WEIGHT = 1;

/**
 * A name's words count by themselves already; the name as a whole adds half an occurrence. Decided by `maylike quality`:
 * against a whole one MAP rises on 22 held-out sets by up to .022 (German capitalises all nouns) and falls by .007 at most.
 */
export const NAME_WEIGHT = 0.5;

/** A tag is chosen with care but only once: it counts like a word of the lead. A section is common to many articles. */
export const TAG_WEIGHT = 2;
export const SECTION_WEIGHT = 1;

/** Where there is no summary, the first lines are the lead, up to the one that reaches this many UTF-16 units … */
export const LEAD_FROM_TEXT_CHARACTERS_MIN = 200;

/** … and never more than this many: a text may have no line breaks at all. */
export const LEAD_FROM_TEXT_CHARACTERS_MAX = 600;

/** How far into the text a summary is looked for: it may stand behind a byline or a caption, hardly deeper. */
export const LEAD_SEARCH_CHARACTERS_MAX = 10_000;

/** A title of at least this many UTF-16 units that a text's first line goes on from is a repetition and no coincidence. */
export const REPEATED_TITLE_CHARACTERS_MIN = 25;

/** Below this many UTF-16 units a guess at the language is wrong too often: measured 5–25 % at 100, 1–2 % at 1,000. */
export const LANGUAGE_SAMPLE_CHARACTERS_MIN = 100;

/** What the language is told by: more costs time and settles nothing. */
export const LANGUAGE_SAMPLE_CHARACTERS_MAX = 1_000;

/** Remembered surface forms of a language (about 10 MB at most); real vocabularies repeat far below it. */
export const LEXICON_ENTRIES_MAX = 50_000;

/** Languages with a lexicon in memory at one time; a hostile stream of language tags must not fill it. */
export const LEXICONS_MAX = 24;

/** Headlines without a common word under which a line has to stand to be boilerplate: three could be chance within one event. */
export const BOILERPLATE_HEADLINES_MIN = 4;

/** The share of a source's articles that a boilerplate line stands in at least: a quotation that comes back is rarer. */
export const BOILERPLATE_SHARE_MIN = 0.01;

/** Lines of a source that are remembered while learning (about 300 MB of the longest real ones); those seen once go first. */
export const BOILERPLATE_LINES_MAX = 1_000_000;

/** The share of a source's articles that a phrase stands in at least: "said in a statement" is rarer, and says as little. */
export const PHRASE_SHARE_MIN = 0.3;

/** Articles of a source that are looked into for phrases: what stands in a third of all is seen among as many. */
export const PHRASE_ARTICLES_MAX = 200;

/** Phrases of a source that are remembered while learning (about 40 MB); those seen once go first. */
export const BOILERPLATE_PHRASES_MAX = 200_000;

/** UTF-16 units of a learned line that are kept to show an operator. */
export const BOILERPLATE_EVIDENCE_CHARACTERS_MAX = 200;

/** Telling words of a piece that can stand for a missing headline. */
export const HEADLINE_WORDS_MIN = 3;
