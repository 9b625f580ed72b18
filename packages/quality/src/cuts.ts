/** Sets made harder: shorter items, and what outlets print under everything. */
import type { QualityDocument } from './document.js';
import { randomFrom, sampleOf, type Random } from './random.js';

/** A mark with a capital behind it and no single letter before it ("J. Smith"), or one of a script without spaces. */
const sentenceEnd =
  /(?<!(?<!\p{L})\p{L})[.!?](?=["'”’)\]]*\s+["'“‘([]?[\p{Lu}\p{Lo}\p{N}])|[。！？।።]/u;
const headlineCharactersMax = 120;

/** The first sentence, or the first line where that is shorter. */
function firstSentence(text: string): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  const end = sentenceEnd.exec(line);
  return end === null ? line : line.slice(0, end.index + 1);
}

/** The title, or what stands where a title would: the first sentence, cut at the length of a long headline. */
function headlineOf({ title, text }: QualityDocument): string {
  return title === '' ? firstSentence(text).slice(0, headlineCharactersMax) : title;
}

/** The document as the poorest feed gives it: its title alone. A text without a title leaves its first words. */
export function titleOnly(document: QualityDocument): QualityDocument {
  return { ...document, title: headlineOf(document), summary: '', text: '' };
}

/** The document as most feeds give it: its title and the first sentence of its summary, or of its text. */
export function titleAndFirstSentence(document: QualityDocument): QualityDocument {
  const { title, summary, text } = document;
  const body = title !== '' && text.startsWith(title) ? text.slice(title.length) : text;
  return {
    ...document,
    title: headlineOf(document),
    summary: '',
    text: firstSentence(summary.trim() === '' ? body : summary),
  };
}

/** The documents as if a few outlets had published them: each is given to one of `count`, by chance. */
export function bySources(
  documents: readonly QualityDocument[],
  count: number,
  seed: number,
): QualityDocument[] {
  const random = randomFrom(seed);
  return documents.map((document) => ({
    ...document,
    source: `outlet ${Math.floor(random() * count)}`,
  }));
}

/** The document with a title, as every feed gives one: where there is none, the words that would be it. */
export function titled(document: QualityDocument): QualityDocument {
  return { ...document, title: headlineOf(document) };
}

const outletLines = [
  'Unlock the Editor’s Digest for free. Our editor selects the week’s favourite stories in this newsletter.',
  'Sign up to the Morning Briefing and get energy, markets and politics in your inbox every day.',
  'Follow our coverage of the election, the war and the economy on all platforms.',
  'Have you got a story? Get in touch with our newsdesk by email or on the telephone.',
  'This article was amended to correct a spelling. See our standards and corrections page.',
  'Shares in banks, oil companies and car makers are priced with a delay of fifteen minutes.',
  'Copyright. All rights reserved. Reproduction in whole or in part without permission is prohibited.',
  'Read more about health, hospitals, police, government and football in your region.',
] as const;
const outletLinesEach = 4;
const staleHeadlines = 5;

/** What one outlet prints around every text. */
interface Surroundings {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function surroundingsOf(headlines: readonly string[], random: Random): Surroundings {
  return {
    before: ['News'],
    after: [
      ...sampleOf(outletLines, outletLinesEach, random),
      'Articles You May Like',
      ...sampleOf(headlines, staleHeadlines, random),
    ],
  };
}

/**
 * The documents as a careless feed carries them. Each source gets, by chance and the same for all of its documents: the
 * heading "News" before the text, and after it four of eight lines that mention what news is about, and a stale list of
 * five headlines of its own articles.
 */
export function withBoilerplate(
  documents: readonly QualityDocument[],
  seed: number,
): QualityDocument[] {
  const random = randomFrom(seed);
  const headlines = new Map<string, string[]>();
  for (const document of documents) {
    const known = headlines.get(document.source) ?? [];
    known.push(headlineOf(document));
    headlines.set(document.source, known);
  }
  const surroundings = new Map<string, Surroundings>();
  for (const [source, own] of headlines) surroundings.set(source, surroundingsOf(own, random));
  return documents.map((document) => {
    const { before, after } = surroundings.get(document.source) ?? { before: [], after: [] };
    return { ...document, text: [...before, document.text, ...after].join('\n') };
  });
}

const copyShare = 0.85;

/**
 * The document as another outlet prints it from the wire: a dateline before it, the last of its text cut off for space,
 * a credit below.
 */
export function wireCopyOf(document: QualityDocument): QualityDocument {
  const { id, text } = document;
  const cut = text.slice(0, Math.ceil(text.length * copyShare));
  return {
    ...document,
    id: `${id} (copy)`,
    source: `${document.source} (another outlet)`,
    text: `(From our agencies) - ${cut}\nAdditional reporting by our correspondents; editing by the night desk.`,
  };
}
