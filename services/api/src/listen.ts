import type { FastifyInstance } from 'fastify';
import { explainListenError, StartupError } from '@maylike/runtime';

/** Connections that may wait to be taken in: as many as come when a popular page is published. */
const backlog = 1_024;

/**
 * Lets the server listen.
 *
 * @returns The port, chosen by the system where 0 was asked for.
 * @throws StartupError `port_taken` with what to do about it.
 */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port, backlog });
  } catch (error) {
    if (!isTaken(error)) {
      throw error instanceof Error ? explainListenError(error, host, port) : error;
    }
    const message = `Port ${port} on ${host} is taken: set PORT to another one`;
    throw new StartupError('port_taken', message, { cause: error });
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
