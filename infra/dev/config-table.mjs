// Writes the table of environment variables into infra/README.md and .env.example, from the one list in
// packages/runtime. `node infra/dev/config-table.mjs` writes; a test fails while the files tell another story.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { configTable } from '@maylike/runtime';

const readmePath = fileURLToPath(new URL('../README.md', import.meta.url));
const examplePath = fileURLToPath(new URL('../../.env.example', import.meta.url));
const begin = '<!-- config table: begin (node infra/dev/config-table.mjs) -->';
const end = '<!-- config table: end -->';

/** The table in Markdown. */
function markdownTable() {
  const rows = configTable().map((row) => {
    const description = row.description.replaceAll('|', '\\|');
    const secret = row.secret ? ' Secret: never logged.' : '';
    return `| \`${row.name}\` | ${row.default ? `\`${row.default}\`` : '–'} | ${description}${secret} |`;
  });
  return ['| variable | default | what it decides |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The files as they ought to be: path → text. */
export function wantedFiles() {
  const readme = readFileSync(readmePath, 'utf8');
  const head = readme.slice(0, readme.indexOf(begin) + begin.length);
  const tail = readme.slice(readme.indexOf(end));
  const example = configTable().map(
    (row) => `# ${row.description}\n# ${row.name}=${row.default ?? ''}\n`,
  );
  return new Map([
    [readmePath, `${head}\n\n${markdownTable()}\n\n${tail}`],
    [
      examplePath,
      `# Every variable with its default. Each may also come from a file: NAME_FILE=/path.\n\n${example.join('\n')}`,
    ],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of wantedFiles()) writeFileSync(path, text);
}
