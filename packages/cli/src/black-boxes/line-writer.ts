// Standard output as black boxes use it: line by line, no faster than it is read, and no longer than somebody reads.
import { CliError, isSystemError, messageOf } from '../errors.js';
import type { Output } from '../io.js';

/** Nobody reads any more (`| head`): the rest of the work would be for nothing. Not a failure. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** Writes lines and waits for a slow reader. */
export class LineWriter {
  readonly #stdout: Output;
  #failure: Error | null = null;
  /** Ends a wait for a reader that is gone. */
  #wake: () => void = () => undefined;

  constructor(stdout: Output) {
    this.#stdout = stdout;
    stdout.on('error', this.#onError);
    stdout.on('close', this.#onClose);
  }

  /**
   * Writes a line; resolves when there is room for the next.
   *
   * @throws OutputClosed when the reader is gone; CliError `failed` when writing fails otherwise (a full disk).
   */
  async write(line: string): Promise<void> {
    const hasRoom = this.#failure === null && this.#stdout.write(`${line}\n`);
    if (!hasRoom && this.#failure === null) await this.#untilRoom();
    if (this.#failure !== null) throw this.#failure;
  }

  /** Lets go of the stream; it stays open. */
  release(): void {
    this.#stdout.off('error', this.#onError);
    this.#stdout.off('close', this.#onClose);
  }

  async #untilRoom(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#stdout.once('drain', resolve);
    });
  }

  readonly #onError = (error: Error): void => {
    this.#failure ??= isSystemError(error, 'EPIPE')
      ? new OutputClosed('nobody reads the output')
      : new CliError('failed', `The output cannot be written: ${messageOf(error)}`, {
          cause: error,
        });
    this.#wake();
  };

  readonly #onClose = (): void => {
    this.#failure ??= new OutputClosed('the output was closed');
    this.#wake();
  };
}
