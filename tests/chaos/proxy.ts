// The network between a process and its Redis, with a switch: stalled, it takes everything and hands on nothing, as a
// partition does; healed, it hands on what it kept.
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** A listening proxy. */
export class StallingProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private isStalled = false;

  private constructor(
    private readonly server: Server,
    private readonly target: string,
    readonly port: number,
  ) {}

  /** Listens on a free loopback port and hands on to a unix socket. */
  static async start(target: string): Promise<StallingProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const proxy = new StallingProxy(server, target, address.port);
    server.on('connection', (socket) => {
      proxy.join(socket);
    });
    return proxy;
  }

  /** Hands on nothing from now on, in either direction; new connections are taken and hear nothing. */
  stall(): void {
    this.isStalled = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  /** Hands on everything again, what was kept first. */
  heal(): void {
    this.isStalled = false;
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
  }

  async stop(): Promise<void> {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    const far = createConnection(this.target);
    const pair = [near, far] as const;
    this.pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => to.write(bytes));
      // An end, in whatever way, ends both.
      from.on('error', () => from.destroy());
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
      if (this.isStalled) from.pause();
    }
  }
}
