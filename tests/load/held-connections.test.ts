// D-08: connections that are held by those who send nothing, or slowly, or read no answer, leave room for who asks. Those
// who hold, those who ask and the system are processes of their own, as otherwise one would slow down the other.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { isLong, quantile, tell } from '@maylike/runtime/testing';
import { z } from 'zod';
import { Cleanup } from '../support/cleanup.js';
import { System } from '../support/system.js';

const holdersCount = isLong ? 2_000 : 200;
const heldForMs = isLong ? 30_000 : 3_000;
/** As the API has it: `connectionLimits` in its `http-server.ts`. */
const connectionsMax = 800;
/** RELIABILITY.md's; with two thousand that come back, which is what it is about. */
const p99MsMax = 500;
const keptMsMax = 15_000;
/** Between two questions of who asks: a hundred a second at most. */
const pauseMs = 10;
const operatorToken = 'an-operator-token-for-this-test';

const siteSchema = z.object({ publishableKey: z.string() });
const heldSchema = z.object({ accepted: z.number(), longestMs: z.number() });

/** A question on a connection of its own; status 0 where it was cut off. */
async function ask(origin: string, path: string): Promise<{ status: number; body: string }> {
  return await new Promise((resolve) => {
    let body = '';
    let status = 0;
    const headers = { authorization: `Bearer ${operatorToken}` };
    const asked = httpRequest(`${origin}${path}`, { agent: false, headers }, (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('error', () => undefined);
      response.once('end', () => {
        status = response.statusCode ?? 0;
      });
    });
    asked.setTimeout(10_000, () => asked.destroy()).on('error', () => undefined);
    asked.once('close', () => {
      resolve({ status, body });
    });
    asked.end();
  });
}

/** Those who hold. */
class Holders {
  private constructor(
    private readonly child: ChildProcess,
    private readonly said: Promise<string>,
  ) {}

  static start(order: { port: number; key: string; count: number }): Holders {
    const program = fileURLToPath(new URL('holders.mjs', import.meta.url));
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.write(`${JSON.stringify(order)}\n`);
    return new Holders(child, text(child.stdout));
  }

  /** @returns How many connections they were given, and how long they were left the one that was left longest. */
  async stop(): Promise<z.infer<typeof heldSchema>> {
    this.child.stdin?.end();
    if (this.child.exitCode === null) await once(this.child, 'exit');
    return heldSchema.parse(JSON.parse(await this.said));
  }
}

describe(`D-08: ${holdersCount} clients that hold connections`, () => {
  const cleanup = Cleanup.afterAll();
  let system: System;
  let key: string;
  beforeAll(async () => {
    system = cleanup.of(await System.start({ OPERATOR_TOKEN: operatorToken }));
    const site = await system.json(
      'sites',
      'create',
      'Alder Post',
      '--origin',
      'https://alder.example',
    );
    key = siteSchema.parse(site).publishableKey;
  }, 90_000);

  const connectionsNow = async (): Promise<number> => {
    const { body } = await ask(system.origin, '/metrics');
    return Number(/^maylike_connections\{[^}]*\} (\d+)$/m.exec(body)?.[1] ?? NaN);
  };

  it('leave room for who asks, in time', async () => {
    const port = Number(new URL(system.origin).port);
    const tookMs: number[] = [];
    let [refused, most] = [0, 0];
    const holders = Holders.start({ port, key, count: holdersCount });
    const startedAt = performance.now();
    for (let look = 1; performance.now() - startedAt < heldForMs; look += 1) {
      const askedAt = performance.now();
      const { status } = await ask(system.origin, '/healthz');
      if (status === 200) tookMs.push(performance.now() - askedAt);
      else refused += 1;
      if (look % 20 === 0) most = Math.max(most, await connectionsNow());
      await wait(pauseMs);
    }
    const { accepted } = await holders.stop();
    tell('D-08', `${holdersCount} connections that hold`, {
      connections: accepted,
      'most at once': most,
      'asked meanwhile': tookMs.length + refused,
      'cut off': refused,
      'p99 of answers': `${quantile(tookMs, 0.99).toFixed(0)} ms`,
      slowest: `${quantile(tookMs, 1).toFixed(0)} ms`,
    });
    expect(refused).toBe(0);
    expect(accepted).toBeGreaterThanOrEqual(holdersCount);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(connectionsMax);
    if (isLong) expect(quantile(tookMs, 0.99)).toBeLessThan(p99MsMax);
  }, 120_000);

  const whenLong = isLong ? it : it.skip;
  const skipped = isLong ? '' : ' (skipped: MAYLIKE_TEST_LONG=1 runs it)';
  whenLong(
    `are cut off in time, where there is room for all of them${skipped}`,
    async () => {
      const port = Number(new URL(system.origin).port);
      const holders = Holders.start({ port, key, count: connectionsMax / 2 });
      await wait(keptMsMax + 5_000);
      const { longestMs } = await holders.stop();
      tell('D-08', 'none of them kept', { 'no longer than Ms': longestMs });
      expect(longestMs).toBeGreaterThan(1_000);
      expect(longestMs).toBeLessThan(keptMsMax);
    },
    60_000,
  );
});
