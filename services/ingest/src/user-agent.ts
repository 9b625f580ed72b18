/** A longer address of a contact is no header that servers like. */
const contactCharactersMax = 200;

/**
 * What publishers see of us: `MayLike/0.1.0 (+https://example.org/bot)`. Without a contact, or with one that is too
 * long for a header, the brackets are left out.
 *
 * @param contactUrl A page or a mail address of who runs this service; as `URL` spells it, so ASCII only.
 */
export function userAgentOf(version: string, contactUrl: string | null): string {
  return contactUrl === null || contactUrl.length > contactCharactersMax
    ? `MayLike/${version}`
    : `MayLike/${version} (+${contactUrl})`;
}
