// What the sample site remembers from one start to the next, and how little it takes to begin anew.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@maylike/runtime';
import { SampleCommands } from '../src/sample-site/commands.js';
import { SampleSite } from '../src/sample-site/sample-site.js';
import { readSampleState, writeSampleState } from '../src/sample-site/state.js';
import { processIo } from '../src/main.js';
import { startOf2026 } from './support.js';

describe('the sample site', () => {
  let home: string;
  let listening: Server | undefined;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'maylike-sample-'));
  });
  afterEach(() => {
    listening?.close();
    rmSync(home, { recursive: true, force: true });
  });

  const prepare = (now = startOf2026): Promise<SampleSite> =>
    SampleSite.prepare({
      home,
      // Nothing is asked of them before the newsroom opens.
      commands: new SampleCommands(() => Promise.reject(new Error('no command yet')), processIo()),
      logger: createLogger({ service: 'test', level: 'silent', format: 'json' }),
      now: () => now,
    });

  it('has the same port and opening at the next start', async () => {
    const first = await prepare();
    const second = await prepare(startOf2026 + 3_600_000);
    expect(second.origin).toBe(first.origin);
    expect((await readSampleState(home))?.openedAt).toBe('2026-01-01T00:00:00.000Z');
  });

  it('lets ingest fetch from its own port of this machine, and from no other', async () => {
    const site = await prepare();
    expect(site.allowPrivate).toBe(`127.0.0.1/32:${new URL(site.origin).port}`);
  });

  it('begins anew on another port where its own is taken: all its addresses hang on it', async () => {
    const first = await prepare();
    listening = createServer().listen(Number(new URL(first.origin).port), '127.0.0.1');
    await once(listening, 'listening');
    const second = await prepare(startOf2026 + 3_600_000);
    expect(second.origin).not.toBe(first.origin);
    expect(await readSampleState(home)).toMatchObject({
      openedAt: '2026-01-01T01:00:00.000Z',
      site: null,
      isListed: false,
    });
  });

  it.each(['', '{"port": 1', '[]', '{"port": 99999}'])(
    'begins anew where the file says %j',
    async (text) => {
      writeFileSync(join(home, 'sample-site.json'), text);
      const site = await prepare();
      expect((await readSampleState(home))?.port).toBe(Number(new URL(site.origin).port));
    },
  );

  it('keeps its key from other users of the machine', async () => {
    const site = { siteId: 'site_1', publishableKey: 'pk_1', feeds: {} };
    await writeSampleState(home, {
      port: 1,
      openedAt: '2026-01-01T00:00:00Z',
      site,
      isListed: true,
    });
    expect(statSync(join(home, 'sample-site.json')).mode & 0o777).toBe(0o600);
    expect((await readSampleState(home))?.site).toEqual(site);
  });
});
