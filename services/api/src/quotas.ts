// How much may be asked in a minute. Every request is counted in the process that answers it; once a second the counts of
// those who come near their limit are added up in Redis, and what all processes have seen together comes back. So a limit
// is overstepped by what the processes take in within a second, and no request ever waits for its count.
//
// While Redis is away each process counts for itself: whoever reads is limited by what this process has seen. Nobody
// writes then in any case.
import { createHmac } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { QuotaCounts } from '@maylike/store';

const minuteMs = 60_000;
const settleEveryMs = 1_000;
/** Whoever is below this share of a limit is not worth telling others about. */
const settledShare = 1 / 50;
/** Subjects that are counted at once; beyond that the counts begin anew, rather than fill the memory. */
const subjectsMax = 100_000;
const subjectCharacters = 22;

/** What may be asked in a minute; 0: as much as one likes. */
export interface QuotaLimits {
  /** What is read with the keys of one site, and what is not known by heart: that costs next to nothing. */
  readonly siteReads: number;
  /** What is written with the secret keys of one site. */
  readonly siteWrites: number;
  /** Requests with events of one site. */
  readonly siteEvents: number;
  /** Of all these, what is asked with one key. */
  readonly key: number;
  /** All that comes from one address, keys or not. */
  readonly address: number;
}

/** One of the limits. */
export type QuotaName = keyof QuotaLimits;

/** How a quota stands. */
export interface QuotaState {
  readonly name: QuotaName;
  readonly limit: number;
  /** What may be asked in the rest of the minute. */
  readonly remaining: number;
  /** Until the minute is over. */
  readonly resetSeconds: number;
  /** Whether this request was one too many; it was not counted then. */
  readonly isExceeded: boolean;
}

interface Count {
  readonly limit: number;
  /** What this process has seen and not told. */
  own: number;
  /** What all have told. */
  told: number;
}

/** The quotas of one process. */
export class Quotas {
  private minute = 0;
  private readonly counts = new Map<string, Count>();

  /** @param secret Known to all processes: in Redis nobody stands by name or address. */
  constructor(
    private readonly limits: QuotaLimits,
    private readonly shared: Pick<QuotaCounts, 'add'>,
    private readonly secret: string,
    private readonly now: () => number,
  ) {}

  /** Counts a request. @returns How the quota stands then, or null where there is none. O(1). */
  take(name: QuotaName, who: string): QuotaState | null {
    return this.look(name, who, 1);
  }

  /** How a quota stands, without counting anything; null where there is none. O(1). */
  stateOf(name: QuotaName, who: string): QuotaState | null {
    return this.look(name, who, 0);
  }

  /** Tells the counts of this process, and learns those of all. @throws What the connection says: they are told later. */
  async settle(): Promise<void> {
    this.forgetPastMinutes();
    const { minute } = this;
    const due = [...this.counts].filter(
      ([, { own, told, limit }]) => own > 0 && own + told >= limit * settledShare,
    );
    await Promise.all(
      due.map(async ([key, count]) => {
        const sent = count.own;
        const told = await this.shared.add(this.subjectOf(key), minute, sent);
        count.own -= sent;
        count.told = told;
      }),
    );
  }

  /** Settles every second until it is stopped. @returns What stops it. */
  start(logger: FastifyBaseLogger): () => void {
    let isUnderWay = false;
    const timer = setInterval(() => {
      if (isUnderWay) return;
      isUnderWay = true;
      this.settle()
        .catch((error: unknown) => {
          logger.debug({ err: error }, 'quotas cannot be settled now');
        })
        .finally(() => {
          isUnderWay = false;
        });
    }, settleEveryMs);
    timer.unref();
    return () => {
      clearInterval(timer);
    };
  }

  private look(name: QuotaName, who: string, requests: 0 | 1): QuotaState | null {
    const limit = this.limits[name];
    if (limit === 0) return null;
    this.forgetPastMinutes();
    const key = `${name} ${who}`;
    const count = this.counts.get(key) ?? this.begin(key, limit);
    const isExceeded = count.own + count.told + requests > limit;
    if (!isExceeded) count.own += requests;
    return {
      name,
      limit,
      remaining: Math.max(0, limit - count.own - count.told),
      resetSeconds: Math.ceil((minuteMs - (this.now() % minuteMs)) / 1_000),
      isExceeded,
    };
  }

  private begin(key: string, limit: number): Count {
    if (this.counts.size >= subjectsMax) this.counts.clear();
    const count = { limit, own: 0, told: 0 };
    this.counts.set(key, count);
    return count;
  }

  private subjectOf(key: string): string {
    const digest = createHmac('sha256', this.secret).update(`maylike quota ${key}`).digest();
    return digest.toString('base64url').slice(0, subjectCharacters);
  }

  private forgetPastMinutes(): void {
    const minute = Math.floor(this.now() / minuteMs);
    if (minute === this.minute) return;
    this.minute = minute;
    this.counts.clear();
  }
}

/** Of two quotas that one request counts against, the one that ends first; null where there is neither. */
export function tighterOf(one: QuotaState | null, other: QuotaState | null): QuotaState | null {
  if (one === null || other === null) return one ?? other;
  return other.remaining < one.remaining ? other : one;
}

/** How a quota is told (draft-ietf-httpapi-ratelimit-headers): names and values in turns. */
export const quotaFields = ({ name, limit, remaining, resetSeconds }: QuotaState): string[] => [
  ...['ratelimit-policy', `"${name}";q=${limit};w=60`],
  ...['ratelimit', `"${name}";r=${remaining};t=${resetSeconds}`],
];
