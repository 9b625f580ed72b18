#!/usr/bin/env node
// The command as npm links it. Committed as it is, because npm links commands before anything is
// built; what it does lies in ../src and runs from ../dist.
import { existsSync } from 'node:fs';

const built = new URL('../dist/main.js', import.meta.url);
if (existsSync(built)) {
  const { main, processIo } = await import('../dist/main.js');
  process.exitCode = await main(process.argv.slice(2), processIo());
} else {
  process.stderr.write('maylike is not built yet. Run `npm start`, or `npm run build`, once.\n');
  process.exitCode = 78;
}
