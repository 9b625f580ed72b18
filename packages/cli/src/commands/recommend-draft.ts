// `recommend --draft`: what would stand under a text that is not published, asked as the endpoint asks.
import { answerDraft, type Answer, type Question } from '@maylike/ranking';
import { Asker } from '@maylike/store';
import type { Site } from '@maylike/articles';
import { TEXT_CHARACTERS_MAX, TITLE_CHARACTERS_MAX } from '@maylike/text/limits';
import { readBoundedFile } from '../black-boxes/read-file.js';
import type { Context } from '../context.js';
import { CliError } from '../errors.js';
import type { CliIo } from '../io.js';
import { printable, say } from '../output.js';

/** The longest text that is read, in three bytes a character, as most scripts beyond Latin have. */
const draftBytesMax = 3 * (TITLE_CHARACTERS_MAX + TEXT_CHARACTERS_MAX);

interface DraftText {
  readonly title: string;
  readonly text: string;
}

/**
 * Answers for a draft in plain text, of which the first line that is not blank is the title.
 *
 * @param file A path, or `-` for standard input.
 * @throws CliError `bad_data` for what cannot be read, is too long or empty.
 */
export async function answerForDraft(
  context: Context,
  site: Site,
  file: string,
  question: Question,
): Promise<Answer> {
  const { io, store, openBlocking } = context;
  const { title, text } = draftIn(file, await textOf(io, file));
  const asker = new Asker(store.asks, openBlocking());
  await asker.listen();
  const said = await asker.ask(site.networkId, {
    source: site.id,
    input: { title, lead: '', text, tags: [], section: null, language: null },
  });
  if (said === null) say(io, 'No similarity process has answered within a second.');
  else if (said.state === 'unanswerable') say(io, printable(said.reason));
  const draft = {
    siteId: site.id,
    title,
    summary: '',
    tags: [],
    section: null,
    language: null,
    source: null,
    findings: said?.state === 'answered' ? said : null,
  };
  return await answerDraft(store.reader(site.networkId), draft, question, io.now());
}

function draftIn(file: string, content: string): DraftText {
  const [title, ...lines] = content.trimStart().split(/\r?\n/);
  if (title === undefined || title === '') throw new CliError('bad_data', `${file}: It is empty.`);
  return { title, text: lines.join('\n') };
}

async function textOf(io: CliIo, file: string): Promise<string> {
  if (file === '-') return new TextDecoder().decode(await inputOf(io));
  const read = await readBoundedFile(file, draftBytesMax);
  if ('refusal' in read) throw new CliError('bad_data', `${file}: ${read.refusal.message}`);
  return new TextDecoder().decode(read.bytes);
}

async function inputOf({ stdin }: CliIo): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    total += bytes.length;
    if (total > draftBytesMax)
      throw new CliError('bad_data', `-: It gives more than ${draftBytesMax} bytes.`);
  }
  return Buffer.concat(chunks);
}
