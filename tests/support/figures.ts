// What a test has measured, for people to read.

/** Milliseconds as seconds. */
export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** Bytes as megabytes. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

/** Figures with their names, printed as one table. */
export class Figures {
  private readonly rows: (readonly string[])[] = [];

  /** One row. */
  add(...cells: readonly string[]): void {
    this.rows.push(cells);
  }

  /** Prints all rows to standard output, columns aligned. */
  print(): void {
    const widthOf = (column: number): number =>
      Math.max(...this.rows.map((row) => row[column]?.length ?? 0));
    const lines = this.rows.map((row) =>
      row.map((cell, column) => cell.padEnd(widthOf(column))).join('  '),
    );
    process.stdout.write(`\n${lines.map((line) => line.trimEnd()).join('\n')}\n\n`);
  }
}
