// Importing this module defines the element, once however often the module is loaded.
import { ArticlesYouMayLike, tagName } from './element.js';

export type { Missing, MissingReason } from './ask.js';
export { ArticlesYouMayLike, tagName, type ShownDetail } from './element.js';

if (customElements.get(tagName) === undefined) customElements.define(tagName, ArticlesYouMayLike);
