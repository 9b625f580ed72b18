// What becomes of a generation that is built: swapped in, refused by the quality gate, or cleared away.
import type { Logger } from '@maylike/runtime';
import type { Generation, NetworkWriter, Store, StoredBoilerplate } from '@maylike/store';
import { differenceOf, unionOf } from './boilerplate-learning.js';
import type { GenerationBuild } from './generation-build.js';
import type { NetworkState } from './network-state.js';
import { linkRecall, sampleLinks } from './link-recall.js';
import { refusalOf, type GateFigures } from './quality-gate.js';
import type { RetouchPass } from './retouch-pass.js';

export interface BuildEndsOptions {
  readonly store: Store;
  readonly writer: NetworkWriter;
  readonly logger: Logger;
  readonly now: () => number;
  readonly state: NetworkState;
  readonly retouch: RetouchPass;
  /** Told of a generation that the quality gate kept out. */
  readonly onRefused?: () => void;
}

/** What a record keeps of how a generation compares with the one that was active. */
type Measured = Pick<
  Generation,
  'coverage' | 'coverageBefore' | 'linkRecall' | 'linkRecallBefore' | 'linksMeasured'
>;

function measuredOf(figures: GateFigures): Measured {
  const { coverage, coverageBefore, links, linkRecall: recall, linkRecallBefore } = figures;
  return { coverage, coverageBefore, linksMeasured: links, linkRecall: recall, linkRecallBefore };
}

/** Ends builds. */
export class BuildEnds {
  constructor(private readonly options: BuildEndsOptions) {}

  /** Asks the gate about a build that has caught up, and swaps or refuses. @throws StoreError `fenced`. */
  async finish(build: GenerationBuild): Promise<void> {
    const figures = await this.compare(build);
    const measured = measuredOf(figures);
    const refusal = build.generation.isForced ? null : refusalOf(figures);
    if (refusal === null) await this.swap(build, measured);
    else await this.refuse(build, measured, refusal);
  }

  /** Measures both generations on the same articles and links. Nothing is written. */
  private async compare({ generation, side }: GenerationBuild): Promise<GateFigures> {
    const { store, writer, state } = this.options;
    const before = state.loaded();
    const pairs = await sampleLinks(store, writer, new Set(state.live.versions.keys()));
    return {
      articles: side.size,
      coverage: side.coverage,
      coverageBefore: before.coverage,
      links: pairs.length,
      linkRecall: await linkRecall(writer, generation.id, pairs),
      linkRecallBefore: await linkRecall(writer, before.generation.id, pairs),
    };
  }

  /**
   * Makes it the active one, in one write.
   *
   * @param measured Beside the active one; nothing where there was none to compare with.
   * @throws StoreError `fenced`.
   */
  async swap(build: GenerationBuild, measured: Partial<Measured> = {}): Promise<void> {
    const { writer, state, retouch, logger, now } = this.options;
    const activatedAt = now();
    const next: Generation = {
      ...build.generation,
      state: 'active',
      activatedAt,
      coverage: build.side.coverage,
      ...measured,
    };
    const previous = state.active?.generation ?? null;
    await writer.generations.swap(
      next,
      previous === null ? null : { ...previous, state: 'retired', retiredAt: activatedAt },
      await this.toRetouch(previous, next),
    );
    build.side.generation = next;
    state.active = build.side;
    state.build = null;
    retouch.restart();
    logger.info(
      {
        networkId: writer.networkId,
        generation: next.id,
        articles: next.documentCount,
        reason: next.reason,
      },
      'a new generation is active',
    );
    await this.reportEnd(next);
  }

  /** In what the new table differs, and what a pass that is not at its end had still to do. */
  private async toRetouch(
    previous: Generation | null,
    next: Generation,
  ): Promise<StoredBoilerplate | null> {
    if (previous === null) return null;
    const { generations } = this.options.writer;
    const diff = differenceOf(
      await generations.boilerplate(previous.id),
      await generations.boilerplate(next.id),
    );
    const unfinished = await this.options.retouch.unfinished();
    return diff === null || unfinished === null ? diff : unionOf(unfinished, diff);
  }

  private async refuse(build: GenerationBuild, measured: Measured, refusal: string): Promise<void> {
    const { writer, state, logger, onRefused } = this.options;
    const refused: Generation = {
      ...build.generation,
      state: 'refused',
      retiredAt: this.options.now(),
      ...measured,
      refusal,
    };
    // It has come as far as the active one, so that nothing is held back for it any longer.
    await writer.generations.save(refused, state.heldBack);
    state.build = null;
    state.heldBack = [];
    await writer.generations.sweepTables(refused.id);
    onRefused?.();
    logger.warn(
      { networkId: writer.networkId, generation: refused.id, refusal },
      'a new generation is refused',
    );
    await this.reportEnd(refused);
  }

  /** Clears away what will not be finished, and what was held back for it. @throws StoreError `fenced`. */
  async abandon(generation: Generation): Promise<void> {
    const { writer, state } = this.options;
    await writer.generations.save({ ...generation, state: 'abandoned' }, state.heldBack);
    state.heldBack = [];
    await writer.generations.sweep(generation.id);
  }

  /** Tells those who asked for it. */
  async reportEnd(generation: Generation): Promise<void> {
    const { store, writer } = this.options;
    if (generation.requestId === null) return;
    await store.networks.reportReindex(
      writer.networkId,
      generation.state === 'refused'
        ? { state: 'failed', message: generation.refusal ?? 'the quality gate refused it' }
        : { state: 'done', done: generation.documentCount, generation: generation.id },
    );
  }
}
