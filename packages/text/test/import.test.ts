import { expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Alone in its file: the modules must not have been loaded before.
it('importing the package reads no .env file and prints nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maylike-text-'));
  const home = process.cwd();
  const written: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  const environment = { ...process.env };
  try {
    writeFileSync(join(folder, '.env'), 'MAYLIKE_PROBE=read\n');
    process.chdir(folder);
    process.stdout.write = (chunk: string | Uint8Array): boolean => {
      written.push(String(chunk));
      return true;
    };
    const { makeTerms } = await import('../src/index.js');
    expect(makeTerms({ title: 'Missiles', text: '' }).terms.ids).toHaveLength(1);
    expect({ ...process.env }).toEqual(environment);
  } finally {
    process.stdout.write = write;
    process.chdir(home);
    rmSync(folder, { recursive: true });
  }
  expect(written).toEqual([]);
});
