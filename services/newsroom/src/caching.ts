// Conditional requests (RFC 9110, 13): a reader that has the bytes already is told so.
import { createHash } from 'node:crypto';

/** What tells one state of a resource from another. */
export interface Validators {
  readonly etag: string;
  /** As in the Last-Modified header. */
  readonly lastModified: string;
}

/** A request's conditions; undefined where it has none. */
export interface Conditions {
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
}

/** The validators of a text that last changed at a time in milliseconds since the epoch. */
export function validatorsOf(body: string, changedAt: number): Validators {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 27);
  return { etag: `"${hash}"`, lastModified: new Date(changedAt).toUTCString() };
}

/** Whether the one who asks has the present state; a tag counts more than a date. */
export function isUnchanged(conditions: Conditions, { etag, lastModified }: Validators): boolean {
  const { ifNoneMatch, ifModifiedSince } = conditions;
  if (ifNoneMatch !== undefined) {
    const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return tags.includes('*') || tags.includes(etag);
  }
  // A date in the past of the last change, or none at all, makes the comparison false.
  return ifModifiedSince !== undefined && Date.parse(ifModifiedSince) >= Date.parse(lastModified);
}
