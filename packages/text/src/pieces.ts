/** A text in the pieces that are told apart as boilerplate: sentences, none longer than its line. */

/** The end of a sentence: a mark, perhaps a closing quote, a space, and something that can begin one. */
const SENTENCE_BREAK =
  /(?<=[.!?…]["'”’)\]]?) (?=["'“‘([]?[\p{Lu}\p{Lt}\p{Lo}\p{N}])|(?<=[。！？।])(?=.)/u;

/** A shorter piece of a line is rarely a sentence: "Dr.", "The U.S." */
const SENTENCE_CHARACTERS_MIN = 12;

/** The sentences of a line, in order; together they are the line, but for the spaces between. O(length). */
export function sentencesOf(line: string): string[] {
  const sentences: string[] = [];
  let begun = '';
  for (const piece of line.split(SENTENCE_BREAK)) {
    begun = begun === '' ? piece : `${begun} ${piece}`;
    if (begun.length < SENTENCE_CHARACTERS_MIN) continue;
    sentences.push(begun);
    begun = '';
  }
  if (begun !== '') sentences.push(begun);
  return sentences;
}

/** The sentences of all lines. */
export function piecesOf(text: string): string[] {
  return text.split('\n').flatMap(sentencesOf);
}

/** The text without the pieces that are refused; a line that loses all of its pieces is gone. O(length). */
export function withoutPieces(text: string, isRefused: (piece: string) => boolean): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const pieces = sentencesOf(line);
    const kept = pieces.filter((piece) => !isRefused(piece));
    if (kept.length === pieces.length) lines.push(line);
    else if (kept.length > 0) lines.push(kept.join(' '));
  }
  return lines.join('\n');
}
