import { describe, expect, it } from '@jest/globals';
import { heartbeatLifeMs } from '../src/index.js';
import { startOf2026 as now, withRedis } from './support.js';

describe('processes', () => {
  const given = withRedis();
  const beat = (id: string, at: number) => ({
    service: 'ingest',
    id,
    pid: 1,
    at,
    ready: true,
    detail: '',
  });

  it('live while they are heard, and are forgotten after', async () => {
    const { processes } = given.store;
    await processes.beat(beat('a', now));
    await processes.beat(beat('b', now + heartbeatLifeMs));
    expect((await processes.list(now + heartbeatLifeMs)).map(({ id }) => id).sort()).toEqual([
      'a',
      'b',
    ]);
    expect((await processes.list(now + heartbeatLifeMs + 1)).map(({ id }) => id)).toEqual(['b']);
    await processes.leave({ service: 'ingest', id: 'b' });
    expect(await processes.list(now)).toEqual([]);
  });
});
