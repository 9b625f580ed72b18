/**
 * Names of several words: capitalised words side by side ("Storm Shadow", "Edison International").
 *
 * Capitals mean a name only where not everything is capitalised, so headlines and headings are passed over. A stop word
 * at the beginning of a sentence is capitalised by grammar ("The Storm Shadow"); one inside a sentence is part of the
 * name ("New York").
 */
import { CAPITALISED_SHARE_MAX, NAME_WORDS_MAX, NAME_WORDS_MIN } from './limits.js';
import { withoutPossessive, type Lexicon } from './lexicon.js';
import { foldAccents } from './normalise.js';
import type { Token } from './tokens.js';

/** A name as it is hashed, and as it stands in the text. */
export interface Name {
  readonly key: string;
  readonly surface: string;
}

const SENTENCE_ENDS = '.!?:;…';
/** What may stand between the end of a sentence and the next. The only white space in a line is the space. */
const BETWEEN_SENTENCES = ' "\'“”‘’«»()[]';

/** How far back from a word the end of the sentence before is looked for: quotes and brackets are few. */
const LOOK_BACK_CHARACTERS = 8;

function startsSentence(line: string, start: number): boolean {
  const first = Math.max(0, start - LOOK_BACK_CHARACTERS);
  let place = start - 1;
  while (place >= first && BETWEEN_SENTENCES.includes(line.charAt(place))) place -= 1;
  return place < first || SENTENCE_ENDS.includes(line.charAt(place));
}

/** Whether the capital says no more than that a sentence begins. */
function isByGrammar(line: string, token: Token, lexicon: Lexicon): boolean {
  return startsSentence(line, token.start) && lexicon.isStopWord(token.surface.toLowerCase());
}

function nameOf(words: readonly string[]): Name[] {
  if (words.length < NAME_WORDS_MIN || words.length > NAME_WORDS_MAX) return [];
  const surface = words.join(' ');
  return [{ key: foldAccents(surface.toLowerCase()), surface }];
}

/** Too few capitals for a name, or so many that they say nothing. */
function hasNoNames(tokens: readonly Token[]): boolean {
  let capitalised = 0;
  for (const token of tokens) if (token.isCapitalised) capitalised += 1;
  return capitalised < NAME_WORDS_MIN || capitalised > tokens.length * CAPITALISED_SHARE_MAX;
}

/** The names in a line, each time they occur. O(tokens). */
export function namesIn(line: string, tokens: readonly Token[], lexicon: Lexicon): Name[] {
  if (hasNoNames(tokens)) return [];
  const names: Name[] = [];
  let run: string[] = [];
  let end = -1;
  const close = (): void => {
    if (run.length === 0) return;
    names.push(...nameOf(run));
    run = [];
  };
  for (const token of tokens) {
    const { start } = token;
    if (run.length > 0 && (start !== end + 1 || line[end] !== ' ')) close();
    if (!token.isCapitalised || (run.length === 0 && isByGrammar(line, token, lexicon))) {
      close();
      continue;
    }
    const { surface } = token;
    const word = withoutPossessive(surface);
    run.push(word);
    end = token.end;
    // "Kyiv's Storm Shadow" is two things.
    if (word !== surface) close();
  }
  close();
  return names;
}
