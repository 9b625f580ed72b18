// What the scripts say while they work. Everything here goes to standard error: standard output is
// reserved for what the started system itself says (at last its ready line).

/** Prints one line for the person who waits. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A duration as a person reads it: `0.4 s`, `51 s`, `3 min 5 s`. */
export function humanDuration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A failure with a message made for the person at the keyboard; printed without a stack. */
export class ScriptError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'ScriptError';
    this.exitCode = exitCode;
  }
}

/** Runs a script's `main`; a ScriptError becomes its message and its exit code. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  }
}
