// Writes packages/client/src/generated/ from the OpenAPI document that the built API gives.
// `node infra/dev/client-types.mjs` writes (services/api has to be built); a test fails while the files tell another
// story.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startTestRedis } from '@maylike/runtime/testing';
import { format } from 'prettier';

import { generatedFiles } from '../../packages/client/generate.mjs';
import { ensureRedis } from '../lib/redis.mjs';
import prettierOptions from './prettier.config.mjs';

const folder = new URL('../../packages/client/src/generated/', import.meta.url);

/** The files as a document wants them: path → text. */
export async function wantedFiles(document) {
  const files = await generatedFiles(document);
  const formatted = [...files].map(async ([name, text]) => [
    fileURLToPath(new URL(name, folder)),
    await format(text, { ...prettierOptions, parser: 'typescript' }),
  ]);
  return new Map(await Promise.all(formatted));
}

/** The document of the API as it is built: of a service that runs for a moment, over a Redis of its own. */
async function builtDocument() {
  const home = mkdtempSync(join(tmpdir(), 'maylike-document-'));
  const redis = await startTestRedis();
  const env = {
    PATH: process.env.PATH,
    ...{
      PORT: '0',
      MAYLIKE_HOME: home,
      REDIS_URL: `unix://${redis.socketPath}`,
      LOG_LEVEL: 'error',
    },
  };
  const service = fork(fileURLToPath(import.meta.resolve('@maylike/api/main')), { env });
  try {
    const ready = await new Promise((resolve, reject) => {
      service.on('message', (message) => message.type === 'ready' && resolve(message));
      service.on('exit', (code) => reject(new Error(`the API ended with ${code}`)));
    });
    const answer = await globalThis.fetch(`http://127.0.0.1:${ready.port}/openapi.json`);
    return await answer.json();
  } finally {
    service.kill();
    if (service.exitCode === null) await once(service, 'exit');
    await redis.stop();
    rmSync(home, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureRedis();
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of await wantedFiles(await builtDocument())) writeFileSync(path, text);
}
