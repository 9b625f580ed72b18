import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';

describe('the table of environment variables', () => {
  it('in infra/README.md and .env.example is the one that the services read', async () => {
    const generator = new URL('../../infra/dev/config-table.mjs', import.meta.url).href;
    const { wantedFiles } = (await import(generator)) as { wantedFiles: () => Map<string, string> };
    for (const [path, wanted] of wantedFiles()) expect(await readFile(path, 'utf8')).toBe(wanted);
  });
});
