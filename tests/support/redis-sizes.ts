// What lies in a Redis, by kind of key: which of them grow, and by how much.
import type { RedisClient } from '@maylike/store';

/** All keys of one kind together. */
export interface KindSize {
  readonly keys: number;
  /** Fields, members or entries. */
  readonly entries: number;
  /** As `MEMORY USAGE` counts, all entries looked at. */
  readonly bytes: number;
}

/** The names of keys without what differs from article to article, from generation to generation. */
function kindOf(key: string): string {
  return key
    .replace(/\{n-[^}]+\}/, '{n}')
    .replace(/(?<=:article:)\d+$/, 'N')
    .replace(/(?<=:(?:lists|best|idf|boilerplate):).+$/, 'G')
    .replace(/(?<=^ml:text:).+$/, 'HASH')
    .replace(/(?<=:guids:).+$/, 'FEED')
    .replace(/^(\{ml-[a-z]+\}:[a-z]+):.*$/, '$1');
}

const lengthCommands: Readonly<Record<string, string>> = {
  hash: 'HLEN',
  zset: 'ZCARD',
  stream: 'XLEN',
  set: 'SCARD',
  list: 'LLEN',
};

/** The sizes of everything in a Redis, by kind. Reads all of it: for tests. */
export async function sizesByKind(redis: RedisClient): Promise<Map<string, KindSize>> {
  const sizes = new Map<string, KindSize>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 1_000);
    cursor = next;
    const measured = await Promise.all(keys.map((key) => measure(redis, key)));
    for (const [i, { entries, bytes }] of measured.entries()) {
      const kind = kindOf(keys[i] ?? '');
      const sum = sizes.get(kind) ?? { keys: 0, entries: 0, bytes: 0 };
      sizes.set(kind, {
        keys: sum.keys + 1,
        entries: sum.entries + entries,
        bytes: sum.bytes + bytes,
      });
    }
  } while (cursor !== '0');
  return sizes;
}

async function measure(
  redis: RedisClient,
  key: string,
): Promise<{ entries: number; bytes: number }> {
  const [type, bytes] = await Promise.all([
    redis.type(key),
    redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0'),
  ]);
  const command = lengthCommands[type];
  const entries = command === undefined ? 1 : Number(await redis.call(command, key));
  return { entries, bytes: Number(bytes ?? 0) };
}
