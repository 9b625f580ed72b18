// Which generation of a network is being built, why, and what becomes of it.
//
//     a request (cron, drift, a person) ──▶ learn boilerplate ──▶ build beside ──▶ gate ──▶ swap │ refuse
//     a doubling while young            ──▶ the same in one go, without a gate, while the log waits
//
// One at a time: there is one writer, and it has one build.
import { generationOf, newId, type ReindexProgress, type StoredBoilerplate } from '@maylike/store';
import { TEXT_VERSION } from '@maylike/text';
import { NEIGHBOUR_FLOOR, type IdfTable } from '@maylike/tfidf';
import { BoilerplateLearning } from './boilerplate-learning.js';
import { BuildEnds, type BuildEndsOptions } from './build-ends.js';
import { GenerationBuild, type BuildProgress } from './generation-build.js';
import type { FoundBuild } from './loading.js';
import type { TextWork } from './text-work.js';

/** Fewer articles than this teach no boilerplate: a line counts under four headlines that have no word in common. */
const learnArticlesMin = 4;

/** Thrown when a build was told to stop; nothing of it is seen. */
export class BuildStopped extends Error {
  override readonly name = 'BuildStopped';
}

export interface BuildsOptions extends BuildEndsOptions {
  readonly text: TextWork;
  readonly isStopped: () => boolean;
}

interface Tables {
  readonly idf: IdfTable;
  readonly boilerplate: StoredBoilerplate | null;
}

/** What a generation is built for. */
interface Purpose {
  readonly reason: string;
  readonly request: ReindexProgress | null;
}

/** The builds of one network. */
export class Builds {
  private learning: {
    readonly work: BoilerplateLearning;
    readonly request: ReindexProgress;
  } | null = null;

  private readonly ends: BuildEnds;

  constructor(private readonly options: BuildsOptions) {
    this.ends = new BuildEnds(options);
  }

  /** Whether a generation is being built, or prepared. */
  get isBusy(): boolean {
    return this.learning !== null || this.options.state.build !== null;
  }

  /** How far the build under way is, or null. */
  get progress(): BuildProgress | null {
    return this.options.state.build?.progress ?? null;
  }

  /** Takes up what another writer had begun, or clears it away where it cannot go on. */
  async takeUp({ generation, versions }: FoundBuild): Promise<void> {
    const { store, writer, state, logger } = this.options;
    const request = await store.networks.reindexProgress(writer.networkId);
    const isWanted = request?.id === generation.requestId && request.state === 'running';
    if (versions === null || !isWanted) {
      logger.info(
        { networkId: writer.networkId, generation: generation.id },
        'a half generation is cleared away',
      );
      await this.ends.abandon(generation);
      return;
    }
    const idf = await writer.generations.idf(generation.id);
    const before = state.active?.generation.id ?? null;
    state.build = new GenerationBuild(writer, generation, idf, versions, before);
    logger.info({ networkId: writer.networkId, generation: generation.id }, 'a build goes on');
  }

  /**
   * Does one slice of what is under way, or begins what was asked for. Only between two batches of the log.
   *
   * @returns Whether there was anything to do.
   */
  async step(): Promise<boolean> {
    const { store, writer, state } = this.options;
    const { build } = state;
    if (build !== null) {
      const isCaughtUp = await build.step(state.applied, state.heldBack);
      await store.networks.reportReindex(writer.networkId, build.progress);
      if (isCaughtUp) await this.ends.finish(build);
      return true;
    }
    if (this.learning !== null) {
      await this.learn(this.learning);
      return true;
    }
    return await this.serveRequest();
  }

  /** Builds a generation in one go while the log waits: for networks that are young. @throws BuildStopped. */
  async buildInPlace(reason: string): Promise<void> {
    const { state, isStopped } = this.options;
    const before = await this.boilerplateBefore();
    let boilerplate: StoredBoilerplate | null = null;
    if (state.live.size >= learnArticlesMin) {
      const work = this.learningFrom(before);
      while (boilerplate === null) {
        if (isStopped()) throw new BuildStopped('the writer was told to stop');
        boilerplate = await work.step();
      }
    }
    const build = await this.begin(
      { idf: state.live.table(), boilerplate },
      { reason, request: null },
    );
    while (!(await build.step(state.applied, state.heldBack))) {
      if (isStopped()) throw new BuildStopped('the writer was told to stop');
    }
    await this.ends.swap(build);
  }

  private async serveRequest(): Promise<boolean> {
    const { store, writer, state } = this.options;
    const { networkId } = writer;
    const request = await store.networks.reindexProgress(networkId);
    if (request === null || request.state === 'done' || request.state === 'failed') return false;
    // A writer that died between a swap, or a refusal, and the word of it.
    const ended = (await writer.generations.all()).find(
      (one) => one.requestId === request.id && one.state !== 'building',
    );
    if (ended !== undefined) {
      await this.ends.reportEnd(ended);
      return true;
    }
    await store.networks.reportReindex(networkId, {
      state: 'running',
      done: 0,
      total: state.live.size,
    });
    if (request.tablesOf === null) {
      const before = await this.boilerplateBefore();
      const work = this.learningFrom(before);
      this.learning = { work, request };
    } else {
      await this.goBack(request, request.tablesOf);
    }
    return true;
  }

  private learningFrom(before: StoredBoilerplate | null): BoilerplateLearning {
    const { store, writer, state, text, logger } = this.options;
    const termed = state.live.versions;
    return new BoilerplateLearning(store, writer.networkId, text, logger, termed, before);
  }

  private async learn({ work, request }: NonNullable<typeof this.learning>): Promise<void> {
    const boilerplate = await work.step();
    if (boilerplate === null) return;
    this.learning = null;
    const idf = this.options.state.live.table();
    await this.begin({ idf, boilerplate }, { reason: `reindex by ${request.by}`, request });
  }

  private async goBack(request: ReindexProgress, tablesOf: string): Promise<void> {
    const { store, writer } = this.options;
    const known = await writer.generations.all();
    const isKept = known.some(
      ({ id, state }) => id === tablesOf && (state === 'retired' || state === 'active'),
    );
    if (!isKept) {
      await store.networks.reportReindex(writer.networkId, {
        state: 'failed',
        message: `The tables of generation ${tablesOf} are not kept.`,
      });
      return;
    }
    const tables = {
      idf: await writer.generations.idf(tablesOf),
      boilerplate: await writer.generations.boilerplate(tablesOf),
    };
    await this.begin(tables, { reason: `back to ${tablesOf} by ${request.by}`, request });
  }

  private async begin(
    { idf, boilerplate }: Tables,
    { reason, request }: Purpose,
  ): Promise<GenerationBuild> {
    const { writer, state, now } = this.options;
    const generation = generationOf({
      id: newId('gen'),
      state: 'building',
      textVersion: TEXT_VERSION,
      floor: NEIGHBOUR_FLOOR,
      documentCount: state.live.size,
      startedAt: now(),
      activatedAt: null,
      retiredAt: null,
      reason,
      requestId: request?.id ?? null,
      position: state.applied,
      tablesOf: request?.tablesOf ?? null,
      isForced: request?.force ?? false,
    });
    await writer.generations.begin(generation, idf, boilerplate);
    const before = state.active?.generation.id ?? null;
    const versions = new Map(state.live.versions);
    const build = new GenerationBuild(writer, generation, idf, versions, before);
    state.build = build;
    return build;
  }

  private async boilerplateBefore(): Promise<StoredBoilerplate | null> {
    const active = this.options.state.active;
    return active === null
      ? null
      : await this.options.writer.generations.boilerplate(active.generation.id);
  }
}
