import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const packageRoot = fileURLToPath(new URL('..', import.meta.url));
const data = process.env['MAYLIKE_DATA'] ?? join(packageRoot, '../../../shared/data');
const pages = join(data, 'article-pages');

/**
 * Scores every page against its expected text, in a process of its own: what a stranger's page costs
 * must not decide whether this test ends. It runs the built package.
 */
const scoring = `
  import { existsSync, readdirSync, readFileSync } from 'node:fs';
  import { parsePage } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
  const [root] = process.argv.slice(1);
  const tokens = (text) => text.toLowerCase().match(/[\\p{L}\\p{N}]+/gu) ?? [];
  const plain = (html) => html.replace(/<[^>]+>/g, ' ').replace(/&#?\\w+;/g, ' ');
  const f1 = (got, wanted) => {
    const left = new Map();
    for (const token of wanted) left.set(token, (left.get(token) ?? 0) + 1);
    let hits = 0;
    for (const token of got) {
      const count = left.get(token) ?? 0;
      if (count > 0) { hits += 1; left.set(token, count - 1); }
    }
    return got.length + wanted.length === 0 ? 1 : (2 * hits) / (got.length + wanted.length);
  };
  const scores = {};
  for (const name of readdirSync(root)) {
    const expected = root + '/' + name + '/expected.html';
    if (!existsSync(expected)) continue;
    const source = readFileSync(root + '/' + name + '/source.html');
    const { text } = await parsePage(source, { url: 'http://fakehost/test/page.html' });
    scores[name] = f1(tokens(text), tokens(plain(readFileSync(expected, 'utf8'))));
  }
  process.stdout.write(JSON.stringify(scores));
`;

const name = 'real article pages give their texts: mean token F1 of at least 0.85';

if (existsSync(pages)) {
  it(
    name,
    async () => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--no-warnings', '--input-type=module', '--eval', scoring, pages],
        { timeout: 120_000, maxBuffer: 1_000_000 },
      );
      const scores: unknown = JSON.parse(stdout);
      const values = Object.values(scores ?? {}).map(Number);
      const mean = values.reduce((sum, score) => sum + score, 0) / values.length;
      process.stdout.write(
        `article pages: mean token F1 ${mean.toFixed(3)} over ${values.length}\n`,
      );
      expect(values.length).toBeGreaterThan(30);
      expect(mean).toBeGreaterThanOrEqual(0.85);
    },
    150_000,
  );
} else {
  it.skip(`${name} (skipped: no article-pages in MAYLIKE_DATA or ../shared/data)`, () => undefined);
}
