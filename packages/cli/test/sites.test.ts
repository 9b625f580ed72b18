import { describe, expect, it } from '@jest/globals';
import { startOf2026, withGround } from './support.js';

const ground = withGround();
const create = (...args: string[]) =>
  ground().run(['sites', 'create', ...args, '--origin', 'https://www.alder.example']);

describe('sites create', () => {
  it('prints id and keys as JSON, and both keys open the site', async () => {
    const run = await create('Alder Post', '--json');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const { store } = ground();
    const site = await store.sites.get('Alder Post');
    expect(run.json()).toEqual({
      siteId: site.id,
      publishableKey: expect.stringMatching(/^pk_/),
      secretKey: expect.stringMatching(/^sk_/),
    });
    expect(site.origins).toEqual(['https://www.alder.example']);
    const { publishableKey, secretKey } = run.json() as Record<string, string>;
    for (const [key, kind] of [
      [publishableKey, 'publishable'],
      [secretKey, 'secret'],
    ])
      expect(await store.apiKeys.verify(key ?? '')).toMatchObject({ siteId: site.id, kind });
  });

  it('tells a person that the keys are shown this once', async () => {
    const run = await create('Alder Post');
    expect(run.stdout).toMatch(/Secret key +sk_/);
    expect(run.stderr).toMatch(/shown this once/);
  });

  it('takes several origins, each once, before or after the name', async () => {
    const origins = ['https://b.example', 'http://c.example:8080', 'https://b.example/'];
    const args = origins.flatMap((origin) => ['--origin', origin]);
    const run = await ground().run(['sites', 'create', ...args, 'Birch']);
    expect(run.code).toBe(0);
    expect((await ground().store.sites.get('Birch')).origins).toEqual(origins.slice(0, 2));
  });

  it('joins the network of another site, by its name or id, and a network by its name', async () => {
    const { store } = ground();
    await create('First');
    const { id, networkId } = await store.sites.get('First');
    for (const [name, network] of [
      ['By name', 'First'],
      ['By id', id],
      ['By network', networkId],
    ] as const) {
      expect((await create(name, '--network', network)).code).toBe(0);
      expect((await store.sites.get(name)).networkId).toBe(networkId);
    }
  });

  it('makes a new shared network of a new name', async () => {
    expect((await create('One', '--network', 'alder-group')).stdout).toContain('alder-group (new)');
    const second = await create('Two', '--network', 'alder-group');
    expect(second.stdout).toContain('alder-group (shared with One)');
    expect(await ground().store.sites.networkIds()).toEqual(['alder-group']);
  });

  it.each(['site_0123', 'two words', '{tag}', ''])(
    'refuses %j as the name of a network, and creates nothing',
    async (network) => {
      const run = await create('One', '--network', network);
      expect(run).toMatchObject({ code: 64, stdout: '' });
      expect(run.stderr).toMatch(/^maylike: --network: .*\n$/);
      expect(await ground().store.sites.list()).toEqual([]);
    },
  );

  it.each(['', ' x', 'x ', 'a\tb', 'a\u001b[31m', 'x'.repeat(81)])(
    'refuses %j as a name in one line that names the argument',
    async (name) => {
      const run = await create(name);
      expect(run).toMatchObject({ code: 64, stdout: '' });
      expect(run.stderr).toMatch(/^maylike: .*argument.*'name'.*\n$/s);
      expect(await ground().store.sites.list()).toEqual([]);
    },
  );

  it.each([
    'alder.example',
    'ftp://alder.example',
    'https://alder.example/news',
    'https://alder.example/?q',
    'https://alder.example?',
    'https://me:pw@alder.example',
    'https://',
  ])('refuses %s as an origin in one line that names the option', async (origin) => {
    const run = await ground().run(['sites', 'create', 'Alder', '--origin', origin]);
    expect(run).toMatchObject({ code: 64, stdout: '' });
    expect(run.stderr).toMatch(/^maylike: option '--origin <url>'.*\n$/);
  });

  it('wants an origin', async () => {
    const run = await ground().run(['sites', 'create', 'Alder']);
    expect(run.code).toBe(64);
    expect(run.stderr).toBe("maylike: required option '--origin <url>' not specified\n");
  });

  it('refuses a name that is taken and leaves its owner alone', async () => {
    const first = await create('Alder', '--json');
    const second = await create('Alder');
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toBe('maylike: A site of that name exists already: Alder\n');
    const sites = await ground().store.sites.list();
    expect(sites.map(({ id }) => id)).toEqual([(first.json() as { siteId: string }).siteId]);
  });
});

describe('sites list', () => {
  it('says so when there is none, and prints an empty JSON list', async () => {
    expect((await ground().run(['sites', 'list'])).stdout).toMatch(/^There is no site yet\./);
    expect((await ground().run(['sites', 'list', '--json'])).json()).toEqual([]);
  });

  it('lists sites without their keys', async () => {
    await create('Alder');
    const { id } = await ground().store.sites.get('Alder');
    const table = (await ground().run(['sites', 'list'])).stdout;
    expect(table).toContain(
      `Alder  ${id}  -        https://www.alder.example  2026-01-01T00:00:00Z`,
    );
    expect((await ground().run(['sites', 'list', '--json'])).json()).toEqual([
      {
        siteId: id,
        name: 'Alder',
        networkId: id,
        origins: ['https://www.alder.example'],
        createdAt: new Date(startOf2026).toISOString(),
      },
    ]);
  });
});
