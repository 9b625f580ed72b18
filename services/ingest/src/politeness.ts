// How politely hosts are treated: which of them are the operator's own, and what an answer says to the whole host.
import { parseUrl } from '@maylike/articles';
import { isAllowedPrivate, type PrivateRange } from '@maylike/safe-fetch';
import type { Hosts, HostPolicy, PolicyOf } from '@maylike/store';
import type { Failure } from './errors.js';

/** What an operator sets. */
export interface PolitenessSettings {
  readonly requestsAtOnce: number;
  readonly requestsPerMinute: number;
}

/** Requests that may come in one go after a quiet time: a feed with the pages of its new items. */
export const burstMax = 10;
/** A host that has enough of us and does not say for how long. */
const tooManyRequestsMs = 60_000;
/**
 * One answer's word stops the whole host for no longer: then another of its feeds asks, and may be told so again. The
 * feed that was answered waits for as long as it was told.
 */
const hostBlockMsMax = 3_600_000;
/** A longer Crawl-delay says "go away", for which robots.txt has a better word. */
const crawlDelayMsMax = 60_000;
/** What robots.txt says is believed for an hour, as safe-fetch keeps it. */
const crawlDelayKeptMs = 3_600_000;
/** Statuses that are about whoever asks, or about the whole server. */
const hostWideStatuses: ReadonlySet<number | null> = new Set([429, 503]);

/** The politeness of one service. */
export class Politeness {
  private readonly strangers: HostPolicy;

  /** @param allowPrivate What the operator opened is the operator's own: it is not throttled, only not crowded. */
  constructor(
    { requestsAtOnce, requestsPerMinute }: PolitenessSettings,
    private readonly allowPrivate: readonly PrivateRange[],
  ) {
    const msPerRequest = Math.ceil(60_000 / requestsPerMinute);
    this.strangers = { requestsAtOnce, msPerRequest, burst: burstMax };
  }

  /** Requests at once, of every host. */
  get requestsAtOnce(): number {
    return this.strangers.requestsAtOnce;
  }

  /** The policy of a host. */
  readonly of: PolicyOf = (host) =>
    this.isOwn(host) ? { ...this.strangers, msPerRequest: 0 } : this.strangers;

  /** Whether a host is named by an address that the operator opened. Names are strangers, wherever they lead. */
  isOwn(host: string): boolean {
    const url = parseUrl(`http://${host}`);
    if (url === null) return false;
    const port = url.port === '' ? null : Number(url.port);
    return isAllowedPrivate(this.allowPrivate, url.hostname, port);
  }

  /** Keeps what a failure says to all of a host. The operator's own hosts answer for each feed by itself. */
  async heed(hosts: Hosts, host: string, failure: Failure, now: number): Promise<void> {
    if (!hostWideStatuses.has(failure.httpStatus) || this.isOwn(host)) return;
    const askedMs = failure.retryAfterMs ?? (failure.httpStatus === 429 ? tooManyRequestsMs : 0);
    if (askedMs === 0) return;
    await hosts.block(host, now, Math.min(askedMs, hostBlockMsMax), failure.message);
  }

  /** Keeps the pause that a host's robots.txt asks for. */
  async heedCrawlDelay(
    hosts: Hosts,
    host: string,
    delayMs: number | null,
    now: number,
  ): Promise<void> {
    if (delayMs === null) return;
    await hosts.setDelay(host, now, Math.min(delayMs, crawlDelayMsMax), crawlDelayKeptMs);
  }
}
