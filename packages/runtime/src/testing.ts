// Real Redis servers for tests: a private folder each, gone with the test process.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import {
  findRedisBinary,
  hasEnded,
  spawnGuarded,
  stopServer,
  untilServerAnswers,
} from './redis-server.js';
import type { ServerProcess } from './redis-server.js';
import type { RedisClusterTarget, RedisSocketTarget } from './redis-target.js';
import type { HostPort } from './settings.js';

export { isLong, quantile, tell } from './testing-figures.js';
export { deafWay, idleWays } from './testing-holders.js';
export type { HoldingWay } from './testing-holders.js';

/** How a test's Redis is made. */
export interface TestRedisOptions {
  /** Keeps an append-only file with `appendfsync always`, so that data survives `kill` + `restart`. */
  readonly persistent?: boolean;
  /** More arguments for the server, as `['--maxmemory', '12mb']`; they win over the others. */
  readonly args?: readonly string[];
}

/** A Redis of a test, on a unix socket. */
export interface TestRedis {
  readonly socketPath: string;
  readonly target: RedisSocketTarget;
  /** Of the server that runs now; another one after {@link TestRedis.restart}. */
  readonly pid: number;
  /** Sends a signal; for one that ends the server, resolves when it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Ends the server where it still runs and starts it again on the same folder and socket. */
  restart(): Promise<void>;
  /** Ends the server and removes its folder. Can be called again. */
  stop(): Promise<void>;
}

/** A Redis Cluster of a test: three masters on loopback ports, all slots served. */
export interface TestCluster {
  readonly nodes: readonly HostPort[];
  readonly target: RedisClusterTarget;
  /** Ends the nodes and removes their folders. Can be called again. */
  stop(): Promise<void>;
}

const stopTimeoutMs = 5_000;
const loopback = '127.0.0.1';
const clusterSize = 3;
const slotCount = 16_384;
/** A node's bus listens this far above its port. */
const clusterBusOffset = 10_000;
/** Below the ports that systems hand out by themselves, with room for the bus above. */
const clusterPortMin = 12_000;
const clusterPortMax = 22_000;
const portTriesMax = 200;
const clusterReadyTimeoutMs = 15_000;
const clusterLookIntervalMs = 25;
const signalsThatDoNotEnd = new Set<NodeJS.Signals>(['SIGSTOP', 'SIGCONT']);

/** Starts a Redis on a unix socket in a folder of its own; resolves when it answers. */
export async function startTestRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const folder = await mkdtemp('/tmp/maylike-test-');
  const socketPath = join(folder, 'redis.sock');
  const persistence = options.persistent === true ? 'yes' : 'no';
  const args = [
    ...['--port', '0', '--unixsocket', socketPath, '--unixsocketperm', '700', '--dir', folder],
    ...['--save', '', '--appendonly', persistence, '--appendfsync', 'always'],
    ...['--maxmemory-policy', 'noeviction', ...(options.args ?? [])],
  ];
  const start = () => startServer(args, { path: socketPath });
  let server = await start();
  return {
    socketPath,
    target: { kind: 'socket', path: socketPath },
    get pid() {
      return server.child.pid ?? 0;
    },
    kill: async (signal) => {
      server.child.kill(signal);
      if (!signalsThatDoNotEnd.has(signal)) await server.exited;
    },
    restart: async () => {
      await endServer(server);
      server = await start();
    },
    stop: async () => {
      await endServer(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts three masters and joins them; resolves when every node says `cluster_state:ok`. */
export async function startTestCluster(): Promise<TestCluster> {
  const folder = await mkdtemp('/tmp/maylike-test-cluster-');
  const ports = await freeClusterPorts();
  const servers = await Promise.all(ports.map((port) => startNode(folder, port)));
  const nodes = ports.map((port) => ({ host: loopback, port }));
  const stop = async () => {
    await Promise.all(servers.map(endServer));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await joinNodes(ports);
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, target: { kind: 'cluster', nodes }, stop };
}

async function startServer(
  args: readonly string[],
  address: { path: string } | HostPort,
): Promise<ServerProcess> {
  const server = spawnGuarded([findRedisBinary(), ...args]);
  const output: Buffer[] = [];
  server.child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  server.child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  if (await untilServerAnswers(server, address)) return server;
  await server.exited;
  throw new Error(`The test's Redis did not start:\n${Buffer.concat(output).toString()}`);
}

/** A stopped (SIGSTOP) server is woken first, or it could not end. */
async function endServer(server: ServerProcess): Promise<void> {
  if (!hasEnded(server.child)) server.child.kill('SIGCONT');
  await stopServer(server, stopTimeoutMs);
}

function startNode(folder: string, port: number): Promise<ServerProcess> {
  const args = [
    ...['--port', String(port), '--bind', loopback, '--dir', folder],
    ...['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`],
    ...['--cluster-node-timeout', '2000', '--save', '', '--appendonly', 'no'],
  ];
  return startServer(args, { host: loopback, port });
}

async function joinNodes(ports: readonly number[]): Promise<void> {
  const clients = ports.map((port) => new Redis({ host: loopback, port }));
  try {
    for (const [place, client] of clients.entries()) {
      const first = Math.floor((place * slotCount) / clusterSize);
      const next = Math.floor(((place + 1) * slotCount) / clusterSize);
      const slots = Array.from({ length: next - first }, (_, offset) => first + offset);
      await client.cluster('SET-CONFIG-EPOCH', place + 1);
      await client.cluster('ADDSLOTS', ...slots);
      if (place > 0) await client.cluster('MEET', loopback, ports[0] ?? 0);
    }
    await Promise.all(clients.map(untilClusterWorks));
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function untilClusterWorks(client: Redis): Promise<void> {
  const deadline = Date.now() + clusterReadyTimeoutMs;
  for (;;) {
    const info = await client.cluster('INFO');
    const isWhole = info.includes(`cluster_known_nodes:${clusterSize}`);
    if (isWhole && info.includes('cluster_state:ok')) return;
    if (Date.now() > deadline) throw new Error(`The test's cluster does not come up:\n${info}`);
    await new Promise((resolve) => setTimeout(resolve, clusterLookIntervalMs));
  }
}

async function freeClusterPorts(): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; tries < portTriesMax && ports.size < clusterSize; tries += 1) {
    const port = clusterPortMin + Math.floor(Math.random() * (clusterPortMax - clusterPortMin));
    const bus = port + clusterBusOffset;
    if ((await isFree(port)) && (await isFree(bus))) ports.add(port);
  }
  if (ports.size < clusterSize) throw new Error('No free loopback ports for a cluster.');
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, loopback, () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}
