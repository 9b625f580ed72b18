// Ports of this machine that nobody listens on.
import { once } from 'node:events';
import { createServer } from 'node:net';

import { systemCodeOf } from './errors.js';

/**
 * A port of 127.0.0.1 that nobody listens on: the wished one where it is free, else any. Someone else may take it
 * before the caller does; whoever listens on it has to be ready for that.
 */
export async function findFreePort(wished = 0): Promise<number> {
  const server = createServer();
  server.listen(wished, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (wished !== 0 && ['EADDRINUSE', 'EACCES'].includes(systemCodeOf(error) ?? ''))
      return await findFreePort();
    throw error;
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string')
    throw new Error('a TCP server listens on a port');
  return address.port;
}
