// Where things are on the newsroom's server: paths, which pages use as they are and feeds behind the origin.
import type { OutletId } from './model.js';
import { variantCount } from './pictures/variants.js';

/** An article that has an address. */
export interface Addressed {
  readonly outlet: OutletId;
  readonly slug: string;
}

/** The newsroom's own front page. */
export const homePath = '/';
/** The front of an outlet. */
export const outletPath = (outlet: OutletId): string => `/${outlet}/`;
/** The page of an article. */
export const articlePath = ({ outlet, slug }: Addressed): string => `/${outlet}/${slug}`;

/** The picture of an article: its event's, in one of its variations, always the same one. */
export function picturePath({
  eventId,
  slug,
}: {
  readonly eventId: string;
  readonly slug: string;
}): string {
  let sum = 7;
  for (const letter of slug) sum = (sum * 31 + letter.charCodeAt(0)) % 65_521;
  const variant = (sum % variantCount) + 1;
  return `/pictures/${eventId}${variant === 1 ? '' : `-${variant}`}.svg`;
}
