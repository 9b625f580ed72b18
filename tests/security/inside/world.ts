// The world inside the namespace: outlets on public addresses, a name server that says what a test wants, and canaries
// on every address that must never be connected to.
import { existsSync, readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type RequestListener,
  type Server as HttpServer,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import { createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import {
  startNameServer,
  type Answer,
  type Identity,
  type NameServer,
  type Question,
} from '@maylike/safe-fetch/testing';
import { z } from 'zod';
import { canaryAddresses, outletAddresses } from '../addresses.js';

/** The outer test's folder. */
export const folder = process.env['NAMESPACE_FOLDER'] ?? '';

const canaryPorts = [80, 443, 8080];

/** What a name means: addresses, or an answer made for each question; null is silence. */
export type Meaning = readonly string[] | ((question: Question) => Answer | null);

/** The world. */
export interface World {
  /** Connections to addresses inside, as `address port`. */
  readonly hits: readonly string[];
  /** Sockets on which canaries sit. */
  readonly canaries: readonly { readonly address: string; readonly port: number }[];
  /** Requests that outlets had, as `host path`. */
  readonly requests: readonly string[];
  /** What an outlet answers, on all public addresses, by http and, where there are identities, https. */
  serve(host: string, handler: RequestListener): void;
  /** What a name means; names that nobody has named do not exist. */
  name(host: string, meaning: Meaning): void;
  /** Stops and starts the name server: a port without a listener refuses. */
  nameServer(isUp: boolean): Promise<void>;
  /** Ends all connections of outlets. */
  hangUp(): void;
  /** Forgets hits and requests. */
  forget(): void;
  close(): Promise<void>;
}

/** Opens the world. */
export async function openWorld(): Promise<World> {
  const hits: string[] = [];
  const requests: string[] = [];
  const outlets = new Map<string, RequestListener>();
  const names = new Map<string, Meaning>();
  const servers: Server[] = [];
  const outletServers: HttpServer[] = [];

  const handle: RequestListener = (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    requests.push(`${host} ${request.url ?? ''}`);
    const outlet = outlets.get(host);
    if (outlet === undefined) response.writeHead(404).end();
    else outlet(request, response);
  };
  // Without identities everything here is http.
  const isSecure = existsSync(join(folder, 'identities.json'));
  for (const address of outletAddresses) {
    for (const [port, server] of [
      [80, createHttpServer(handle)] as const,
      [8080, createHttpServer(handle)] as const,
      ...(isSecure ? [[443, createTlsServer(identityOf('good'), handle)] as const] : []),
    ]) {
      await listen(servers, server, address, port);
      outletServers.push(server);
    }
  }
  const hangUp = (): void => {
    for (const server of outletServers) server.closeAllConnections();
  };
  const canaries: { address: string; port: number }[] = [];
  for (const address of canaryAddresses) {
    for (const port of canaryPorts) {
      const canary = createTcpServer((socket) => {
        hits.push(`${address} ${port}`);
        socket.on('error', () => undefined).end('INTERNAL');
      });
      // An address that this system does not let anybody have is out of everybody's reach.
      if (await listen(servers, canary, address, port)) canaries.push({ address, port });
    }
  }

  const answer = (question: Question): Answer | null => {
    const meaning = names.get(question.name);
    if (meaning === undefined) return { failure: 'NXDOMAIN' };
    return typeof meaning === 'function' ? meaning(question) : { addresses: meaning };
  };
  let nameServer: NameServer | null = await startNameServer(answer, 53);
  return {
    hits,
    requests,
    canaries,
    serve: (host, handler) => outlets.set(host, handler),
    name: (host, meaning) => names.set(host, meaning),
    nameServer: async (isUp) => {
      if (isUp) nameServer ??= await startNameServer(answer, 53);
      else await nameServer?.close();
      if (!isUp) nameServer = null;
    },
    hangUp,
    forget: () => {
      hits.length = 0;
      requests.length = 0;
    },
    close: async () => {
      await nameServer?.close();
      hangUp();
      for (const server of servers) server.close();
    },
  };
}

const identities = z.record(z.string(), z.object({ key: z.string(), cert: z.string() }));

/** A server's identity that the outer test made; processes inside trust whom it trusts. */
export function identityOf(kind: string): Identity {
  const text = readFileSync(join(folder, 'identities.json'), 'utf8');
  const identity = identities.parse(JSON.parse(text))[kind];
  if (identity === undefined) throw new Error(`nobody is ${kind}`);
  return identity;
}

/** Whether the address could be had. */
async function listen(
  servers: Server[],
  server: Server,
  address: string,
  port: number,
): Promise<boolean> {
  try {
    server.on('tlsClientError', () => undefined);
    server.listen(port, address);
    await once(server, 'listening');
  } catch {
    return false;
  }
  servers.push(server);
  return true;
}
