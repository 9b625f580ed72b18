// Makes dist/widget.js, the one file that a page loads: everything of src/ as a minified ES module. The style sheet is
// a string of the sources, which no minifier of scripts looks into, so it is minified here before it is bundled.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build, transform } from 'esbuild';

import { styleText } from './dist/styles.js';

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The first browsers with everything that the style sheet cannot do without: size container queries. */
const target = ['chrome111', 'firefox113', 'safari16.4'];

/** Names of our own objects that no browser, no answer and no event of ours knows: they may be as short as can be. */
const inner =
  /^(hasReasons|publishedAt|alsoIn|because|heading|words|locale|canonical|given|isSeen|look|start|source|address|image|beacon)$/;

const minifiedStyles = {
  name: 'minified-styles',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]src[/\\]styles\.ts$/ }, async () => {
      // No target: syntax that a browser does not know must stay as it is, for the rule beside it to take its place.
      const { code } = await transform(styleText, { loader: 'css', minify: true });
      return { contents: `export const styleText = ${JSON.stringify(code.trim())};` };
    });
  },
};

const outfile = pathOf('dist/widget.js');
await build({
  entryPoints: [pathOf('src/entry.ts')],
  outfile,
  bundle: true,
  minify: true,
  format: 'esm',
  charset: 'utf8',
  target,
  mangleProps: inner,
  plugins: [minifiedStyles],
});

const bytes = readFileSync(outfile);
console.log(`widget.js: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`);
