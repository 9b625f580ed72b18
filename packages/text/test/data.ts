/** Real data for the tests, where it is. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** A line of a labelled set. */
export interface LabelledText {
  readonly title: string;
  readonly text: string;
  readonly lang: string;
  readonly labels: readonly string[];
}

const folder =
  process.env['MAYLIKE_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** Whether the real data is here. */
export function hasData(name: string): boolean {
  return existsSync(`${folder}/${name}`);
}

/** What to add to the name of a test that cannot run. */
export function whySkipped(name: string): string {
  return hasData(name) ? '' : ` (skipped: no ${name} in the data folder)`;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function labelled(line: string): LabelledText {
  const parsed: unknown = JSON.parse(line);
  const record = new Map<string, unknown>(
    typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [],
  );
  const labels = record.get('labels');
  return {
    title: stringOf(record.get('title')),
    text: stringOf(record.get('text')),
    lang: stringOf(record.get('lang')),
    labels: Array.isArray(labels) ? labels.map(stringOf) : [],
  };
}

/** The texts of a JSON-lines set, gzipped or not. */
export function textsOf(name: string): LabelledText[] {
  const bytes = readFileSync(`${folder}/${name}`);
  const content = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return content
    .split('\n')
    .filter((line) => line !== '')
    .map(labelled);
}
