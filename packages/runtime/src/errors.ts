import { types } from 'node:util';

const { isNativeError } = types;

/**
 * Why a process of MayLike cannot start in a way that starting it again cannot cure.
 *
 * - `config_invalid`: an environment variable is wrong;
 * - `port_taken`: an address cannot be listened on;
 * - `redis_missing`: no Redis server program can be found;
 * - `redis_unreachable`: the given Redis does not answer;
 * - `redis_refused`: the given Redis answers, and may not be used (too old, evicting, …);
 * - `already_running`: another MayLike holds the same home;
 * - `start_failed`: anything else that a restart cannot cure.
 */
export const startupErrorCodes = [
  'config_invalid',
  'port_taken',
  'redis_missing',
  'redis_unreachable',
  'redis_refused',
  'already_running',
  'start_failed',
] as const;

/** One of {@link startupErrorCodes}. */
export type StartupErrorCode = (typeof startupErrorCodes)[number];

/** The exit code of a process that ends for a {@link StartupError}: `EX_CONFIG` of sysexits(3). */
export const startupErrorExitCode = 78;

/**
 * An error that restarting cannot cure. Its message is written for the operator, names what is
 * wrong, and holds no secret. A service that throws it ends with {@link startupErrorExitCode}.
 */
export class StartupError extends Error {
  override readonly name: string = 'StartupError';
  readonly code: StartupErrorCode;

  constructor(code: StartupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** All faults of the environment at once; `message` is the faults, one a line. */
export class ConfigError extends StartupError {
  override readonly name = 'ConfigError';
  /** One line each, beginning with the variable's name; never a secret's value. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super('config_invalid', faults.join('\n'));
    this.faults = faults;
  }
}

// `isNativeError` instead of `instanceof`: Node's own errors come from another realm where code runs in
// a context of its own, as under Jest.

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}

/** The `code` of a system error (`ENOENT`, `EADDRINUSE`, …), or null. */
export function systemCodeOf(error: unknown): string | null {
  if (!isNativeError(error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/**
 * What to throw when `listen` fails: a {@link StartupError} `port_taken` that names the address for
 * a taken or forbidden one, else an Error with the same message.
 */
export function explainListenError(error: unknown, host: string, port: number): Error {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const reasons: Record<string, string> = {
    EADDRINUSE: `${address} is taken by another program; stop that program or choose another port`,
    EACCES: `${address} may not be listened on by this user; choose a port above 1023`,
    EADDRNOTAVAIL: `${host} is not an address of this machine; choose another host`,
    ENOTFOUND: `${host} cannot be resolved; choose another host`,
  };
  const reason = reasons[systemCodeOf(error) ?? ''];
  if (reason !== undefined) return new StartupError('port_taken', reason, { cause: error });
  return new Error(messageOf(error), { cause: error });
}
