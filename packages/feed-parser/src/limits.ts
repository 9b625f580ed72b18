// Every bound of this package, with its reason. Sizes of text are UTF-8 bytes unless they say so.

/** Bytes of a body after decompression. The largest of 3,130 collected feeds has 1.6 MB. */
export const bodyBytesMax = 10_000_000;

/** Items kept of one feed. Publishers send 10 to 100; an archive of 500 is read in full. */
export const itemsMax = 500;

/** Items looked at before the newest are chosen: twenty times what is kept, so that the choice is
 * still about the whole feed, and an endless one costs no more memory than this. */
export const itemsReadMax = 10_000;

/** XML elements inside each other. Feeds need about ten, text that is written as markup thirty;
 * deeper nesting is an attack on parsers. */
export const nestingMax = 64;

/** A headline; longer ones are text in the wrong element. */
export const titleBytesMax = 1_024;

/** The short description that a card may show. Longer descriptions stay whole as the text. */
export const summaryBytesMax = 4_000;

/** An item's text: some 30,000 words, more than any article that a feed carries whole. */
export const textBytesMax = 200_000;

/** An address; the same bound as the one that canonical addresses have. */
export const urlCharactersMax = 4_096;

/** An item's id as the feed gives it; a longer one is replaced by its SHA-256. */
export const idBytesMax = 2_048;

/** Names on one article; more is a list of contributors. */
export const authorsMax = 20;

/** One author's name. */
export const authorBytesMax = 200;

/** Tags of one article; more is keyword stuffing. */
export const tagsMax = 50;

/** One tag. */
export const tagBytesMax = 200;

/** A date as written; the longest real form has under 60 characters. */
export const dateCharactersMax = 100;

/** A feed that asks to be left alone for longer than a month is not believed. */
export const ttlSecondsMax = 30 * 24 * 3_600;

/** The shortest period of change that is believed; a feed that names less means "often". */
export const updatePeriodSecondsMin = 60;

/** Hubs (WebSub) that a feed may name; real ones name one. */
export const hubsMax = 5;

/** Hours or days to skip that are looked at: all there are, with some repetitions. */
export const skipsReadMax = 100;

/** Entities that a document type may declare; HTML's whole table of Latin-1 has 96. */
export const declaredEntitiesMax = 300;

/** Characters of a declared entity's text: a word or a name, nothing that multiplies. */
export const declaredEntityCharactersMax = 64;

/** Uses of declared entities in one document; real ones write a few names that way. */
export const declaredEntityUsesMax = 10_000;

/** Characters read of one text element: five times the text kept, for its markup. */
export const textReadCharactersMax = 1_000_000;

/** Characters of an attribute; addresses end earlier, and nothing else of an attribute is used. */
export const attributeCharactersMax = 8_192;

/** Attributes of one element; the richest real one, a feed's root, has about thirty. */
export const attributesMax = 100;

/** Elements of one item (or before the first one); the richest real ones have a few hundred. */
export const elementsPerItemMax = 2_000;

/** Names looked at before the authors or tags of an item are chosen, most of them repetitions. */
export const namesReadMax = 1_000;
