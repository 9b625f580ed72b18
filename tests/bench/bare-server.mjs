// What HTTP itself costs in Node: a server that knows one answer, and gives it to whoever asks.
import { createServer } from 'node:http';
import process from 'node:process';

process.once('message', ({ status, headers, body }) => {
  const bytes = Buffer.from(body, 'base64');
  const server = createServer((_request, response) => {
    response.writeHead(status, headers).end(status === 304 ? undefined : bytes);
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});
