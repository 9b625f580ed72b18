// Tells Node and TypeScript that the files in dist/cjs are CommonJS, in a package whose others are not.
import { writeFileSync } from 'node:fs';

writeFileSync(new URL('dist/cjs/package.json', import.meta.url), '{ "type": "commonjs" }\n');
