/**
 * What the two sides of a worker say to each other. Both ends are ours, but the worker runs
 * untrusted work that can reach the same port, so the parent checks what it hears.
 */

/** What a worker is told at its birth. */
export interface HostData {
  module: string;
  exportName: string;
}

/** Parent to worker: one piece of work. */
export interface RunMessage {
  runNumber: number;
  input: unknown;
}

/** An error in a form that survives structured clone. */
export interface Failure {
  name: string;
  message: string;
  code?: string;
}

/** Worker to parent. */
export type HostMessage =
  | { kind: 'ready' }
  | { kind: 'unusable'; failure: Failure }
  | { kind: 'done'; runNumber: number; output: unknown }
  | { kind: 'failed'; runNumber: number; failure: Failure };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Describes anything thrown. An error's string `code` is kept; a thrown non-error becomes an
 * `Error` whose message is the value.
 */
export function failureOf(thrown: unknown): Failure {
  if (!isRecord(thrown)) return { name: 'Error', message: String(thrown) };
  const name = typeof thrown['name'] === 'string' ? thrown['name'] : 'Error';
  const message =
    typeof thrown['message'] === 'string' ? thrown['message'] : 'The work threw an object.';
  return typeof thrown['code'] === 'string'
    ? { name, message, code: thrown['code'] }
    : { name, message };
}

/** Reads what a worker said; null for anything that is not one of the four messages. */
export function readHostMessage(value: unknown): HostMessage | null {
  if (!isRecord(value)) return null;
  const { kind, runNumber } = value;
  if (kind === 'ready') return { kind };
  if (kind === 'unusable') return { kind, failure: failureOf(value['failure']) };
  if (typeof runNumber !== 'number') return null;
  if (kind === 'done') return { kind, runNumber, output: value['output'] };
  if (kind === 'failed') return { kind, runNumber, failure: failureOf(value['failure']) };
  return null;
}
