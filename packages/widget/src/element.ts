// <articles-you-may-like>: the list as an element of a page.
//
//   connected, or a question changed ─▶ waits until it is near the viewport ─▶ asks ─▶ list
//                                                                                └──▶ what stands inside, as before
//
// What a publisher puts inside the element is shown until a list is there, and again when there is none: a reader
// never sees an empty box or an error. It stays in the page for those who read it without a script.
import { limitOf, pageUrlOf, questionAddress } from './address.js';
import type { ListItem } from './answer.js';
import { ask, type Missing } from './ask.js';
import { renderList, renderReserve } from './render.js';
import { styleText } from './styles.js';
import { localeOf, wordsFor } from './words.js';

/** The element's name in a page. */
export const tagName = 'articles-you-may-like';

/** So far ahead of the viewport it asks: a second or so of scrolling. */
const nearMargin = '600px';

/** Attributes that make another question of it; a change asks again. */
const asking = ['data-api', 'data-key', 'data-url', 'data-limit', 'data-mode', 'data-lang'];
/** Attributes that only change what is seen. */
const showing = ['data-heading', 'data-reasons'];

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
 * - `data-url`: the page that the list is for; the canonical address, or the location, if it is not given;
 * - `data-limit`: items, 1 to 20 (5);
 * - `data-mode`, `data-lang`: as the API's `mode` and `lang`;
 * - `data-heading`: instead of the one in the page's language;
 * - `data-reasons`: say what both articles are about.
 *
 * Its language is that of the nearest `lang`. Events, which bubble: `maylike:shown` ({@link ShownDetail}) when a list
 * is there, `maylike:error` ({@link Missing}) when there will be none.
 */
export class ArticlesYouMayLike extends HTMLElement {
  static readonly observedAttributes: readonly string[] = [...asking, ...showing];

  readonly #shadow = this.attachShadow({ mode: 'open' });
  readonly #fallback = document.createElement('slot');
  #nearness: IntersectionObserver | null = null;
  #request: AbortController | null = null;
  /** What is shown, and the address that it answers. */
  #shown: { readonly address: string; readonly items: readonly ListItem[] } | null = null;
  #view: HTMLElement | null = null;
  #isAnswered = false;

  constructor() {
    super();
    this.#shadow.adoptedStyleSheets = [styleSheet()];
    this.#shadow.append(this.#fallback);
    this.#fallback.addEventListener('slotchange', () => {
      this.#reserve();
    });
  }

  connectedCallback(): void {
    this.#reserve();
    this.#askWhenNear();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  attributeChangedCallback(name: string): void {
    if (!this.isConnected) return;
    if (asking.includes(name)) this.#askWhenNear();
    else this.#render();
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
    const address = this.#address();
    if (address === null) {
      this.#miss({ reason: 'misconfigured', status: null });
      return;
    }
    if (address === this.#shown?.address) return;
    const request = new AbortController();
    this.#request = request;
    const outcome = await ask(address, request);
    // Another question has been asked since, or nobody waits any more.
    if (this.#request !== request) return;
    this.#whenNotFocused(request, () => {
      if ('reason' in outcome) this.#miss(outcome);
      else this.#show(address, outcome);
    });
  }

  /** An option's text; null where it is not given or blank. */
  #option(name: string): string | null {
    const text = this.getAttribute(`data-${name}`)?.trim() ?? '';
    return text === '' ? null : text;
  }

  /** The question as an address, as the page stands now. */
  #address(): string | null {
    const base = document.baseURI;
    const canonical = document.querySelector('link[rel~=canonical i]');
    const question = {
      api: this.#option('api') ?? new URL('.', import.meta.url).href,
      key: this.#option('key'),
      url: pageUrlOf({
        given: this.#option('url'),
        canonical: canonical?.getAttribute('href') ?? null,
        location: location.href,
        base,
      }),
      limit: limitOf(this.#option('limit')),
      mode: this.#option('mode'),
      language: this.#option('lang'),
    };
    return questionAddress(question, base);
  }

  /** Nothing is taken away from under a reader who stands on it with the keyboard: it waits until they leave. */
  #whenNotFocused(request: AbortController, then: () => void): void {
    if (!this.matches(':focus-within')) {
      then();
      return;
    }
    const onLeave = (): void => {
      // The next element has the focus only after this event.
      setTimeout(() => {
        if (this.#request === request) this.#whenNotFocused(request, then);
      });
    };
    this.addEventListener('focusout', onLeave, { once: true });
  }

  #show(address: string, items: readonly ListItem[]): void {
    this.#isAnswered = true;
    this.#shown = { address, items };
    this.#render();
    this.#tell('maylike:shown', { count: items.length });
  }

  #miss(missing: Missing): void {
    this.#isAnswered = true;
    this.#shown = null;
    this.#put(null);
    this.#tell('maylike:error', missing);
  }

  #tell(type: string, detail: ShownDetail | Missing): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #render(): void {
    if (this.#shown === null) return;
    const locale = localeOf((this.closest<HTMLElement>('[lang]') ?? document.documentElement).lang);
    const words = wordsFor(locale);
    const view = {
      heading: this.#option('heading') ?? words.heading,
      words,
      locale,
      now: Date.now(),
      hasReasons: this.hasAttribute('data-reasons'),
    };
    this.#put(renderList(this.#shown.items, view));
  }

  /** Keeps the room of a list until there is an answer, unless something stands there already. */
  #reserve(): void {
    if (this.#isAnswered) return;
    const isEmpty = this.childElementCount === 0 && this.textContent.trim() === '';
    this.#put(isEmpty ? renderReserve(limitOf(this.#option('limit'))) : null);
  }

  #put(view: HTMLElement | null): void {
    this.#view?.remove();
    this.#view = view;
    if (view !== null) this.#shadow.append(view);
    this.#fallback.hidden = view !== null;
  }
}

let sheet: CSSStyleSheet | null = null;

/** One sheet for all elements of a page; unlike a style element, a strict content security policy lets it pass. */
function styleSheet(): CSSStyleSheet {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styleText);
  }
  return sheet;
}
