import { describe, expect, it } from '@jest/globals';
import { siteOf, startOf2026, withGround } from './support.js';

const ground = withGround();
const at = new Date(startOf2026).toISOString();

describe('keys', () => {
  it('creates a key that is valid at once and is printed as JSON', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const made = await run(['keys', 'create', '--site', site.name, '--kind', 'secret', '--json']);
    expect(made.json()).toEqual({
      keyId: expect.stringMatching(/^key_/),
      siteId: site.id,
      kind: 'secret',
      key: expect.stringMatching(/^sk_/),
    });
    const { key } = made.json() as { key: string };
    expect(await store.apiKeys.verify(key)).toMatchObject({ siteId: site.id, kind: 'secret' });
  });

  it('lists keys by what is known of them, never themselves', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await siteOf(store, 'Other');
    const made = await run(['keys', 'create', '--site', site.id, '--kind', 'publishable']);
    const key = /pk_\S+/.exec(made.stdout)?.[0] ?? '';
    const listed = await run(['keys', 'list', '--site', site.id, '--json']);
    expect(listed.json()).toHaveLength(3);
    expect(listed.json()).toContainEqual({
      keyId: expect.stringMatching(/^key_/),
      siteId: site.id,
      kind: 'publishable',
      createdAt: at,
      revokedAt: null,
    });
    expect((await run(['keys', 'list', '--json'])).json()).toHaveLength(5);
    const table = await run(['keys', 'list', '--site', site.id]);
    expect(table.stdout).toMatch(/^ID +SITE +KIND +CREATED +REVOKED\nkey_/);
    expect(key).not.toBe('');
    expect(`${listed.stdout}${table.stdout}`).not.toContain(key);
  });

  it('revokes a key for good', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const { key, record } = await store.apiKeys.create(site.id, 'secret', startOf2026);
    const revoked = await run(['keys', 'revoke', record.id, '--json']);
    expect(revoked.json()).toEqual({
      keyId: record.id,
      siteId: site.id,
      kind: 'secret',
      createdAt: at,
      revokedAt: at,
    });
    expect(await store.apiKeys.verify(key)).toBeNull();
  });

  it.each([
    [['create', '--site', 'Nobody', '--kind', 'secret'], 1, 'There is no such site: Nobody'],
    [['list', '--site', 'Nobody'], 1, 'There is no such site: Nobody'],
    [['revoke', 'key_0'], 1, 'There is no such key: key_0'],
    [['revoke'], 64, "missing required argument 'id'"],
    [['create', '--kind', 'secret'], 64, "required option '--site <site>' not specified"],
    [['create', '--site', 'x'], 64, "required option '--kind <kind>' not specified"],
    [
      ['create', '--site', 'x', '--kind', 'all'],
      64,
      "option '--kind <kind>' argument 'all' is invalid. Allowed choices are publishable, secret.",
    ],
  ] as const)('keys %j ends with %i and one line', async (args, code, message) => {
    expect(await ground().run(['keys', ...args])).toMatchObject({
      code,
      stdout: '',
      stderr: `maylike: ${message}\n`,
    });
  });
});
