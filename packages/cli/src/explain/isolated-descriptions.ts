// What runs in a thread that can be killed: stored texts come from strangers and are looked into here and nowhere else.
import {
  boilerplateTableFrom,
  describeTerms,
  type DescribedTerms,
  type TextInput,
} from '@maylike/text';

/** The `file:` URL that an isolate loads; right from `src` and from `dist`. */
export const isolatedDescriptionsModule: string = new URL(
  '../../dist/explain/isolated-descriptions.js',
  import.meta.url,
).href;

/** An article's texts, and what is known of its source: keys of lines and headlines. */
export interface DescriptionJob {
  readonly input: Omit<TextInput, 'boilerplate'>;
  readonly boilerplate: {
    readonly lineKeys: readonly number[];
    readonly headlines: readonly number[];
  } | null;
}

/** The article's terms, in words. */
export function describeJob({ input, boilerplate }: DescriptionJob): DescribedTerms {
  if (boilerplate === null) return describeTerms(input);
  const lines = boilerplate.lineKeys.map((key) => ({ key, text: '', articles: 0 }));
  const table = boilerplateTableFrom(new Map([['', lines]]), new Set(boilerplate.headlines));
  return describeTerms({ ...input, boilerplate: table.forSource('') });
}
