// What `reindex` shows instead of asking: the generations of networks, and the boilerplate of the active ones. And which
// earlier generation `--rollback` means.
import type { NetworkId } from '@maylike/articles';
import type { Store } from '@maylike/store';
import type { Context } from '../context.js';
import { CliError } from '../errors.js';
import { isoTime, printJson, printTable } from '../output.js';

/** Shows all generations that are known, newest first. */
export async function listGenerations(
  { io, store }: Context,
  networkIds: readonly NetworkId[],
  asJson: boolean,
): Promise<void> {
  const found = await Promise.all(
    networkIds.map(async (networkId) =>
      (await store.networks.generations(networkId)).map((one) => ({
        networkId,
        generation: one.id,
        state: one.state,
        articles: one.documentCount,
        reason: one.reason,
        startedAt: isoTime(one.startedAt),
        activatedAt: one.activatedAt === null ? null : isoTime(one.activatedAt),
        retiredAt: one.retiredAt === null ? null : isoTime(one.retiredAt),
        tablesOf: one.tablesOf,
        coverage: one.coverage,
        coverageBefore: one.coverageBefore,
        linkRecall: one.linkRecall,
        linkRecallBefore: one.linkRecallBefore,
        linksMeasured: one.linksMeasured,
        refusal: one.refusal,
      })),
    ),
  );
  const rows = found.flat();
  if (asJson) {
    printJson(io, rows);
    return;
  }
  printTable(
    io,
    [
      ...['NETWORK', 'GENERATION', 'STATE', 'ARTICLES', 'STARTED', 'ACTIVE SINCE', 'COVERAGE'],
      ...['LINKS FOUND', 'REASON'],
    ],
    rows.map((one) => [
      one.networkId,
      one.generation,
      one.state,
      one.articles,
      one.startedAt,
      one.activatedAt,
      shareText(one.coverage, one.coverageBefore),
      shareText(one.linkRecall, one.linkRecallBefore),
      one.refusal ?? one.reason,
    ]),
    'There is no generation yet.',
  );
}

function shareText(share: number | null, before: number | null): string | null {
  const percent = (one: number): string => `${(100 * one).toFixed(1)} %`;
  if (share === null) return null;
  return before === null ? percent(share) : `${percent(share)} (before: ${percent(before)})`;
}

/** Shows the lines that do not count under the active generations, with the evidence for each. */
export async function listBoilerplate(
  { io, store }: Context,
  networkIds: readonly NetworkId[],
  asJson: boolean,
): Promise<void> {
  const names = new Map((await store.sites.list()).map(({ id, name }) => [id, name]));
  const found = await Promise.all(
    networkIds.map(async (networkId) => {
      const generation = await store.networks.generation(networkId);
      const table =
        generation === null ? null : await store.networks.boilerplate(networkId, generation);
      return [...(table?.lines ?? [])].flatMap(([source, lines]) =>
        lines.map(({ text, articles }) => ({
          networkId,
          source: names.get(source) ?? source,
          articles,
          line: text,
        })),
      );
    }),
  );
  const rows = found.flat();
  if (asJson) {
    printJson(io, rows);
    return;
  }
  printTable(
    io,
    ['NETWORK', 'SOURCE', 'ARTICLES', 'LINE'],
    rows.map((one) => [one.networkId, one.source, one.articles, one.line]),
    'No line is known that recurs across a source’s articles.',
  );
}

/** The networks that go back, each with the generation whose tables are taken. */
export interface Rollback {
  readonly networkId: NetworkId;
  readonly tablesOf: string;
}

/**
 * Which generation each network goes back to.
 *
 * @param wanted A generation, in whichever of the networks has it; true: of each network the one before the active one.
 * @throws CliError where there is none.
 */
export async function rollbacks(
  store: Store,
  networkIds: readonly NetworkId[],
  wanted: string | true,
): Promise<readonly Rollback[]> {
  const found = await Promise.all(
    networkIds.map(async (networkId) => {
      const earlier = (await store.networks.generations(networkId))
        .filter(({ state }) => state === 'retired')
        .sort((a, b) => (b.retiredAt ?? 0) - (a.retiredAt ?? 0));
      const chosen = wanted === true ? earlier[0] : earlier.find(({ id }) => id === wanted);
      return chosen === undefined ? [] : [{ networkId, tablesOf: chosen.id }];
    }),
  );
  const going = found.flat();
  if (going.length > 0) return going;
  throw new CliError(
    'failed',
    wanted === true
      ? 'There is no earlier generation to go back to.'
      : `There is no earlier generation ${wanted}; \`maylike reindex --list\` shows those that are kept.`,
  );
}
