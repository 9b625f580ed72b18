// Connections, and who has to go when there are too many.
//
// A client that sends slowly, or nothing, costs a connection for as long as its time limits allow; enough of them would
// keep everybody else out. So where there is no room for a newcomer, the connection goes on which the last whole request
// came the longest time ago: a client that asks has its answer long before its turn comes. One on which none ever came
// owes nobody an answer and may go at any time, or those who connect without end would keep the others out.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionLimits } from './http-server.js';

/** What is known of a connection. */
interface Known {
  /** When the last whole request came, or the connection itself. */
  heardAt: number;
  /** Whether one ever came. */
  hasAsked: boolean;
  /** Read and written when it was last looked at, and since when there is no more. */
  bytes: number;
  stillSince: number;
  /** Until then its silence is the work of this process; 0 where it is not. */
  workedOnUntil: number;
  /** Its requests in one turn of the process, which reads one piece of each connection. */
  turn: number;
  inTurn: number;
}

/** The connections of a process. */
export class Connections {
  readonly #known = new Map<Socket, Known>();
  readonly #onEmpty = new Set<() => void>();
  #turn = 0;
  #isTurnEnding = false;

  constructor(private readonly limits: ConnectionLimits) {}

  /** Counts the connections of a server from now on. */
  of(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.#add(socket);
    });
    // Node's own timer for this is set twice a request, which is much of what a known answer costs.
    const timer = setInterval(() => {
      this.#cutStill();
    }, this.limits.checkEveryMs).unref();
    server.once('close', () => {
      clearInterval(timer);
    });
  }

  get count(): number {
    return this.#known.size;
  }

  /** Whether a request is to be worked on: not on a connection that is cut off, as one that sends too many at once is. */
  admits({ socket }: IncomingMessage): boolean {
    const known = this.#known.get(socket);
    if (known === undefined) return false;
    const turn = this.#turnNow();
    if (known.turn !== turn) {
      known.turn = turn;
      known.inTurn = 0;
    }
    known.inTurn += 1;
    if (known.inTurn <= this.limits.atOnceMax) return true;
    this.#cut(socket);
    return false;
  }

  /**
   * To be told of every request, when its headers are there.
   *
   * @param isRead It needs no body. Slow bodies are the other way to hold a connection: who sends one is heard at its end.
   */
  heard(request: IncomingMessage, isRead: boolean): void {
    if (isRead) this.#touch(request.socket);
    else
      request.once('end', () => {
        this.#touch(request.socket);
      });
  }

  /** Leaves the connection of an answer that takes its time alone, until it is given or the time is over. */
  allowTime(response: ServerResponse, withinMs: number): void {
    const known = response.socket === null ? undefined : this.#known.get(response.socket);
    if (known === undefined) return;
    known.workedOnUntil = performance.now() + withinMs;
    response.once('close', () => {
      known.workedOnUntil = 0;
    });
  }

  /** Resolves when no connection is left, or after a time. */
  async emptied(withinMs: number): Promise<void> {
    if (this.count === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onEmpty.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #turnNow(): number {
    if (!this.#isTurnEnding) {
      this.#isTurnEnding = true;
      setImmediate(() => {
        this.#isTurnEnding = false;
        this.#turn += 1;
      });
    }
    return this.#turn;
  }

  #touch(socket: Socket): void {
    const known = this.#known.get(socket);
    if (known === undefined) return;
    known.heardAt = performance.now();
    known.hasAsked = true;
  }

  #add(socket: Socket): void {
    if (this.count >= this.limits.connectionsMax && !this.#makeRoom()) {
      socket.destroy();
      return;
    }
    const now = performance.now();
    this.#known.set(socket, {
      heardAt: now,
      hasAsked: false,
      bytes: 0,
      stillSince: now,
      workedOnUntil: 0,
      turn: 0,
      inTurn: 0,
    });
    socket.once('close', () => {
      this.#forget(socket);
    });
  }

  /** O(connections): it is only full under attack. */
  #makeRoom(): boolean {
    let socket: Socket | null = null;
    const now = performance.now();
    let longest = now;
    const safeSince = now - this.limits.safeMs;
    for (const [candidate, { heardAt, hasAsked, workedOnUntil }] of this.#known) {
      if (heardAt > longest || (hasAsked && heardAt > safeSince) || workedOnUntil > now) continue;
      socket = candidate;
      longest = heardAt;
    }
    if (socket === null) return false;
    this.#cut(socket);
    return true;
  }

  /** It is no more of those that are counted, though its end takes a moment. */
  #cut(socket: Socket): void {
    this.#forget(socket);
    socket.destroy();
  }

  /** Cuts off those on which nothing has moved for too long, as where nobody reads the answer. */
  #cutStill(): void {
    const now = performance.now();
    for (const [socket, known] of this.#known) {
      const bytes = socket.bytesRead + socket.bytesWritten;
      if (bytes !== known.bytes) {
        known.bytes = bytes;
        known.stillSince = now;
      } else if (
        now - known.stillSince >= this.limits.silenceTimeoutMs &&
        now >= known.workedOnUntil
      ) {
        socket.destroy();
      }
    }
  }

  #forget(socket: Socket): void {
    this.#known.delete(socket);
    if (this.count > 0) return;
    for (const tell of this.#onEmpty) tell();
    this.#onEmpty.clear();
  }
}
