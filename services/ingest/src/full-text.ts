// When an article's page is worth a look, and whose text is the better one then. Pure.

/** A text below this is a teaser: about four sentences. */
const teaserCharactersMax = 600;
/** Lines at the end that may stand behind a teaser's last one: where it appeared first, a call to read on. */
const trailingLinesMax = 2;
/** `…`, `...`, `[…]` at the end of a line: whoever wrote it says that there is more. */
const ellipsisAtEnd = /(?:…|\.{3})[\])»"”]?\s*$/u;

/** Characters of an item's text in which its own words are looked for: some paragraphs. */
const charactersLookedAt = 2_000;
/** With fewer words of its own an item says too little of what its page must say. */
const ownWordsMin = 6;
/**
 * The share of the words of an item's title and text that its page must have, the headline on it aside. An editor's summary
 * is often in other words than the article, whose title's words come back in it; a wall that asks for cookies or money
 * has next to none of either.
 */
const sharedWordsMin = 0.2;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
/** Words of scripts that write whole words with few signs and no spaces. */
const denseWord = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{2,}$/u;
const wordCharactersMin = 4;

/**
 * Whether a feed shows less of an article than there is: a short text, one that was cut, or one that says so.
 *
 * @param text What the feed says of the article itself.
 * @param isCut Whether it said more than was kept.
 */
export function isTeaser(text: string, isCut: boolean): boolean {
  if (isCut || text.length < teaserCharactersMax) return true;
  const lastLines = text.split('\n').slice(-1 - trailingLinesMax);
  return lastLines.some((line) => ellipsisAtEnd.test(line));
}

/** The words by which a text can be told from others. */
function tellingWords(text: string): Set<string> {
  const start = text.slice(0, charactersLookedAt).toLowerCase();
  const words = [...segmenter.segment(start)]
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ segment }) => segment);
  return new Set(words.filter((word) => word.length >= wordCharactersMin || denseWord.test(word)));
}

/**
 * Whose text is kept of an article: that of its feed, or that of its page.
 *
 * @returns `page` where it has more text and speaks of the same; `feed` where the feed has as much; `other` where the
 * page speaks of something else: it is a wall or another article, and nothing that it says is about this one.
 */
export function betterText(
  feed: { readonly title: string; readonly text: string },
  pageText: string,
): 'page' | 'feed' | 'other' {
  if (pageText.length <= feed.text.length) return 'feed';
  const inTitle = tellingWords(feed.title);
  const ownWords = [...tellingWords(feed.text)].filter((word) => !inTitle.has(word));
  if (ownWords.length < ownWordsMin) return 'page';
  const words = [...inTitle, ...ownWords];
  const page = pageText.toLowerCase().replaceAll(feed.title.toLowerCase(), '');
  const shared = words.filter((word) => page.includes(word)).length;
  return shared >= sharedWordsMin * words.length ? 'page' : 'other';
}
