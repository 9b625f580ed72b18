// What all black boxes share: a line at the end about how much, how long and how large; and bars while one waits.
import { Presets, SingleBar } from 'cli-progress';
import { CliError } from '../errors.js';
import type { CliIo } from '../io.js';
import { say } from '../output.js';
import { LineWriter, OutputClosed } from './line-writer.js';

/** The option that all black boxes have. */
export const quietOption = ['--quiet', 'say nothing beside the result and errors'] as const;

/** What the shared option gives. */
export interface QuietOptions {
  readonly quiet?: true;
}

/** How a black box ended. */
export interface Outcome {
  /** How much was done: "3 files". */
  readonly done: string;
  /** Why not all of it is there, in a sentence: the command ends with the code for data that cannot be used. */
  readonly refusal?: string;
}

/** A growing number as a person sees it. */
export interface Progress {
  /** Moves the bar to where the work is. */
  show(done: number): void;
  stop(): void;
}

/** What a black box works with. */
export interface BlackBox {
  readonly output: LineWriter;
  /**
   * A bar where a person looks on, else nothing.
   *
   * @param isWriting Whether results are written meanwhile: a bar would tear them where both go to one terminal.
   */
  readonly progress: (label: string, total: number, isWriting?: boolean) => Progress;
}

/**
 * Runs a black box and says at the end how much was done, in what time, with what memory. A reader of the output that
 * leaves early ends the work quietly.
 *
 * @throws CliError `bad_data` for an outcome with a refusal, and whatever the work throws.
 */
export async function measured(
  io: CliIo,
  { quiet }: QuietOptions,
  work: (box: BlackBox) => Promise<Outcome>,
): Promise<void> {
  const startedAt = io.now();
  const output = new LineWriter(io.stdout);
  try {
    const progress = quiet ? () => noProgress : progressOn(io);
    const { done, refusal } = await work({ output, progress });
    const report = quiet ? null : `${done}, ${seconds(io.now() - startedAt)} s, ${peakMemory()}`;
    if (refusal !== undefined)
      throw new CliError('bad_data', [refusal, ...(report === null ? [] : [report])].join('\n'));
    if (report !== null) say(io, report);
  } catch (error) {
    if (!(error instanceof OutputClosed)) throw error;
  } finally {
    output.release();
  }
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

/** The most memory that this process ever had, all threads together. */
function peakMemory(): string {
  const kibibytes = process.resourceUsage().maxRSS;
  return `${Math.ceil((kibibytes * 1_024) / 1_000_000)} MB of memory at most`;
}

const noProgress: Progress = { show: () => undefined, stop: () => undefined };

function progressOn(io: CliIo): BlackBox['progress'] {
  return (label, total, isWriting = false) => {
    if (io.stderr.isTTY !== true || (isWriting && io.stdout.isTTY === true)) return noProgress;
    const bar = new SingleBar(
      {
        stream: io.stderr,
        format: `${label} [{bar}] {percentage} %`,
        clearOnComplete: true,
      },
      Presets.legacy,
    );
    bar.start(total, 0);
    return {
      show: (done) => {
        bar.update(done);
      },
      stop: () => {
        bar.stop();
      },
    };
  };
}
