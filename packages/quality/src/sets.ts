/** The published sets as they lie in a data folder, and what is asked of each. */
import {
  bySources,
  titleAndFirstSentence,
  titled,
  titleOnly,
  withBoilerplate,
  wireCopyOf,
} from './cuts.js';
import { labelValues, type QualityDocument } from './document.js';
import { randomFrom, sampleOf } from './random.js';

/** What is asked of a set. */
export type TaskKind = 'same story' | 'same subject' | 'human ratings' | 'copies';

/** One set with its question. */
export interface QualitySet {
  readonly name: string;
  readonly kind: TaskKind;
  /** Its documents, below the data folder. */
  readonly file: string;
  /** The label by which two documents belong together; without meaning for ratings. */
  readonly label: string;
  /** What is made of the documents before anything is asked; nothing by default. */
  readonly prepare?: (documents: readonly QualityDocument[]) => readonly QualityDocument[];
  /** A file whose first documents, so many, are added as distractors: none of them is relevant to anything. */
  readonly hiddenAmong?: { readonly file: string; readonly count: number };
  /** The rated pairs, for `human ratings`. */
  readonly pairs?: string;
  /** True for what takes tens of seconds. */
  readonly isLong?: boolean;
}

/** Documents of a set with subjects: enough for two digits, and seconds instead of minutes. */
const sampleMax = 2_000;
const sampleSeed = 4;

const distractors = { file: 'scale/reuters-financial-2011.jsonl.gz', count: 5_000 };

const sampled = (documents: readonly QualityDocument[]): QualityDocument[] =>
  sampleOf(documents, sampleMax, randomFrom(sampleSeed));

const inLanguage =
  (language: string) =>
  (documents: readonly QualityDocument[]): QualityDocument[] =>
    documents.filter((document) => document.language === language);

const sameStory = (name: string, file: string): QualitySet => ({
  name,
  kind: 'same story',
  file,
  label: 'event',
});

const storySets: readonly QualitySet[] = [
  sameStory('newscluster', 'same-story/newscluster.jsonl'),
  sameStory('wikiref220', 'same-story/wikiref220.jsonl'),
  sameStory('ecbplus', 'same-story/ecbplus.jsonl'),
];

const otherStorySets: readonly QualitySet[] = [
  sameStory('newswcl50', 'same-story/newswcl50.jsonl'),
  sameStory('uci headlines', 'same-story/uci_aggregator_sample.jsonl'),
  sameStory('vietnamese', 'same-story/vietnamese_mds.jsonl'),
];

const hiddenSets = storySets.map((set): QualitySet => ({
  ...set,
  name: `${set.name} among 5000`,
  hiddenAmong: distractors,
  isLong: true,
}));

const cutSets = storySets.flatMap((set): QualitySet[] => [
  {
    ...set,
    name: `${set.name} title and sentence`,
    prepare: (documents) => documents.map(titleAndFirstSentence),
  },
  { ...set, name: `${set.name} title`, prepare: (documents) => documents.map(titleOnly) },
]);

/** Outlets among which a set is spread before boilerplate is added: each then has enough articles to be learned from. */
const outlets = 4;

const byOutlets = (documents: readonly QualityDocument[]): QualityDocument[] =>
  bySources(documents.map(titled), outlets, sampleSeed);

const boilerplateSets = storySets.flatMap((set): QualitySet[] => [
  {
    ...set,
    name: `${set.name} 4 outlets`,
    prepare: (documents) => byOutlets(documents),
  },
  {
    ...set,
    name: `${set.name} 4 outlets with boilerplate`,
    prepare: (documents) => withBoilerplate(byOutlets(documents), sampleSeed),
  },
]);

function subject(name: string, file: string, label: string, language?: string): QualitySet {
  const ofLanguage = language === undefined ? sampled : inLanguage(language);
  return {
    name,
    kind: 'same subject',
    file,
    label,
    prepare: (documents) =>
      ofLanguage(documents.filter((document) => labelValues(document, label).length > 0)),
  };
}

const subjectSets: readonly QualitySet[] = [
  subject('bbc (en)', 'topics/bbc.jsonl', 'class'),
  subject('reuters21578 (en)', 'topics/reuters21578.jsonl.gz', 'topic'),
  subject('agnews (en)', 'topics/agnews_test.jsonl', 'class'),
  subject('gnad10k (de)', 'topics/gnad10k_test.jsonl', 'class'),
  subject('thucnews titles (zh)', 'topics/thucnews_titles.jsonl.gz', 'class'),
  ...['eng', 'fra', 'amh', 'hau', 'som', 'swa', 'yor'].map((language) =>
    subject(`masakhanews (${language})`, `topics/masakhanews-${language}.jsonl.gz`, 'class'),
  ),
  ...['en', 'es', 'it', 'nl'].map((language) =>
    subject(`meantime (${language})`, 'same-story/meantime.jsonl', 'topic', language),
  ),
  ...['es', 'fr', 'it'].map((language) =>
    subject(`cltls (${language})`, 'same-story/cltls.jsonl.gz', 'topic', language),
  ),
];

const ratingSets = ['en', 'de', 'es'].map((language): QualitySet => ({
  name: `semeval ${language}-${language}`,
  kind: 'human ratings',
  file: 'human-ratings/semeval2022t8.jsonl',
  pairs: 'human-ratings/semeval2022t8-pairs.tsv',
  label: language,
}));

const copySets: readonly QualitySet[] = [
  { name: 'bbc exact copies', kind: 'copies', file: 'topics/bbc.jsonl', label: 'text' },
  {
    name: 'newscluster wire copies',
    kind: 'copies',
    file: 'same-story/newscluster.jsonl',
    label: 'copy',
    prepare: (documents) => [...documents, ...documents.map(wireCopyOf)],
  },
  { name: 'ecbplus look-alikes', kind: 'copies', file: 'same-story/ecbplus.jsonl', label: 'event' },
];

/** Every set, in the order of the table. */
export const qualitySets: readonly QualitySet[] = [
  ...storySets,
  ...otherStorySets,
  ...hiddenSets,
  ...cutSets,
  ...boilerplateSets,
  ...ratingSets,
  ...subjectSets,
  ...copySets,
];
