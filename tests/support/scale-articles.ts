// Any number of long articles, always the same ones in the same order, for tests of size.
//
// First the 35,568 real ones of `data/scale`, in order of time. Beyond them each article is the first half of the
// sentences of one real article and the second half of another's that was published within days of it: real words in
// real proportions, related to both, and hardly ever a copy of one (a cosine of 0.8).
//
// Without the data: a vocabulary in which the n-th word occurs 1/n as often as the first, 400 topics that each prefer 40
// rare words of it, a fifth of every text about its topic. It is faster to index than news, and grows in the same way.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { ArticleContent } from '@maylike/articles';
import { dataFolder } from './data.js';

/** Where the articles say that they are. */
export const scaleOrigin = 'https://scale.example';
/** The data's first year. */
const startMs = Date.UTC(2009, 0, 1);
const minuteMs = 60_000;

const recordSchema = z.object({
  title: z.string(),
  text: z.string(),
  published: z.string().optional(),
});

/** A small generator of our own choice of numbers (mulberry32): a run can be repeated from its seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What an article says; everything else follows from its place. */
export interface ScaleText {
  readonly title: string;
  readonly text: string;
  readonly publishedAt: number;
}

/** Whether the articles are real ones. */
export const hasScaleData = dataFolder !== null;

/** The first `count` articles. Memory: the real ones, whole (about 120 MB). */
export function* scaleTexts(count: number): Generator<ScaleText, void, undefined> {
  const random = randomOf(2009);
  if (dataFolder === null) {
    for (let place = 0; place < count; place++) yield inventedText(random, place);
    return;
  }
  const real: ScaleText[] = [];
  for (const text of realTexts(join(dataFolder, 'scale'))) {
    if (real.length === count) return;
    real.push(text);
    yield text;
  }
  for (let place = real.length; place < count; place++) yield mixedText(random, real);
}

/** A text as the content of a page of the test's site. */
export function contentOf(text: ScaleText, slug: string): ArticleContent {
  return {
    url: `${scaleOrigin}/${slug}`,
    title: text.title,
    summary: '',
    text: text.text,
    publishedAt: text.publishedAt,
    updatedAt: null,
    authors: [],
    tags: [],
    section: null,
    language: 'en',
    image: null,
    source: null,
  };
}

function* realTexts(folder: string): Generator<ScaleText, void, undefined> {
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.jsonl.gz')) continue;
    for (const line of gunzipSync(readFileSync(join(folder, name)))
      .toString('utf8')
      .split('\n')) {
      if (line === '') continue;
      const { title, text, published } = recordSchema.parse(JSON.parse(line));
      yield { title, text, publishedAt: published === undefined ? startMs : Date.parse(published) };
    }
  }
}

/** Two articles within this many places of each other were published within days. */
const placesApartMax = 200;

function mixedText(random: () => number, real: readonly ScaleText[]): ScaleText {
  const place = Math.floor(random() * real.length);
  const other = (place + 1 + Math.floor(random() * placesApartMax)) % real.length;
  const [first, second] = [real[place], real[other]];
  if (first === undefined || second === undefined) throw new Error('there are no articles to mix');
  const [a, b] = [sentencesOf(first.text), sentencesOf(second.text)];
  return {
    title: `${first.title} / ${second.title}`,
    text: [...a.slice(0, Math.ceil(a.length / 2)), ...b.slice(Math.floor(b.length / 2))].join(' '),
    publishedAt: first.publishedAt + Math.floor(random() * 60) * minuteMs,
  };
}

const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?]["”]?)\s+/);

const vocabularyMax = 60_000;
const topicsMax = 400;
const topicWords = 40;
const wordsPerText = 350;

/** The words are numbers in letters, so that no stemmer takes two of them for one. */
const wordOf = (rank: number): string =>
  `q${String(rank).replace(/\d/g, (digit) => `${'bdfgkmpvzx'.charAt(Number(digit))}o`)}`;

function inventedText(random: () => number, place: number): ScaleText {
  const topic = Math.floor(random() * topicsMax);
  const common = (): string => wordOf(Math.floor(vocabularyMax ** random()));
  const ofTopic = (): string =>
    wordOf(1_000 + topic * topicWords + Math.floor(random() * topicWords));
  const some = (length: number): string =>
    Array.from({ length }, () => (random() < 0.2 ? ofTopic() : common())).join(' ');
  return {
    title: some(8),
    text: Array.from({ length: wordsPerText / 25 }, () => `${some(25)}.`).join(' '),
    publishedAt: startMs + place * 15 * minuteMs,
  };
}
