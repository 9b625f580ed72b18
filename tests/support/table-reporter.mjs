// Prints, behind the last test, the rows that tests have written about what they measured.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default class TableReporter {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'maylike-table-'));
    this.file = join(this.folder, 'rows');
    writeFileSync(this.file, '');
    // Jest's workers are forked later and inherit it.
    process.env.CHAOS_TABLE = this.file;
  }

  onRunComplete() {
    const rows = readFileSync(this.file, 'utf8').split('\n').filter(Boolean).sort();
    rmSync(this.folder, { recursive: true, force: true });
    if (rows.length > 0) process.stderr.write(`\n${rows.join('\n')}\n`);
  }
}
