import { RankingError } from '@maylike/ranking';
import { StartupError } from '@maylike/runtime';
import { StoreError } from '@maylike/store';
import { exitCodes, type ExitCode } from './exit-codes.js';

const table = {
  failed: exitCodes.failed,
  usage: exitCodes.usage,
  bad_data: exitCodes.badData,
  not_running: exitCodes.unavailable,
  service_missing: exitCodes.unavailable,
  timeout: exitCodes.temporary,
} as const;

/** Every way in which a command ends short of its aim; each has its exit code. */
export type CliErrorCode = keyof typeof table;

/** An expected end of a command. The message is a sentence for the person at the keyboard and names what is wrong. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly code: CliErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a failure is to the person: which exit code, what is said, and whether it was foreseen. */
export interface ExplainedError {
  readonly exitCode: ExitCode;
  readonly message: string;
  /** False: a fault of the program; its stack helps to mend it. */
  readonly isExpected: boolean;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  return String(hasMessage ? error.message : error);
}

/** Whether the operating system said no, with one of these codes. */
export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' && codes.includes(error.code);
}

/** ioredis' words for a Redis that went away while it was asked. */
const connectionLost = /^(Command timed out|Connection is closed\.|connect E|read E|write E)/;

/** Turns anything thrown into an exit code and a message. */
export function explainError(error: unknown): ExplainedError {
  const message = messageOf(error);
  if (error instanceof CliError) return expected(table[error.code], message);
  if (error instanceof StartupError) {
    const isAway = error.code === 'redis_unreachable';
    return expected(isAway ? exitCodes.unavailable : exitCodes.config, message);
  }
  if (error instanceof StoreError) {
    const mayNotStart = error.code === 'schema_newer';
    return expected(mayNotStart ? exitCodes.config : exitCodes.failed, message);
  }
  if (error instanceof RankingError) return expected(exitCodes.failed, message);
  if (connectionLost.test(message))
    return expected(exitCodes.temporary, `Redis stopped answering (${message})`);
  return { exitCode: exitCodes.failed, message: `Unexpected: ${message}`, isExpected: false };
}

const expected = (exitCode: ExitCode, message: string): ExplainedError => ({
  exitCode,
  message,
  isExpected: true,
});
