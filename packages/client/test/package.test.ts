// The package as npm would publish it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
/** npm takes a second; with both cores busy, some. */
const packTimeoutMs = 120_000;

describe('the published package', () => {
  let folder: string;
  let tarball: Buffer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maylike-client-'));
    const options = ['--ignore-scripts', '--pack-destination', folder];
    await promisify(execFile)('npm', ['pack', ...options], { cwd: packageFolder });
    const [name = ''] = await readdir(folder);
    tarball = await readFile(join(folder, name));
  }, packTimeoutMs);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(
    'has types that are right however it is resolved: from ESM, from CommonJS, by bundlers',
    async () => {
      const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
      expect(checked).toMatchObject({ types: { kind: 'included' }, problems: [] });
    },
    packTimeoutMs,
  );

  it('has a package.json that publint finds nothing wrong with', async () => {
    const bytes = Uint8Array.from(tarball).buffer;
    const { messages } = await publint({ strict: true, pack: { tarball: bytes } });
    expect(messages).toEqual([]);
  });

  it('needs nothing at run time', async () => {
    const text = await readFile(join(packageFolder, 'package.json'), 'utf8');
    const manifest: unknown = JSON.parse(text);
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('peerDependencies');
    const built = join(packageFolder, 'dist', 'esm');
    const files = (await readdir(built, { recursive: true })).filter((name) =>
      name.endsWith('.js'),
    );
    expect(files).toContain('client.js');
    for (const name of files) {
      const source = await readFile(join(built, name), 'utf8');
      expect(source).not.toMatch(/\bfrom ['"][^.]/);
    }
  });

  it('says the same to require as to import', async () => {
    const required: unknown = createRequire(import.meta.url)('@maylike/client');
    const imported: unknown = await import('@maylike/client');
    const names = (value: unknown) =>
      typeof value === 'object' && value !== null ? Object.keys(value).sort() : [];
    expect(names(required)).toEqual(names(imported));
    expect(names(imported)).toEqual(['MayLikeClient', 'MayLikeError', 'RefusedError']);
  });
});
