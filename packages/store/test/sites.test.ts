import { describe, expect, it } from '@jest/globals';
import { siteOf, startOf2026 as now, withRedis } from './support.js';

describe('sites', () => {
  const given = withRedis();

  it('get a network of their own and two keys that work', async () => {
    const { store } = given;
    const { site, publishable, secret } = await store.sites.create({ name: 'A', origins: [] }, now);
    expect(site.networkId).toBe(site.id);
    expect(await store.sites.networkIds()).toEqual([site.networkId]);
    expect(await store.apiKeys.verify(publishable.key)).toMatchObject({
      siteId: site.id,
      kind: 'publishable',
    });
    expect(await store.apiKeys.verify(secret.key)).toMatchObject({
      siteId: site.id,
      kind: 'secret',
    });
  });

  it('may share a network', async () => {
    const { sites } = given.store;
    const { site } = await sites.create({ name: 'A', origins: [], networkId: 'shared' }, now);
    await sites.create({ name: 'B', origins: [], networkId: 'shared' }, now);
    expect(site.networkId).toBe('shared');
    expect(await sites.networkIds()).toEqual(['shared']);
  });

  it('refuse a name that is taken, and change nothing', async () => {
    const { store } = given;
    await siteOf(store, 'A');
    await expect(siteOf(store, 'A')).rejects.toMatchObject({ code: 'name_taken' });
    expect(await store.sites.list()).toHaveLength(1);
    expect(await store.apiKeys.list()).toHaveLength(2);
  });

  it('are found by id and by name', async () => {
    const { store } = given;
    const site = await siteOf(store, 'A');
    expect(await store.sites.get('A')).toEqual(site);
    expect(await store.sites.get(site.id)).toEqual(site);
    await expect(store.sites.get('B')).rejects.toThrow('There is no such site: B');
    expect(await store.sites.names([site.id, 'nobody'])).toEqual(new Map([[site.id, 'A']]));
  });
});

describe('keys', () => {
  const given = withRedis();

  it('are nowhere in Redis as they are', async () => {
    const { publishable, secret } = await given.store.sites.create({ name: 'A', origins: [] }, now);
    const all = JSON.stringify(await given.redis.hgetall('ml:{control}:api-keys'));
    for (const { key } of [publishable, secret]) expect(all).not.toContain(key.slice(3));
  });

  it('stop working when revoked; revoking again changes nothing', async () => {
    const { store } = given;
    const site = await siteOf(store);
    const made = await store.apiKeys.create(site.id, 'secret', now);
    await store.apiKeys.revoke(made.record.id, now + 1);
    expect(await store.apiKeys.verify(made.key)).toBeNull();
    expect((await store.apiKeys.revoke(made.record.id, now + 2)).revokedAt).toBe(now + 1);
    await expect(store.apiKeys.revoke('key_x', now)).rejects.toMatchObject({ code: 'key_unknown' });
  });

  it('that are unknown or absurdly long are nobody’s', async () => {
    expect(await given.store.apiKeys.verify('pk_nothing')).toBeNull();
    expect(await given.store.apiKeys.verify('x'.repeat(1_000_000))).toBeNull();
  });
});
