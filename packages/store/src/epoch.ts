// Which life of Redis this is. A Redis that was restarted, restored or failed over may have lost its last writes, and in
// a cluster one node may have lost them alone: then what a feed's validators stand for need not be there any more.
import { createHash } from 'node:crypto';
import { Cluster } from 'ioredis';
import type { RedisClient } from './redis.js';

const runIdLine = /^run_id:(\S+)/m;

/**
 * A text that is the same while no server that is written to was started anew or took over from another.
 *
 * @throws Any error of the connection.
 */
export async function redisEpoch(redis: RedisClient): Promise<string> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  const infos = await Promise.all(nodes.map(async (node) => await node.info('server')));
  const runIds = infos.map((info) => runIdLine.exec(info)?.[1] ?? '');
  return createHash('sha256').update(runIds.toSorted().join(' ')).digest('hex').slice(0, 16);
}
