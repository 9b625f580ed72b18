// What the front counts. It answers faster than a metric is written, so it counts in plain numbers, which become metrics
// when they are asked for.
import { Counter, Gauge, type Metrics } from '@maylike/runtime';
import type { HotAnswers } from './hot-answers.js';

/** How an answer from memory went out. */
type HotOutcome = 'sent' | 'not_modified' | 'stale';

/** Kinds of work that are turned away when there is too much of them. */
export type RefusedWork = 'read' | 'write' | 'draft';

/** Numbers that wait to become a metric. */
class Tally<Name extends string> {
  readonly #counts = new Map<Name, number>();

  add(name: Name): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Hands each out and begins anew. */
  empty(each: (name: Name, count: number) => void): void {
    for (const [name, count] of this.#counts) each(name, count);
    this.#counts.clear();
  }
}

/** The front's metrics. */
export class HotMeter {
  readonly #outcomes = new Tally<HotOutcome>();
  readonly #refused = new Tally<RefusedWork>();
  readonly #strategies = new Tally<string>();

  /** @param answers Counts every answer by strategy, wherever it came from. */
  constructor({ registry }: Metrics, hot: Pick<HotAnswers, 'kept'>, answers: Counter<'strategy'>) {
    const registers = [registry];
    const flush = (): void => {
      this.#strategies.empty((strategy, count) => {
        answers.inc({ strategy }, count);
      });
      this.#outcomes.empty((outcome, count) => {
        given.inc({ outcome }, count);
      });
      this.#refused.empty((work, count) => {
        refused.inc({ work }, count);
      });
    };
    const given = new Counter({
      name: 'maylike_hot_answers_total',
      help: 'Answers given from memory; they are in no histogram of requests. stale: while nothing could be read',
      labelNames: ['outcome'],
      registers,
      collect: flush,
    });
    const refused = new Counter({
      name: 'maylike_refused_total',
      help: 'Requests turned away because there was too much to do',
      labelNames: ['work'],
      registers,
      collect: flush,
    });
    new Gauge({
      name: 'maylike_hot_kept_bytes',
      help: 'About what the answers in memory take',
      registers,
      collect() {
        this.set(hot.kept.bytes);
      },
    });
    new Gauge({
      name: 'maylike_hot_kept_answers',
      help: 'Answers in memory',
      registers,
      collect() {
        this.set(hot.kept.answers);
      },
    });
  }

  /** An answer went out from memory, whole or as 304. */
  given(status: 200 | 304, strategy: string): void {
    this.#outcomes.add(status === 200 ? 'sent' : 'not_modified');
    this.#strategies.add(strategy);
  }

  stale(): void {
    this.#outcomes.add('stale');
  }

  refused(work: RefusedWork): void {
    this.#refused.add(work);
  }
}
