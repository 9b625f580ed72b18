// What the command exits with. The numbers above 63 are those of sysexits(3), so that cron jobs and
// shells may tell what is worth another try (75, 69) from what is not.

/** Every exit code with its meaning, in the order of the help text. */
export const exitCodes = {
  /** Done. */
  ok: 0,
  /** Asked for correctly, and did not succeed. */
  failed: 1,
  /** An option or an argument is wrong. */
  usage: 64,
  /** A file or an address holds what cannot be used. */
  badData: 65,
  /** No Redis, or no process of the service that would do the work. */
  unavailable: 69,
  /** Not done in the time given: may well be done a little later. */
  temporary: 75,
  /** The configuration is wrong, or what it names may not be used. */
  config: 78,
} as const;

/** One of the numbers of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The paragraph of `--help` about exit codes. */
export const exitCodesHelp = [
  'Exit codes:',
  `  ${exitCodes.ok}   done`,
  `  ${exitCodes.failed}   failed; the message says why`,
  `  ${exitCodes.usage}  wrong option or argument`,
  `  ${exitCodes.badData}  a file or an address holds what cannot be used`,
  `  ${exitCodes.unavailable}  no Redis, or no process of the service that would do the work`,
  `  ${exitCodes.temporary}  not done in time; try again`,
  `  ${exitCodes.config}  the configuration is wrong, or MayLike cannot start with it`,
].join('\n');
