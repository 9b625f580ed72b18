// `npm start`: from a fresh clone to a running MayLike, with nothing but Node and npm on the machine.
// Plain JavaScript with Node's own modules, because nothing else is there yet. What is started and
// how it is watched is the command line's part (`maylike up`), in this same process.
import process from 'node:process';

import { runScript } from './lib/log.mjs';
import { checkNode, ensureBuilt, ensureInstalled } from './lib/prepare.mjs';
import { ensureRedis } from './lib/redis.mjs';
import { root } from './lib/root.mjs';

await runScript(async () => {
  checkNode();
  // MAYLIKE_HOME and other relative paths count from the checkout, wherever this is called from.
  process.chdir(root);
  await ensureInstalled();
  await ensureBuilt();
  if (!isGiven('REDIS_URL') && !isGiven('REDIS_CLUSTER_NODES')) ensureRedis();
  process.argv = [...process.argv.slice(0, 2), 'up', ...process.argv.slice(2)];
  await import('../packages/cli/bin/maylike.js');
});

/** True when a setting is given, by itself or by a file. */
function isGiven(name) {
  return [name, `${name}_FILE`].some((key) => (process.env[key] ?? '') !== '');
}
