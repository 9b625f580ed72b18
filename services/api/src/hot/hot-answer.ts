// An answer as bytes, with the headers it goes out with and what it was made of.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ArticleNumber, SiteId } from '@maylike/articles';
import { namesEntityTag } from '../caching.js';
import {
  readyMessage,
  type FlatHeaders,
  type ReadyMessage,
  type WholeMessages,
} from './whole-message.js';

/** What an answer depends on. */
export interface MadeOf {
  readonly siteId: SiteId;
  /** The articles whose list, card or state was looked at. */
  readonly numbers: ReadonlySet<ArticleNumber>;
  /** Whether any newcomer may change it: it was filled up with the newest, or its article is not known yet. */
  readonly isOpen: boolean;
}

/** An answer as it is to be kept. */
export interface FinishedAnswer {
  /** See {@link hotKeyOf}. */
  readonly key: string;
  /** Of the API key that it was asked with. */
  readonly keyId: string;
  readonly body: string;
  /** Strong. */
  readonly tag: string;
  /** All headers but those that depend on who asks. */
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  /** The origins whose pages may read it. */
  readonly origins: ReadonlySet<string>;
  /** The strategy of its first item, or `none`. */
  readonly strategy: string;
  readonly madeAt: number;
  /** For how long its time-dependent parts count as right. */
  readonly freshMs: number;
  readonly madeOf: MadeOf;
}

/**
 * Who has which credential and asks for what: the same for the same answer, whatever is held already. Neither a header
 * nor an address holds a line feed, so that no two pairs have the same key.
 */
export const hotKeyOf = (authorization: string | undefined, target: string): string =>
  authorization === undefined ? target : `${authorization}\n${target}`;

/** What depends on who asks, and is made anew each time. */
const ofTheAsker = new Set([
  'access-control-allow-origin',
  'connection',
  'content-length',
  'server-timing',
  'ratelimit',
  'ratelimit-policy',
]);
/** What a 304 says (RFC 9110, 15.4.5) leaves out what describes the body. */
const ofTheBody = new Set(['content-type', 'content-length']);
/** Beside the body, which is kept as it came and as its bytes: the headers, twice too; and so much in the index a number. */
const overheadBytes = 4_000;
const bytesOfNumber = 100;

/** An answer that is kept. What it says never changes: what changes is replaced. */
export class HotAnswer {
  // Made when they are first asked for: most answers never are.
  #whole: ReadyMessage | null = null;
  #unmodified: ReadyMessage | null = null;

  constructor(private readonly finished: FinishedAnswer) {}

  get key(): string {
    return this.finished.key;
  }

  get keyId(): string {
    return this.finished.keyId;
  }

  get body(): string {
    return this.finished.body;
  }

  get strategy(): string {
    return this.finished.strategy;
  }

  /** All headers but those that depend on who asks, by name. */
  get sharedHeaders(): Record<string, number | string | string[] | undefined> {
    const named = Object.entries(this.finished.headers);
    return Object.fromEntries(named.filter(([name]) => !ofTheAsker.has(name)));
  }

  get madeOf(): MadeOf {
    return this.finished.madeOf;
  }

  /** About what it takes in memory. */
  get sizeBytes(): number {
    const { key, madeOf } = this.finished;
    const indexBytes = madeOf.isOpen ? 0 : bytesOfNumber * madeOf.numbers.size;
    return 2 * this.finished.body.length + 2 * key.length + overheadBytes + indexBytes;
  }

  isFresh(now: number): boolean {
    const age = now - this.finished.madeAt;
    return age >= 0 && age < this.finished.freshMs;
  }

  /** For how long it has not been right any more, in whole seconds, at least one. */
  staleSeconds(now: number): number {
    const { madeAt, freshMs } = this.finished;
    return Math.max(1, Math.round((now - madeAt - freshMs) / 1_000));
  }

  /** Whether a page may read it; whoever is no page may. */
  isFor(origin: string | undefined): boolean {
    return origin === undefined || this.finished.origins.has(origin);
  }

  /**
   * Sends it, or 304 where the caller has it.
   *
   * @param more Headers of this request alone.
   * @returns The status.
   */
  send(
    request: IncomingMessage,
    response: ServerResponse,
    more: FlatHeaders,
    messages: WholeMessages,
  ): 200 | 304 {
    const isHeld = namesEntityTag(request.headers['if-none-match'], this.finished.tag);
    const message = isHeld ? this.#message304() : this.#message200();
    messages.send(request, response, message, more);
    return isHeld ? 304 : 200;
  }

  #message200(): ReadyMessage {
    if (this.#whole !== null) return this.#whole;
    const body = Buffer.from(this.finished.body).toString('latin1');
    const headers = flat(this.finished.headers, ofTheAsker);
    const length = ['content-length', String(body.length)];
    this.#whole = readyMessage(200, [...headers, ...length], body);
    return this.#whole;
  }

  #message304(): ReadyMessage {
    if (this.#unmodified !== null) return this.#unmodified;
    const leftOut = new Set([...ofTheAsker, ...ofTheBody]);
    this.#unmodified = readyMessage(304, flat(this.finished.headers, leftOut), '');
    return this.#unmodified;
  }
}

function flat(headers: FinishedAnswer['headers'], leftOut: ReadonlySet<string>): FlatHeaders {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined || leftOut.has(name)) return [];
    return (Array.isArray(value) ? value : [value]).flatMap((one) => [name, String(one)]);
  });
}
