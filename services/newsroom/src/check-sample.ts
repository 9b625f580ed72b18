// Whether a sample can be published: what a writer may get wrong, said in words. The server asks before it listens.
import { outlets } from './outlets.js';
import type { SampleArticle, SampleEvent, SampleText } from './model.js';

const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const languagePattern = /^[a-z]{2}$/;

/** Everything that is wrong with a sample, one line each that names the article; empty for a sound one. */
export function sampleFaults(sample: readonly SampleEvent[]): string[] {
  const articles = sample.flatMap((event) => event.articles);
  const addresses = articles.flatMap((article) => [article, ...(article.wireCopies ?? [])]);
  const slugs = new Set(addresses.map(({ slug }) => slug));
  return [
    ...repeated(sample.map(({ id }) => id)).map((id) => `event ${id}: there is another one`),
    ...sample.filter(({ id }) => !slugPattern.test(id)).map(({ id }) => `event ${id}: no such id`),
    ...repeated(addresses.map(({ slug }) => slug)).map((slug) => `${slug}: used twice`),
    ...addresses.flatMap(addressFaults),
    ...articles.flatMap((article) => articleFaults(article, slugs)),
    ...releaseFaults(articles),
  ];
}

function addressFaults({ slug, outlet, hoursBefore }: SampleArticle | WireAddress): string[] {
  const isOutlet = outlets.some(({ id }) => id === outlet);
  const isAge = Number.isFinite(hoursBefore) && hoursBefore >= 0;
  return [
    ...(slugPattern.test(slug) ? [] : [`${slug}: a slug is lower-case words and hyphens`]),
    ...(isOutlet ? [] : [`${slug}: no such outlet: ${outlet}`]),
    ...(isAge ? [] : [`${slug}: hoursBefore is no age`]),
  ];
}

type WireAddress = NonNullable<SampleArticle['wireCopies']>[number];

function articleFaults(article: SampleArticle, slugs: ReadonlySet<string>): string[] {
  const { slug, author, section, tags, language = 'en', clutter, revision } = article;
  const faults = [...textFaults(article), ...(revision === undefined ? [] : textFaults(revision))];
  if ([author, section, ...tags].some(isBlank)) faults.push('author, section or a tag is blank');
  if (!languagePattern.test(language)) faults.push(`no language subtag: ${language}`);
  const ownCopies = (article.wireCopies ?? []).filter(({ outlet }) => outlet === article.outlet);
  if (ownCopies.length > 0) faults.push('a wire copy at its own outlet');
  if (article.wireCopies !== undefined && article.withdrawnAtRelease !== undefined) {
    faults.push('withdrawn although another outlet carries it');
  }
  for (const link of clutter?.staleLinks ?? []) {
    if (!slugs.has(link)) faults.push(`links ${link}, which there is not`);
    if (link === slug) faults.push('links itself');
  }
  return faults.map((fault) => `${slug}: ${fault}`);
}

function textFaults({ title, standfirst, paragraphs }: SampleText): string[] {
  const isWhole = paragraphs.length > 0 && ![title, standfirst, ...paragraphs].some(isBlank);
  return isWhole ? [] : ['title, standfirst or a paragraph is blank'];
}

const isBlank = (text: string): boolean => text.trim() === '' || text !== text.trim();

/** Each kind of step has a release of its own, and an article's own steps come one after the other. */
function releaseFaults(articles: readonly SampleArticle[]): string[] {
  const kinds = {
    released: articles.map(({ release }) => release),
    revised: articles.map(({ revision }) => revision?.release),
    withdrawn: articles.map(({ withdrawnAtRelease }) => withdrawnAtRelease),
  };
  const faults = Object.entries(kinds).flatMap(([kind, numbers]) => {
    const given = numbers.filter((number) => number !== undefined);
    return [
      ...repeated(given).map((number) => `release ${number}: ${kind} twice`),
      ...given
        .filter((number) => !Number.isSafeInteger(number) || number < 1)
        .map((number) => `release ${number}: releases are counted from 1`),
    ];
  });
  const unordered = articles.filter(({ release, revision, withdrawnAtRelease }) => {
    const steps = [release, revision?.release, withdrawnAtRelease];
    const given = steps.filter((step) => step !== undefined);
    return given.some((step, place) => place > 0 && step <= (given[place - 1] ?? 0));
  });
  return [
    ...faults,
    ...unordered.map(({ slug }) => `${slug}: released, revised and withdrawn in another order`),
  ];
}

function repeated<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values.filter((value, place) => values.indexOf(value) < place))];
}
