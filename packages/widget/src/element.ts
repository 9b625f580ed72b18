// <articles-you-may-like>: the list as an element of a page.
//
//   connected, or a question changed ─▶ waits until it is near the viewport ─▶ asks ─▶ list
//                                                                                └──▶ what stands inside, as before
//
// What a publisher puts inside the element is shown until a list is there, and again when there is none: a reader
// never sees an empty box or an error. It stays in the page for those who read it without a script. Where that is a
// list already, made on the server of items with `data-article` and `data-strategy` (as `GET /v1/recommendations.html` gives
// them), nobody is asked and nothing moves: it is only measured.
import { limitOf, pageUrlOf, questionAddress, routeUrl } from './address.js';
import type { ListItem } from './answer.js';
import { ask, type Missing } from './ask.js';
import { itemsIn, measureWith, type Measure } from './events.js';
import { renderList, renderReserve, type View } from './render.js';
import { styleText } from './styles.js';
import { localeOf, wordsFor } from './words.js';

/** The element's name in a page. */
export const tagName = 'articles-you-may-like';

/** So far ahead of the viewport it asks: a second or so of scrolling. */
const nearMargin = '600px';

/** An option's attribute; its group is one that only changes what is seen: any other may make another question. */
const optionAttribute = /^data-(heading$|reasons$)?/;

/** What an element asks, and what it tells of its readers. */
interface Question {
  /** Null where nobody can be asked. */
  readonly address: string | null;
  /** Where events go; null where nothing is measured. */
  readonly beacon: URL | null;
  /** Empty where there is none. */
  readonly key: string;
  /** The page that the list is for, by its address or its id. */
  readonly article: string;
}

/** The detail of `maylike:shown`. */
export interface ShownDetail {
  /** Items in the list. */
  readonly count: number;
}

declare global {
  interface HTMLElementTagNameMap {
    'articles-you-may-like': ArticlesYouMayLike;
  }
  interface HTMLElementEventMap {
    'maylike:shown': CustomEvent<ShownDetail>;
    'maylike:error': CustomEvent<Missing>;
  }
}

/**
 * The element. Its options are attributes:
 *
 * - `data-key`: the site's publishable key;
 * - `data-api`: where the API is; where this script came from if it is not given;
 * - `data-url` or `data-id`: the page that the list is for; the canonical address, or the location, if neither is given;
 * - `data-limit`: items, 1 to 20 (5);
 * - `data-exclude`, `data-section`, `data-tag`, `data-author`, `data-lang`, `data-max-age`, `data-before`,
 *   `data-after`, `data-mode`, `data-diversity`, `data-min-score`, `data-fallback`: as the API's parameters;
 * - `data-heading`: instead of the one in the page's language;
 * - `data-reasons`: say what both articles are about;
 * - `data-measure="none"`: tell nobody what readers see and click (events.ts).
 *
 * Its language is that of the nearest `lang`. Events, which bubble: `maylike:shown` ({@link ShownDetail}) when a list
 * is there, `maylike:error` ({@link Missing}) when there will be none.
 */
export class ArticlesYouMayLike extends HTMLElement {
  readonly #shadow = this.attachShadow({ mode: 'open' });
  #nearness: IntersectionObserver | null = null;
  #request: AbortController | null = null;
  /**
   * What is shown, and the address that it answers; without items, what stands inside is the answer. Null when there was
   * none, undefined before the first.
   */
  #shown?: { readonly address: string | null; readonly items: readonly ListItem[] } | null;
  #view: HTMLElement | null = null;
  #measure: Measure | null = null;
  readonly #onVisibility = (): void => {
    this.#measure?.look(!document.hidden);
  };

  constructor() {
    super();
    this.#shadow.adoptedStyleSheets = [sheet];
    this.#shadow.append(document.createElement('slot'));
    this.#shadow.addEventListener('slotchange', () => {
      this.#reserve();
    });
    new MutationObserver((changes) => {
      for (const { attributeName } of changes) {
        const option = optionAttribute.exec(String(attributeName));
        if (option?.[1]) this.#render();
        else if (option) this.#askWhenNear();
      }
    }).observe(this, { attributes: true });
    for (const type of ['click', 'auxclick'] as const) {
      this.addEventListener(type, (event) => this.#measure?.click(event));
    }
  }

  connectedCallback(): void {
    this.#reserve();
    this.#askWhenNear();
    this.#onVisibility();
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  disconnectedCallback(): void {
    this.#stop();
    this.#measure?.look(false);
    document.removeEventListener('visibilitychange', this.#onVisibility);
  }

  #stop(): void {
    this.#nearness?.disconnect();
    this.#request?.abort();
    this.#request = null;
  }

  /** The observer tells later, so several attributes that change one after the other make one question. */
  #askWhenNear(): void {
    this.#stop();
    this.#nearness = new IntersectionObserver(
      (entries, observer) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        void this.#ask();
      },
      { rootMargin: nearMargin },
    );
    this.#nearness.observe(this);
  }

  async #ask(): Promise<void> {
    const question = this.#question();
    const { address } = question;
    if (this.#shown && address === this.#shown.address) return;
    if (this.#shown === undefined && itemsIn(this).length > 0) {
      this.#show(question, []);
      return;
    }
    if (address === null) {
      this.#miss({ reason: 'misconfigured', status: null });
      return;
    }
    const request = new AbortController();
    this.#request = request;
    const outcome = await ask(address, request);
    // Nothing is taken away from under a reader who stands on it with the keyboard: it waits until they leave.
    while (this.matches(':focus-within')) await focusMoved(this);
    // Another question has been asked since, or nobody waits any more.
    if (this.#request !== request) return;
    if ('reason' in outcome) this.#miss(outcome);
    else this.#show(question, outcome);
  }

  /** An option by its name in `dataset`; empty where it is not given or blank. */
  #option(name: string): string {
    return (this.dataset[name] ?? '').trim();
  }

  /** The question as the page stands now. */
  #question(): Question {
    const base = document.baseURI;
    const api = this.#option('api') || new URL('.', import.meta.url).href;
    const [id, key] = [this.#option('id'), this.#option('key')];
    const canonical = document.querySelector('link[rel~=canonical i]')?.getAttribute('href');
    const url = pageUrlOf([this.#option('url'), canonical], location.href, base);
    const route = key === '' ? null : routeUrl(api, base, 'recommendations');
    const limit = String(limitOf(this.#option('limit')));
    const given = Object.assign({}, this.dataset, { url: id === '' ? url : '', limit });
    return {
      address: route && questionAddress(route, given),
      beacon: this.#option('measure') === 'none' ? null : routeUrl(api, base, 'events'),
      key,
      article: id || url,
    };
  }

  /** @param items - None where the list stands inside already. */
  #show(question: Question, items: readonly ListItem[]): void {
    this.#shown = { address: question.address, items };
    this.#measureAnew(question);
    this.#render();
    this.#tell('maylike:shown', { count: itemsIn(this.#view ?? this).length });
  }

  #miss(missing: Missing): void {
    this.#shown = null;
    this.#measureAnew(null);
    this.#put(null);
    this.#tell('maylike:error', missing);
  }

  #tell(type: string, detail: ShownDetail | Missing): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** What the list before has to tell is told; the next one is another's. */
  #measureAnew(question: Question | null): void {
    this.#measure?.look(false);
    this.#measure = null;
    if (question === null) return;
    const { beacon, key, article } = question;
    if (beacon === null || key === '') return;
    this.#measure = measureWith((events) => {
      navigator.sendBeacon(beacon, JSON.stringify({ key, article, events }));
    });
  }

  #render(): void {
    if (!this.#shown) return;
    const { items } = this.#shown;
    this.#put(items.length === 0 ? null : renderList(items, this.#howToShow()));
    this.#measure?.start(itemsIn(this.#view ?? this));
  }

  #howToShow(): View {
    const locale = localeOf((this.closest<HTMLElement>('[lang]') ?? document.documentElement).lang);
    const words = wordsFor(locale);
    return {
      heading: this.#option('heading') || words.heading,
      words,
      locale,
      now: Date.now(),
      hasReasons: this.hasAttribute('data-reasons'),
    };
  }

  /** Keeps the room of a list until there is an answer, unless something stands there already. */
  #reserve(): void {
    if (this.#shown !== undefined) return;
    const isEmpty = this.childElementCount === 0 && this.textContent.trim() === '';
    const count = limitOf(this.#option('limit'));
    this.#put(isEmpty ? renderReserve(count, this.#howToShow()) : null);
  }

  #put(view: HTMLElement | null): void {
    this.#view?.remove();
    this.#view = view;
    // What stands inside is not seen behind it.
    if (view !== null) this.#shadow.prepend(view);
  }
}

/** Resolves when the focus has moved on from something inside an element: the next has it only after the event. */
const focusMoved = (element: HTMLElement): Promise<unknown> =>
  new Promise((resolve) => {
    element.addEventListener('focusout', () => setTimeout(resolve), { once: true });
  });

/** One sheet for all elements of a page; unlike a style element, a strict content security policy lets it pass. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(styleText);
