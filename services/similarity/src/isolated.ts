// What runs in threads that can be killed: text from strangers is looked into here and nowhere else.
import {
  BoilerplateLearner,
  makeTerms,
  type SourceBoilerplate,
  type TextInput,
} from '@maylike/text';
import { unpackBoilerplate } from './packed-boilerplate.js';
import type { ArticleTexts } from '@maylike/store';
import type { TextJob, TextJobResult } from './text-work.js';

/** One job, of any kind. */
export function runTextJob(job: TextJob): TextJobResult {
  switch (job.kind) {
    case 'terms':
      return { kind: 'terms', terms: job.texts.map((text) => makeTerms(inputOf(text, job.table))) };
    case 'affected':
      return {
        kind: 'affected',
        affected: job.texts.map(({ source, input }) =>
          hasAnyOf(input, unpackBoilerplate(job.diff).forSource(source)),
        ),
      };
    case 'learn':
      return learn(job.texts);
  }
}

function inputOf(
  { source, input }: ArticleTexts,
  table: Parameters<typeof unpackBoilerplate>[0] | null,
): TextInput {
  return table === null
    ? input
    : { ...input, boilerplate: unpackBoilerplate(table).forSource(source) };
}

/** Whether any line that `makeTerms` would ask about is one of these: where not, its terms are the same without them. */
function hasAnyOf(input: TextInput, lines: SourceBoilerplate): boolean {
  let found = false;
  const listening: SourceBoilerplate = {
    ownPart(line) {
      found ||= lines.ownPart(line) !== line;
      return line;
    },
  };
  makeTerms({ ...input, boilerplate: listening });
  return found;
}

function learn(texts: readonly ArticleTexts[]): TextJobResult {
  const learner = new BoilerplateLearner();
  for (const { source, input } of texts)
    learner.add(source, { title: input.title, text: `${input.lead}\n${input.text}` });
  const { lines, headlines } = learner.table();
  return { kind: 'learned', learned: { lines, headlines: [...headlines] } };
}
