import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { configTable, describeConfig, loadConfig } from '../src/config.js';
import { ConfigError } from '../src/errors.js';
import { withFolder } from './helpers.js';

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('has a documented default for everything', () => {
    expect(loadConfig({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      healthPort: 0,
      readyNeeds: [],
      home: resolve('.maylike'),
      demo: true,
      redisUrl: null,
      redisClusterNodes: [],
      operatorToken: null,
      fetchAllowPrivate: '',
      contactUrl: null,
      pollIntervalMinSeconds: 300,
      hostRequestsAtOnce: 2,
      hostRequestsPerMinute: 60,
      ingestConcurrency: 16,
      reindexCron: '0 4 * * *',
      reindexTimezone: 'UTC',
      windowDays: 0,
      siteReadsPerMinute: 60_000,
      siteWritesPerMinute: 3_000,
      siteEventsPerMinute: 60_000,
      keyRequestsPerMinute: 0,
      addressRequestsPerMinute: 1_200,
      trustedProxies: [],
      newsroomPort: 0,
      newsroomOpenedAt: null,
      newsroomReleaseEverySeconds: 90,
      newsroomMaylikeUrl: null,
      newsroomKey: null,
      logLevel: 'info',
      logFormat: 'auto',
      shutdownTimeoutMs: 20_000,
    });
  });

  it('reads every kind of value', () => {
    const config = loadConfig({
      PORT: '0',
      HOST: '::1',
      MAYLIKE_DEMO: '0',
      MAYLIKE_HOME: 'elsewhere/x',
      READY_NEEDS: 'similarity, ingest',
      REDIS_CLUSTER_NODES: 'one:7000,[::1]:7001',
      REDIS_URL: 'unix:///run/redis.sock',
      CONTACT_URL: 'mailto:desk@example.org',
      REINDEX_TIMEZONE: 'Europe/Berlin',
      NEWSROOM_OPENED_AT: '2026-05-04T08:00:00+02:00',
      NEWSROOM_MAYLIKE_URL: 'http://127.0.0.1:8080/',
      LOG_LEVEL: 'warn',
      TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::1',
    });
    expect(config).toMatchObject({
      port: 0,
      host: '::1',
      demo: false,
      home: resolve('elsewhere/x'),
      readyNeeds: ['ingest', 'similarity'],
      redisClusterNodes: [
        { host: 'one', port: 7000 },
        { host: '::1', port: 7001 },
      ],
      redisUrl: 'unix:///run/redis.sock',
      contactUrl: 'mailto:desk@example.org',
      reindexTimezone: 'Europe/Berlin',
      newsroomOpenedAt: Date.UTC(2026, 4, 4, 6),
      newsroomMaylikeUrl: 'http://127.0.0.1:8080',
      logLevel: 'warn',
      trustedProxies: ['10.0.0.0/8', '2001:db8::1'],
    });
  });

  it('takes an empty text as unset, except for REINDEX_CRON, where it means never', () => {
    expect(loadConfig({ PORT: '', REDIS_URL: '', OPERATOR_TOKEN: '' })).toEqual(loadConfig({}));
    expect(loadConfig({ REINDEX_CRON: '' }).reindexCron).toBeNull();
  });

  it('tells all faults at once, one line each that names the variable and what was expected', () => {
    const faults = faultsOf({
      PORT: 'abc',
      WINDOW_DAYS: '-1',
      LOG_LEVEL: 'loud',
      REINDEX_TIMEZONE: 'Mars/Olympus',
      REINDEX_CRON: 'every day',
    });
    expect(faults).toHaveLength(5);
    expect(faults).toContain('PORT: expected a whole number from 0 to 65535, got "abc"');
    expect(faults).toContain('WINDOW_DAYS: expected a whole number from 0 to 3650, got "-1"');
    expect(faults).toContain(
      'REINDEX_TIMEZONE: expected an IANA time zone such as Europe/Berlin, got "Mars/Olympus"',
    );
    expect(new ConfigError(faults).message.split('\n')).toEqual(faults);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '1e3'],
    ['HOST', 'two words'],
    ['POLL_INTERVAL_MIN_SECONDS', '0'],
    ['POLL_INTERVAL_MIN_SECONDS', '86401'],
    ['READY_NEEDS', 'ingest,newsroom'],
    ['REDIS_URL', 'http://redis'],
    ['REDIS_URL', 'redis:///only-a-path'],
    ['REDIS_URL', 'redis://host/not-a-number'],
    ['REDIS_URL', 'unix://host/path'],
    ['REDIS_CLUSTER_NODES', 'one'],
    ['REDIS_CLUSTER_NODES', 'one:0'],
    ['REDIS_CLUSTER_NODES', 'one:7000,two:70000'],
    ['OPERATOR_TOKEN', 'too short'],
    ['CONTACT_URL', 'javascript:alert(1)'],
    ['MAYLIKE_DEMO', 'maybe'],
    ['REINDEX_CRON', '0 4 * *'],
    ['NEWSROOM_OPENED_AT', 'yesterday'],
    ['NEWSROOM_OPENED_AT', '2026-05-04T08:00:00'],
    ['NEWSROOM_OPENED_AT', '2026-13-04T08:00:00Z'],
    ['NEWSROOM_RELEASE_EVERY_SECONDS', '0'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['ADDRESS_REQUESTS_PER_MINUTE', '-1'],
    ['NEWSROOM_MAYLIKE_URL', 'http://127.0.0.1:8080/v1'],
    ['NEWSROOM_MAYLIKE_URL', 'ftp://127.0.0.1'],
  ])('refuses %s=%s', (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name}: expected `));
  });

  it('never repeats the value of a secret', () => {
    const faults = faultsOf({ OPERATOR_TOKEN: 'hunter2', REDIS_URL: 'http://u:hunter2@redis' });
    expect(faults).toHaveLength(2);
    expect(faults.join('\n')).not.toContain('hunter2');
  });

  it('takes an unknown MAYLIKE_ variable for a typing error, and no other', () => {
    const known = ['MAYLIKE_HOME', 'MAYLIKE_DEMO'].join(', ');
    expect(faultsOf({ MAYLIKE_HOEM: '/x', OTHER: 'x', MAYLIKE_DATA: '/data' })).toEqual([
      `MAYLIKE_HOEM: no such setting; those that begin so are ${known}`,
    ]);
  });

  it('reads any variable from the file that NAME_FILE names', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'token');
      await writeFile(file, 'a-token-from-a-file\n');
      const config = loadConfig({ OPERATOR_TOKEN_FILE: file });
      expect(config.operatorToken).toBe('a-token-from-a-file');
    }));

  it('refuses a file that is missing, empty or too large, and a value that is given twice', () =>
    withFolder(async (folder) => {
      const file = (name: string) => join(folder, name);
      await writeFile(file('empty'), '\n');
      await writeFile(file('large'), 'x'.repeat(65_537));
      await writeFile(file('port'), '8081');
      expect(
        faultsOf({
          OPERATOR_TOKEN_FILE: file('missing'),
          HOST_FILE: file('empty'),
          REDIS_URL_FILE: file('large'),
          PORT_FILE: file('port'),
          PORT: '8080',
        }),
      ).toEqual([
        'PORT: given twice, by itself and by PORT_FILE',
        `HOST_FILE: ${file('empty')} is empty`,
        `REDIS_URL_FILE: ${file('large')} is larger than 65536 bytes`,
        `OPERATOR_TOKEN_FILE: cannot read ${file('missing')} (ENOENT)`,
      ]);
    }));
});

describe('describeConfig', () => {
  it('shows every variable and no secret', () => {
    const config = loadConfig({
      OPERATOR_TOKEN: 'hunter2-hunter2-hunter2',
      REDIS_URL: 'redis://:hunter2@host',
    });
    const described = describeConfig(config);
    expect(described).toMatchObject({ PORT: 8080, OPERATOR_TOKEN: '[redacted]' });
    expect(JSON.stringify(described)).not.toContain('hunter2');
    expect(describeConfig(loadConfig({}))).toMatchObject({ OPERATOR_TOKEN: null });
  });
});

describe('configTable', () => {
  it('has one row a variable, each described, its default accepted as a value', () => {
    const rows = configTable();
    expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length);
    expect(rows.every((row) => row.description.endsWith('.'))).toBe(true);
    expect(rows.filter((row) => row.secret).map((row) => row.name)).toEqual([
      'REDIS_URL',
      'OPERATOR_TOKEN',
    ]);
    const defaults = rows.map((row) => [row.name, row.default ?? ''] as const);
    expect(loadConfig(Object.fromEntries<string>(defaults))).toEqual(loadConfig({}));
  });
});
