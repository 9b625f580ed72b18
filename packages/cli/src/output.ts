// How results look: tables for people, JSON for scripts. Both go to standard output.
import Table from 'cli-table3';
import type { CliIo } from './io.js';

/** A titled feed may be called anything; a table stays readable. */
const cellCharactersMax = 120;

/** Writes a line of the result. */
export function print(io: CliIo, line: string): void {
  io.stdout.write(`${line}\n`);
}

/** Says something beside the result. */
export function say(io: CliIo, line: string): void {
  io.stderr.write(`${line}\n`);
}

/** Writes the result as JSON. */
export function printJson(io: CliIo, value: unknown): void {
  print(io, JSON.stringify(value, null, 2));
}

/**
 * A text from outside as it may be shown on a terminal: control characters (and with them escape sequences that
 * would move the cursor or worse) and marks that turn the writing direction become spaces.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

function cell(value: string | number | null): string {
  const text = value === null ? '-' : printable(String(value));
  const characters = Array.from(text);
  return characters.length <= cellCharactersMax
    ? text
    : `${characters.slice(0, cellCharactersMax - 1).join('')}…`;
}

const noLines = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((part) => [part, '']),
);

/** A table without lines and colours, as `ps` draws them; null is shown as `-`. */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const table = new Table({
    head: [...head],
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows.map((row) => row.map(cell)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Prints a table, or a sentence where there is nothing to show. */
export function printTable(
  io: CliIo,
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  whenEmpty: string,
): void {
  print(io, rows.length === 0 ? whenEmpty : tableOf(head, rows));
}

/** A time as scripts and people read it: ISO 8601, UTC. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** A time to the second, or null. */
export const shortTime = (ms: number | null): string | null =>
  ms === null ? null : isoTime(ms).replace(/\.\d+Z$/, 'Z');

/** `1 feed`, `2 feeds`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
