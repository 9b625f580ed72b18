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

/** The text with what is left of each piece; a line of which nothing is left is gone. O(length). */
export function mapPieces(text: string, partOf: (piece: string) => string): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const pieces = sentencesOf(line);
    const parts = pieces.map(partOf);
    if (parts.every((part, place) => part === pieces[place])) lines.push(line);
    else if (parts.some((part) => part !== '')) lines.push(parts.filter(Boolean).join(' '));
  }
  return lines.join('\n');
}
