// One generation while it is built beside the active one.
//
//     tables, record │ terms → index │ bounds of lists that are there │ lists that are not │ last lists │ replay │ swap
//                    └─ as the articles were at the record's position ───────────────────┘            └ position moves
//
// Each step is a slice of a few dozen milliseconds, between which the writer applies the log to the active generation.
// What a writer has built outlives it: the record says up to where in the log the lists are right, and a successor loads
// the same articles, skips the lists that are written and goes on. Nothing of it is served before the swap.
//
// Both indexes are in memory while this lasts: twice the usual, which a machine that carries a network has to have.
import type { ArticleNumber } from '@maylike/articles';
import {
  compareLogIds,
  type ArticleVersion,
  type EntryRead,
  type Generation,
  type LogEntry,
  type NetworkWriter,
  type TermsOfVersion,
} from '@maylike/store';
import type { IdfTable } from '@maylike/tfidf';
import { GenerationLists } from './generation-lists.js';
import { takeOverLastLists } from './last-lists.js';
import type { HeldBack } from './network-state.js';

/** Terms weighed and indexed in one step: about 40 ms. */
const termsPerStep = 1_000;
/** Bounds read in one step. */
const boundsPerStep = 1_000;
/** Lists computed in one step: at a millisecond each in a network of a hundred thousand. */
const listsPerStep = 64;
/** Log entries replayed in one step: twice as many as the writer applies in its turn, so that the end is reached. */
const entriesPerStep = 200;

/** How far a build is. */
export interface BuildProgress {
  /** Lists that are written. */
  readonly done: number;
  /** Lists that are to be written. */
  readonly total: number;
}

type Phase = 'terms' | 'bounds' | 'lists' | 'last lists' | 'replay';

/** A generation on its way. Its record and tables are in Redis already. */
export class GenerationBuild {
  readonly side: GenerationLists;
  private phase: Phase = 'terms';
  private cursor = '0';
  private todo: ArticleNumber[] = [];
  private done = 0;

  /**
   * @param versions What its lists are made of: the versions at its position.
   * @param before The generation whose place it is to take, or null.
   */
  constructor(
    private readonly writer: NetworkWriter,
    generation: Generation,
    idf: IdfTable,
    private readonly versions: ReadonlyMap<ArticleNumber, number>,
    private readonly before: string | null,
  ) {
    this.side = new GenerationLists(generation, idf, writer);
  }

  /** Its record as it is stored. */
  get generation(): Generation {
    return this.side.generation;
  }

  /** The log entry up to which its lists are right. */
  get position(): string {
    return this.generation.position ?? '';
  }

  get progress(): BuildProgress {
    return { done: this.done, total: this.versions.size };
  }

  /**
   * Does one slice.
   *
   * @param applied How far the active generation is.
   * @param heldBack Terms that only this build needs, in the order of the log; what it has passed is dropped and taken
   * out of the array.
   * @returns True once its lists are right up to `applied`: it may be swapped in, before anything more is applied.
   * @throws StoreError `fenced`, any error of the connection.
   */
  async step(applied: string, heldBack: HeldBack[]): Promise<boolean> {
    switch (this.phase) {
      case 'terms':
        await this.loadTerms();
        return false;
      case 'bounds':
        await this.loadBounds();
        return false;
      case 'lists':
        await this.writeLists();
        return false;
      case 'last lists':
        await this.takeOverLastLists();
        return false;
      case 'replay':
        return await this.replay(applied, heldBack);
    }
  }

  private async loadTerms(): Promise<void> {
    // By number, as a version's terms may come twice: on one page, or on two.
    const found = new Map<ArticleNumber, TermsOfVersion>();
    this.cursor = await this.writer.scanTerms(this.cursor, termsPerStep, (terms) => {
      const { number, version } = terms;
      const isMissing = !this.side.lists.index.has(number);
      if (isMissing && this.versions.get(number) === version) found.set(number, terms);
    });
    this.side.load([...found.values()]);
    if (this.cursor === '0') this.phase = 'bounds';
  }

  private async loadBounds(): Promise<void> {
    const { generations } = this.writer;
    this.cursor = await generations.scanBounds(
      this.generation.id,
      this.cursor,
      boundsPerStep,
      (number, bound, length) => {
        this.side.loadBound(number, bound, length);
        this.written.add(number);
      },
    );
    if (this.cursor !== '0') return;
    this.todo = [...this.versions.keys()]
      .filter((number) => !this.written.has(number))
      .sort((a, b) => b - a);
    this.done = this.versions.size - this.todo.length;
    this.written.clear();
    this.phase = 'lists';
  }

  private readonly written = new Set<ArticleNumber>();

  private async writeLists(): Promise<void> {
    const slice = this.todo.splice(-listsPerStep);
    const lists = this.side.fromScratch(slice);
    if (lists.size > 0) await this.writer.writeLists(this.generation.id, lists);
    this.done += slice.length;
    if (this.todo.length > 0) return;
    this.cursor = '0';
    this.phase = this.before === null ? 'replay' : 'last lists';
  }

  private async takeOverLastLists(): Promise<void> {
    this.cursor = await takeOverLastLists(this.writer, {
      from: this.before ?? '',
      to: this.generation.id,
      cursor: this.cursor,
      isLive: (number) => this.side.lists.index.has(number),
    });
    if (this.cursor === '0') this.phase = 'replay';
  }

  /** States, not differences, and the position last: what a dead writer had written of a batch is written again. */
  private async replay(applied: string, heldBack: HeldBack[]): Promise<boolean> {
    const entries = (await this.writer.log(this.position, entriesPerStep)).filter(
      ({ id }) => compareLogIds(id, applied) <= 0,
    );
    const last = entries.at(-1);
    if (last === undefined) return true;
    const reads = await this.writer.readEntries(entries);
    for (const [i, entry] of entries.entries()) await this.replayEntry(entry, reads[i]);
    await this.writer.writeLists(this.generation.id, this.side.takeChanges());
    await this.moveTo(last.id, heldBack);
    return last.id === applied;
  }

  private async replayEntry(entry: LogEntry, read: EntryRead | undefined): Promise<void> {
    if (read === undefined) throw new Error(`log entry ${entry.id} was not read`);
    if (entry.operation === 'remove') await this.side.remove(entry.number, read.isExpired);
    else if (read.terms !== null) await this.side.put(entry, read.terms);
  }

  private async moveTo(position: string, heldBack: HeldBack[]): Promise<void> {
    const passed = heldBack.findIndex(({ logId }) => compareLogIds(logId, position) > 0);
    const dropped: readonly ArticleVersion[] = heldBack.slice(
      0,
      passed === -1 ? heldBack.length : passed,
    );
    const generation = { ...this.generation, position };
    await this.writer.generations.save(generation, dropped);
    this.side.generation = generation;
    heldBack.splice(0, dropped.length);
  }
}
