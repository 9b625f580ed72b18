// What runs in a thread that can be killed: text from strangers is turned into terms here and nowhere else.
import { makeTerms, type TextInput, type TextTerms } from '@maylike/text';

/** The terms of several articles, in the order given. */
export function makeTermsOfBatch(inputs: readonly TextInput[]): TextTerms[] {
  return inputs.map((input) => makeTerms(input));
}
