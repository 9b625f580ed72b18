import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';
import { StoreError } from './errors.js';

/** A connection to one Redis or to a Redis Cluster; both take the same commands. */
export type RedisClient = Redis | Cluster;

type Argument = string | number | Buffer;

const sourceOf = (path: string): string =>
  readFileSync(new URL(`../lua/${path}.lua`, import.meta.url), 'utf8');

/**
 * One Lua file of `lua/`, called by its hash. A client sends the file ahead of its first call, so that its calls are
 * carried out in their order; and whole, with the call, where a server does not know it even so, as after a failover.
 * `--@include name` lines are replaced by `lua/include/name.lua`. The contract (KEYS, ARGV, what it returns) is at the head
 * of the file.
 */
export class LuaScript {
  private readonly source: string;
  private readonly sha: string;
  private readonly toldBy = new WeakSet<RedisClient>();

  constructor(readonly name: string) {
    this.source = sourceOf(name).replace(/^--@include (\S+)$/gm, (_line, include: string) =>
      sourceOf(`include/${include}`),
    );
    this.sha = createHash('sha1').update(this.source).digest('hex');
  }

  /**
   * Runs the script.
   *
   * @returns What it returned; bulk strings as strings.
   * @throws What Redis answers, and any error of the connection.
   */
  async run(
    redis: RedisClient,
    keys: readonly string[],
    args: readonly Argument[],
  ): Promise<unknown> {
    const sent = [...keys, ...args];
    const telling = this.tellFirst(redis);
    try {
      return await redis.evalsha(this.sha, keys.length, ...sent);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return await redis.eval(this.source, keys.length, ...sent);
    } finally {
      await telling;
    }
  }

  /** Like {@link run}, with bulk strings as buffers: for replies that carry binary values. */
  async runForBuffers(
    redis: RedisClient,
    keys: readonly string[],
    args: readonly Argument[],
  ): Promise<unknown> {
    const sent = [...keys, ...args];
    const telling = this.tellFirst(redis);
    try {
      return await redis.callBuffer('evalsha', [this.sha, keys.length, ...sent]);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return await redis.callBuffer('eval', [this.source, keys.length, ...sent]);
    } finally {
      await telling;
    }
  }

  /** Resolves, and never rejects, when the file was sent; it is sent before this returns. */
  private async tellFirst(redis: RedisClient): Promise<void> {
    if (this.toldBy.has(redis)) return;
    this.toldBy.add(redis);
    try {
      await redis.script('LOAD', this.source);
    } catch {
      // What goes wrong with it the call behind it meets as well, and tells.
    }
  }
}

const isUnknownScript = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('NOSCRIPT');

/** A script's reply as an array. @throws StoreError `script_reply`. */
export function replyArray(script: LuaScript, reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw new StoreError('script_reply', script.name);
  return reply as readonly unknown[];
}

/** A script's reply as an integer. @throws StoreError `script_reply`. */
export function replyInteger(script: LuaScript, reply: unknown): number {
  const value = typeof reply === 'string' ? Number(reply) : reply;
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new StoreError('script_reply', script.name);
  return value;
}

/** A script's reply as a text. @throws StoreError `script_reply`. */
export function replyText(script: LuaScript, reply: unknown): string {
  if (typeof reply !== 'string') throw new StoreError('script_reply', script.name);
  return reply;
}

/** Told of some fields of a hash and their values; of a field perhaps twice, as HSCAN allows. */
export type EachField = (field: string, value: Buffer) => void;

/**
 * Reads one page of a hash without holding the server up. What is there from the first page to the last comes at least
 * once.
 *
 * @param cursor '0' at first, then what the page before returned.
 * @returns The next cursor; '0' when the hash is through.
 */
export async function scanHashPage(
  redis: RedisClient,
  key: string,
  cursor: string,
  fieldsAbout: number,
  each: EachField,
): Promise<string> {
  const [next, page] = await redis.hscanBuffer(key, cursor, 'COUNT', fieldsAbout);
  tellFields(page, each);
  return next.toString();
}

/** Some milliseconds of the server's time. */
const fieldsPerPage = 1_000;

/** Pages through a whole hash like {@link scanHashPage}; the server reads one page while `each` is told of another. */
export async function scanHash(redis: RedisClient, key: string, each: EachField): Promise<void> {
  for (let reading = redis.hscanBuffer(key, '0', 'COUNT', fieldsPerPage); ;) {
    const [next, page] = await reading;
    const cursor = next.toString();
    if (cursor !== '0') {
      reading = redis.hscanBuffer(key, cursor, 'COUNT', fieldsPerPage);
      // It is thrown where it is awaited; should `each` throw first, nobody waits for it.
      reading.catch(() => undefined);
    }
    tellFields(page, each);
    if (cursor === '0') return;
  }
}

function tellFields(page: readonly Buffer[], each: EachField): void {
  for (let i = 0; i + 1 < page.length; i += 2) {
    const field = page[i];
    const value = page[i + 1];
    if (field !== undefined && value !== undefined) each(field.toString(), value);
  }
}
