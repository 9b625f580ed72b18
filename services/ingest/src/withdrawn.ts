// Which articles a publisher may have taken back. A feed forgets its oldest items all the time; one that disappears
// from the middle, while older ones stay, has probably been withdrawn, and its page is asked. Pure.

/** Pages asked because of one poll: a feed that is no chronicle ("most read") loses items everywhere. */
export const withdrawnChecksMax = 20;

/**
 * The numbers that left a feed early.
 *
 * @param previous The last body's numbers, newest first.
 * @param current The numbers of the body now.
 * @returns At most {@link withdrawnChecksMax}, newest first; none where nothing of the last body is left, because then
 * nothing says which of them are old enough to have left by themselves. Linear.
 */
export function withdrawnNumbers(
  previous: readonly number[],
  current: ReadonlySet<number>,
): number[] {
  const oldestSurvivor = previous.findLastIndex((number) => current.has(number));
  return previous
    .slice(0, Math.max(0, oldestSurvivor))
    .filter((number) => !current.has(number))
    .slice(0, withdrawnChecksMax);
}
