/**
 * robots.txt (RFC 9309): asked once an hour and origin, remembered within bounds.
 *
 * The file is a stranger's text, and the matching library is built for honest ones: it copies every
 * rule to every agent of a group, and a wildcard costs the length of the path at each character. So
 * the text is reduced first to what concerns us: our own groups and those of `*`.
 */
import robotsParser from 'robots-parser';
import { unlessAborted } from './deadline.js';
import { FetchError } from './errors.js';
import type { FetchRequest, FetchResult } from './model.js';

/** RFC 9309 §2.5 asks for at least 500 KiB. */
const robotsBytesMax = 512_000;
/** A longer rule matches nothing real. */
const ruleCharsMax = 1_000;
/** Characters of rules with wildcards: times a path of 4,096 this is a tenth of a second. */
const wildcardCharsMax = 50_000;
const keptMs = 3_600_000;
const failureKeptMs = 300_000;
const originsMax = 1_000;
/** Characters of all kept files together; a usual file has a few hundred. */
const keptCharsMax = 8_000_000;

/** A longer delay than this lasts until the file is read anew. */
const crawlDelayMsMax = keptMs;

/** What a robots.txt says of one URL. */
export interface RobotsRules {
  mayFetch: boolean;
  /** See `SafeFetch.crawlDelayMs`. */
  crawlDelayMs: number | null;
}

/** What is known of one origin. */
interface Entry {
  isAllowed: (url: string) => boolean;
  crawlDelayMs: number | null;
  chars: number;
  expiresAtMs: number;
}

/** What the robots cache needs. */
export interface RobotsOptions {
  get: (url: string, request?: FetchRequest) => Promise<FetchResult>;
  userAgent: string;
  now: () => number;
}

/** Makes the cache. `rulesOf` rejects only when the caller's own signal aborts, or the fetcher is closed. */
export function createRobots({ get, userAgent, now }: RobotsOptions): {
  rulesOf: (url: URL, signal?: AbortSignal) => Promise<RobotsRules>;
} {
  const agent = productToken(userAgent);
  // A Map keeps the order of insertion: the first key is the one unused for longest.
  const entries = new Map<string, Entry>();
  const underway = new Map<string, Promise<Entry>>();
  let keptChars = 0;

  function forget(origin: string): void {
    keptChars -= entries.get(origin)?.chars ?? 0;
    entries.delete(origin);
  }

  function keep(origin: string, entry: Entry): void {
    forget(origin);
    entries.set(origin, entry);
    keptChars += entry.chars;
    for (const oldest of entries.keys()) {
      if (entries.size <= originsMax && keptChars <= keptCharsMax) break;
      forget(oldest);
    }
  }

  async function load(origin: string): Promise<Entry> {
    const robotsUrl = `${origin}/robots.txt`;
    try {
      const result = await get(robotsUrl, { accept: 'text/plain', bodyBytesMax: robotsBytesMax });
      const text = result.notModified ? '' : new TextDecoder().decode(result.bytes);
      return entryOf(robotsUrl, reduceRobots(text, agent), agent, now());
    } catch (error) {
      if (!(error instanceof FetchError) || error.code === 'aborted') throw error;
      return isMissing(error)
        ? { ...ruleless, isAllowed: () => true, expiresAtMs: now() + keptMs }
        : { ...ruleless, isAllowed: () => false, expiresAtMs: now() + failureKeptMs };
    }
  }

  /** Those who ask while the file is on its way wait for the same one; who gives up stops nobody else's. */
  function loadOnce(origin: string): Promise<Entry> {
    const known = underway.get(origin);
    if (known !== undefined) return known;
    const loading = load(origin).finally(() => underway.delete(origin));
    underway.set(origin, loading);
    return loading;
  }

  return {
    async rulesOf(url, signal) {
      const known = entries.get(url.origin);
      const entry =
        known !== undefined && known.expiresAtMs > now()
          ? known
          : await unlessAborted(signal, () => loadOnce(url.origin));
      keep(url.origin, entry);
      return { mayFetch: entry.isAllowed(url.href), crawlDelayMs: entry.crawlDelayMs };
    },
  };
}

const ruleless = { crawlDelayMs: null, chars: 0 };

/** Any 4xx says that there is no file, except 429, which says that the server has enough. */
function isMissing(error: FetchError): boolean {
  const status = error.httpStatus ?? 0;
  return error.code === 'http_error' && status >= 400 && status < 500 && status !== 429;
}

function entryOf(robotsUrl: string, text: string | null, agent: string, nowMs: number): Entry {
  const expiresAtMs = nowMs + keptMs;
  if (text === null) return { ...ruleless, isAllowed: () => false, expiresAtMs };
  const rules = robotsParser(robotsUrl, text);
  const delayMs = (rules.getCrawlDelay(agent) ?? 0) * 1_000;
  return {
    isAllowed: (url) => rules.isAllowed(url, agent) ?? true,
    crawlDelayMs: delayMs > 0 ? Math.min(delayMs, crawlDelayMsMax) : null,
    chars: text.length,
    expiresAtMs,
  };
}

/** `MayLike/1.0 (+https://…)` → `maylike`. */
function productToken(userAgent: string): string {
  return (userAgent.split(/[/\s]/, 1)[0] ?? '').toLowerCase();
}

/**
 * Keeps of a robots.txt the rules and delays of the agent's own groups and of `*`; other groups stay as empty
 * ones, so that their rules are nobody's.
 *
 * @returns the reduced text, at most as long as the given one; null where its wildcards are too many
 * to be matched in good time. Linear.
 */
export function reduceRobots(text: string, agent: string): string | null {
  const lines: string[] = [];
  let wildcardChars = 0;
  let group = new Set<string>();
  let isGroupOpen = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, name = '', value = ''] = /^\s*([A-Za-z-]{1,20})\s*:([^#]*)/.exec(line) ?? [];
    const kind = name.toLowerCase();
    if (kind === 'user-agent') {
      if (!isGroupOpen) group = new Set();
      isGroupOpen = true;
      const token = productToken(value.trim());
      const kept = token === agent || token === '*' ? token : 'other';
      if (!group.has(kept)) lines.push(`User-agent: ${kept}`);
      group.add(kept);
    } else if (kind === 'allow' || kind === 'disallow') {
      isGroupOpen = false;
      if (!group.has(agent) && !group.has('*')) continue;
      const rule = value.trim().replace(/\*{2,}/g, '*');
      if (rule.length > ruleCharsMax) continue;
      if (rule.includes('*')) wildcardChars += rule.length;
      lines.push(`${kind}: ${rule}`);
    } else if (kind === 'crawl-delay') {
      isGroupOpen = false;
      const delay = value.trim();
      if (!group.has(agent) && !group.has('*')) continue;
      if (/^\d{1,9}(\.\d{0,9})?$/.test(delay)) lines.push(`${kind}: ${delay}`);
    }
  }
  return wildcardChars > wildcardCharsMax ? null : lines.join('\n');
}
