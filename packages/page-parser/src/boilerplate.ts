/**
 * What stands on an article's page and is not the article: taken out before Readability looks, which
 * leaves captions, newsletter boxes and lists of other stories in the text. A stale "Articles You May
 * Like" that counts as text makes an article related to everything that once stood under it.
 *
 * What holds more than half of the page's text is taken out only where it is nothing but links,
 * whatever it is called: some pages wrap all they have into one form.
 */
import { isDomElement, textNode, type DomElement } from './dom.js';

const alwaysRemoved: ReadonlySet<string> = new Set([
  'aside',
  'button',
  'dialog',
  'figcaption',
  'form',
  'iframe',
  'nav',
  'noscript',
  'script',
  'select',
  'style',
  'template',
]);

/** Tags whose text is not on the page. */
const unseen: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript']);
const removedRoles: ReadonlySet<string> = new Set([
  'navigation',
  'complementary',
  'search',
  'dialog',
  'contentinfo',
]);
/** Words in a class or an id that name such a box. They are believed of short elements only. */
const boxName =
  /(?:^|[-_\s])(?:newsletter|signup|sign-up|subscribe|related|recommend(?:ed|ations?)?|recirc(?:ulation)?|taboola|outbrain|most-?(?:read|popular|viewed)|trending|you-?may-?like|read-?(?:more|next|also)|share|sharing|social|caption|credit|credits|copyright)(?:$|[-_\s])/i;
const boxCharsMax = 1_000;

const listContainers: ReadonlySet<string> = new Set([
  'ul',
  'ol',
  'dl',
  'div',
  'section',
  'p',
  'table',
]);
const linksOfListMin = 3;
/** The share of a list's text that is in links; the rest are dates, bullets and labels. */
const linkShareMin = 0.85;
/** Characters outside of links that could be a short article, so that a big list keeps them. */
const proseCharsMin = 200;

const headings: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
/** Lines that head or stand for such lists and boxes. */
const boxHeading =
  /^(?:advertisement|(?:articles|stories|posts) you (?:may|might) (?:also )?like|you (?:may|might) (?:also )?(?:like|be interested in)|related(?: (?:articles|stories|content|topics|posts|coverage|news))?|recommended(?: (?:for you|stories|reading))?|read (?:more|next|also)|see also|more (?:on|from|in|about) .{1,60}|more (?:news|stories)|most (?:read|popular|viewed)|trending(?: now)?|also (?:read|see)|don['’]t miss|share(?: this(?: (?:article|story|page))?)?|follow us.{0,40}|comments?)[\s:.…>»]*$/i;

/** What one element holds, in characters and links, itself and below. */
interface Measure {
  chars: number;
  linkChars: number;
  headingChars: number;
  links: number;
}

/**
 * Takes the boilerplate out of a body, in place. Linear in its size.
 *
 * @returns the characters of text, blanks not counted, that the body held before.
 */
export function removeBoilerplate(body: DomElement): number {
  const measures = new Map<DomElement, Measure>();
  const whole = measure(body, false, measures).chars;
  const removed: DomElement[] = [];
  collect(body, whole, measures, removed);
  for (const element of removed) {
    if (isLinkList(element, measures)) removeHeadingBefore(element);
    element.remove();
  }
  return whole;
}

function measure(
  element: DomElement,
  isInLink: boolean,
  measures: Map<DomElement, Measure>,
): Measure {
  const total: Measure = { chars: 0, linkChars: 0, headingChars: 0, links: 0 };
  const isLink = element.localName === 'a';
  if (isLink) total.links = 1;
  if (!unseen.has(element.localName)) {
    for (const child of element.childNodes) {
      if (isDomElement(child)) {
        const inner = measure(child, isInLink || isLink, measures);
        total.chars += inner.chars;
        total.linkChars += inner.linkChars;
        total.headingChars += inner.headingChars;
        total.links += inner.links;
      } else if (child.nodeType === textNode) {
        const chars = (child.textContent ?? '').replace(/\s+/g, '').length;
        total.chars += chars;
        if (isInLink || isLink) total.linkChars += chars;
      }
    }
  }
  // A heading that is itself a link is an entry of the list, not its head.
  if (headings.has(element.localName)) total.headingChars = total.chars - total.linkChars;
  measures.set(element, total);
  return total;
}

/** Collects the topmost elements to remove. */
function collect(
  parent: DomElement,
  whole: number,
  measures: Map<DomElement, Measure>,
  removed: DomElement[],
): void {
  for (const child of parent.childNodes) {
    if (!isDomElement(child)) continue;
    const chars = measures.get(child)?.chars ?? 0;
    const isMostOfPage = chars * 2 > whole;
    const isOut = isMostOfPage
      ? isWithoutProse(child, measures)
      : isBoilerplate(child, chars, measures);
    if (isOut) removed.push(child);
    else collect(child, whole, measures, removed);
  }
}

/** What goes even where it is most of the page: no article hides in there. */
function isWithoutProse(element: DomElement, measures: Map<DomElement, Measure>): boolean {
  if (element.localName === 'nav' || unseen.has(element.localName)) return true;
  const held = measures.get(element);
  return (
    held !== undefined &&
    isLinkList(element, measures) &&
    held.chars - held.headingChars - held.linkChars <= proseCharsMin
  );
}

function isBoilerplate(
  element: DomElement,
  chars: number,
  measures: Map<DomElement, Measure>,
): boolean {
  if (alwaysRemoved.has(element.localName)) return true;
  if (removedRoles.has((element.getAttribute('role') ?? '').toLowerCase())) return true;
  if (chars > 0 && chars <= boxCharsMax) {
    const names = `${element.getAttribute('class') ?? ''} ${element.getAttribute('id') ?? ''}`;
    if (boxName.test(names.slice(0, 500))) return true;
  }
  return isLinkList(element, measures);
}

function isLinkList(element: DomElement, measures: Map<DomElement, Measure>): boolean {
  const held = measures.get(element);
  if (held === undefined || !listContainers.has(element.localName)) return false;
  const chars = held.chars - held.headingChars;
  return held.links >= linksOfListMin && chars > 0 && held.linkChars >= linkShareMin * chars;
}

/** A list's head outside of it goes with it. */
function removeHeadingBefore(list: DomElement): void {
  const before = list.previousElementSibling;
  if (before === null) return;
  const text = (before.textContent ?? '').trim();
  const isHeading = headings.has(before.localName) && before.localName !== 'h1';
  if (text.length <= 80 && (isHeading || boxHeading.test(text))) before.remove();
}

const pitchCharsMax = 250;
const newsletterWord = /\b(?:newsletters?|digest|inbox)\b/i;
const pitchWord =
  /\b(?:sign(?:ing)?[- ]?up|subscribe|unlock|for free|free|weekly|daily|register|delivered|get the)\b/i;
const creditLine =
  /^(?:©|\(c\)|(?:photo|image|picture|photograph|illustration|credit|file photo)s?(?: credit)?\s*(?:by|:|©|\|)).{0,150}$/i;
const kicker = /^(?:news|opinion|analysis|exclusive|live|video|breaking(?: news)?)$/i;

/** Whether a line of the extracted text is no part of the story: a box's head, a pitch, a credit, a label. */
export function isBoilerplateLine(line: string): boolean {
  if (line.length > pitchCharsMax) return false;
  return (
    boxHeading.test(line) ||
    kicker.test(line) ||
    creditLine.test(line) ||
    (newsletterWord.test(line) && pitchWord.test(line))
  );
}
