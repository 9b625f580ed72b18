// `quality --site`: how well a site's stored lists show what its own articles link to in their texts, beside baselines on
// the same articles and links.
import {
  baselines,
  listed,
  questionSet,
  type Measure,
  type QualityDocument,
} from '@maylike/quality';
import { withContext } from '../context.js';
import type { CliIo } from '../io.js';
import { counted, print, printable, printJson } from '../output.js';
import { cross, printTables } from '../quality/measures.js';
import { readDocuments, readStoredSite, type StoredSite } from '../quality/stored-site.js';

/**
 * Measures a site's stored lists, and the baselines on the same articles and links.
 *
 * @throws StoreError `site_unknown`, CliError `failed` for a network without lists, and what opening Redis throws.
 */
export async function qualityOfSite(io: CliIo, idOrName: string, asJson: boolean): Promise<void> {
  await withContext(io, async ({ store }) => {
    const stored = await readStoredSite(store, idOrName, io.now());
    const measures =
      stored.questions.length === 0
        ? []
        : crossStored(io, stored, await readDocuments(store, stored));
    if (asJson) {
      printJson(io, { ...summaryOf(stored), measures });
      return;
    }
    printSummary(io, summaryOf(stored));
    printTables(io, measures);
  });
}

function crossStored(
  io: CliIo,
  { site, questions, lists, related }: StoredSite,
  documents: readonly QualityDocument[],
): Measure[] {
  const set = questionSet(site.name, 'linked articles', documents, questions);
  const ownLists = [listed('MayLike, stored lists', lists), listed('MayLike', related)];
  return cross(io, set, [...baselines, ...ownLists]);
}

function summaryOf({ site, generation, articles, own, coverage, stories, questions }: StoredSite) {
  return {
    site: site.id,
    name: site.name,
    networkId: site.networkId,
    generation,
    /** Of the network: those that are measured among. */
    documents: articles.length,
    articles: own,
    coverage,
    stories,
    linking: questions.length,
    links: questions.reduce((sum, { relevant }) => sum + relevant.size, 0),
  };
}

function printSummary(io: CliIo, summary: ReturnType<typeof summaryOf>): void {
  const { name, generation, documents, articles, coverage, stories, linking, links } = summary;
  const share = `${(100 * coverage).toFixed(1)} %`;
  print(
    io,
    `${printable(name)}: ${counted(articles, 'article')} among ${documents} of its network, generation ${generation}`,
  );
  print(io, `coverage: ${share} of them have 5 neighbours or more`);
  print(io, `stories: ${stories.count} of several of them, ${stories.articles} in all`);
  print(
    io,
    `links: ${counted(links, 'link')} in the texts of ${counted(linking, 'article')} to others that are stored`,
  );
  if (links === 0) print(io, 'Without links there is nothing to measure the lists by.');
  else print(io, '');
}
