// What a Redis is told at boot: whether it may be used at all, and what can be lost on it.
//
// INFO alone decides what is refused, because managed services forbid CONFIG; CONFIG only refines
// what can be lost.
import { Cluster } from 'ioredis';
import type { Redis } from 'ioredis';

import { messageOf } from './errors.js';
import type { RedisClient } from './redis-client.js';

/** What {@link inspectRedis} found. */
export interface RedisInspection {
  /** The oldest version among the masters, as `7.0.15`. */
  readonly version: string;
  /** Reasons not to start, one sentence each; empty: it may be used. */
  readonly problems: readonly string[];
  /** What can be lost and how it comes back, one line each. */
  readonly warnings: readonly string[];
  /** Used memory over its limit, 0 to 1, of the fullest master; 0 where there is no limit. */
  readonly memoryUsedRatio: number;
}

/** The first with the commands that MayLike's scripts use. */
const versionMin = '6.2.0';
const rereadFeeds = 'the feeds are then read again without their validators';

/** Asks every master node for what decides about it. Rejects when a node does not answer. */
export async function inspectRedis(client: RedisClient): Promise<RedisInspection> {
  const masters = client instanceof Cluster ? client.nodes('master') : [client];
  const findings = await Promise.all(masters.map(inspectMaster));
  const versions = findings.map((finding) => finding.version).sort(compareVersions);
  return {
    version: versions[0] ?? '0.0.0',
    problems: unique(findings.flatMap((finding) => finding.problems)),
    warnings: unique(findings.flatMap((finding) => finding.warnings)),
    memoryUsedRatio: Math.max(0, ...findings.map((finding) => finding.memoryUsedRatio)),
  };
}

async function inspectMaster(node: Redis): Promise<RedisInspection> {
  const info = parseInfo(await node.info());
  const version = info.get('redis_version') ?? '0.0.0';
  return {
    version,
    problems: problemsOf(version, info),
    warnings: await warningsOf(node, info),
    memoryUsedRatio: memoryUsedRatioOf(info),
  };
}

function problemsOf(version: string, info: ReadonlyMap<string, string>): string[] {
  const policy = info.get('maxmemory_policy');
  const problems: string[] = [];
  if (compareVersions(version, versionMin) < 0) {
    problems.push(`it is Redis ${version}, and ${versionMin.slice(0, 3)} or newer is needed`);
  }
  if (policy !== undefined && policy !== 'noeviction') {
    problems.push(
      `its maxmemory-policy is ${policy}, which throws data away when memory is short; set it to noeviction`,
    );
  }
  if (info.get('role') === 'slave') {
    problems.push('it is a read-only replica; give the address of its master');
  }
  return problems;
}

async function warningsOf(node: Redis, info: ReadonlyMap<string, string>): Promise<string[]> {
  const settings = await readSettings(node);
  const hasLog = info.get('aof_enabled') === '1';
  if (settings instanceof Error) {
    const known = hasLog ? 'it keeps an append-only file' : 'it keeps no append-only file';
    return [
      `Redis does not let its settings be read (${settings.message}): ${known}, more is not known; what it loses in a crash, ${rereadFeeds}`,
    ];
  }
  if (!hasLog && (settings.get('save') ?? '') === '') {
    return [
      `Redis keeps nothing on disk (appendonly no, save ""): when it restarts, all is lost; sites, keys and feeds must be created again, and ${rereadFeeds}`,
    ];
  }
  if (!hasLog) {
    return [
      `Redis only keeps snapshots (appendonly no): a crash loses what came after the last one; ${rereadFeeds}, and what was pushed or set since must be sent again`,
    ];
  }
  const policy = settings.get('appendfsync');
  if (policy === 'always') return [];
  const lossText = policy === 'everysec' ? 'up to two seconds' : 'up to half a minute';
  return [
    `Redis syncs its append-only file with appendfsync ${policy ?? 'unknown'}: a power failure loses ${lossText} of accepted work; ${rereadFeeds}`,
  ];
}

/** The settings about persistence, or the error that says why they may not be read. */
async function readSettings(node: Redis): Promise<ReadonlyMap<string, string> | Error> {
  const settings = new Map<string, string>();
  for (const name of ['save', 'appendfsync']) {
    try {
      const reply: unknown = await node.config('GET', name);
      const value: unknown = Array.isArray(reply) ? reply[1] : undefined;
      if (typeof value === 'string') settings.set(name, value);
    } catch (error) {
      return new Error(messageOf(error), { cause: error });
    }
  }
  return settings.size === 0 ? new Error('CONFIG GET answers nothing') : settings;
}

function memoryUsedRatioOf(info: ReadonlyMap<string, string>): number {
  const limitBytes = Number(info.get('maxmemory') ?? 0);
  return limitBytes > 0 ? Number(info.get('used_memory') ?? 0) / limitBytes : 0;
}

/** The lines `name:value` of INFO. */
function parseInfo(text: string): Map<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
}

/** Orders `7.0.15` style versions; what is not a number counts as 0. */
function compareVersions(left: string, right: string): number {
  const parts = (version: string) => version.split('.').map((part) => Number.parseInt(part) || 0);
  const [leftParts, rightParts] = [parts(left), parts(right)];
  for (let place = 0; place < 3; place += 1) {
    const difference = (leftParts[place] ?? 0) - (rightParts[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}
