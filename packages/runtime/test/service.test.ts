import { describe, expect, it } from '@jest/globals';

import { startFixture, until } from './helpers.js';

const quiet = { LOG_FORMAT: 'json' };

describe('runService', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('stops once on %s and exits with 0', async (signal) => {
    const service = startFixture('service.mjs', [], quiet);
    expect(await service.message()).toEqual({ type: 'ready', port: 4711 });
    service.child.kill(signal);
    expect(await service.ended).toBe(0);
    expect(service.output().match(/stop called/g)).toHaveLength(1);
    expect(service.output()).toContain('"msg":"stopped"');
  });

  it('stops when its parent is gone', async () => {
    const service = startFixture('service.mjs', [], quiet);
    await service.message();
    service.child.disconnect();
    expect(await service.ended).toBe(0);
    expect(service.output()).toContain('stop called');
  });

  it('tells its parent what it notifies of, in order', async () => {
    const service = startFixture('service.mjs', [], { ...quiet, FIXTURE: 'notifies' });
    expect([await service.message(), await service.message(), await service.message()]).toEqual([
      { type: 'notice', notice: { what: 'opened', number: 1 } },
      { type: 'notice', notice: { what: 'released', number: 2 } },
      { type: 'ready', port: 4711 },
    ]);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
  });

  it('exits with 1 when it does not stop in time', async () => {
    const env = { ...quiet, FIXTURE: 'hangs', SHUTDOWN_TIMEOUT_MS: '100' };
    const service = startFixture('service.mjs', [], env);
    await service.message();
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(1);
    expect(service.output()).toContain('did not stop in time');
  });

  it('ends at once on a second signal', async () => {
    const service = startFixture('service.mjs', [], { ...quiet, FIXTURE: 'hangs' });
    await service.message();
    service.child.kill('SIGTERM');
    await until(() => service.output().includes('stop called'));
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(1);
  });

  it.each(['throws-later', 'rejects-later'])('stops and exits with 1 when it %s', async (how) => {
    const service = startFixture('service.mjs', [], { ...quiet, FIXTURE: how });
    await service.message();
    service.child.send('now');
    expect(await service.ended).toBe(1);
    expect(service.output()).toContain('stop called');
    expect(service.output()).toContain('"level":"fatal"');
  });

  it('tells its parent why it cannot start and exits with 78', async () => {
    const service = startFixture('service.mjs', [], { ...quiet, FIXTURE: 'fatal' });
    expect(await service.message()).toEqual({ type: 'fatal', message: '127.0.0.1:1 is taken' });
    expect(await service.ended).toBe(78);
  });

  it('tells all faults of its configuration and exits with 78', async () => {
    const service = startFixture('service.mjs', [], { PORT: 'x', HOST: 'a b' });
    const message = await service.message();
    expect(message).toEqual({
      type: 'fatal',
      message: [
        'PORT: expected a whole number from 0 to 65535, got "x"',
        'HOST: expected an IP address or a host name, got "a b"',
      ].join('\n'),
    });
    expect(await service.ended).toBe(78);
    expect(service.errors()).toBe('');
  });

  it('exits with 1, to be started again, when it fails for another reason', async () => {
    const service = startFixture('service.mjs', [], { ...quiet, FIXTURE: 'broken' });
    expect(await service.ended).toBe(1);
    expect(service.output()).toContain('out of luck');
  });

  it('answers probes on HEALTH_PORT', async () => {
    const other = startFixture('free-port.mjs');
    const port = String(await other.message());
    const service = startFixture('service.mjs', [], { ...quiet, HEALTH_PORT: port });
    await service.message();
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(await answer.json()).toEqual({
      ready: true,
      checks: { service: { ok: true }, extra: { ok: true } },
    });
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
  });
});
