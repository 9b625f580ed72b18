// A feed as it is kept: what an operator decided, what its polls found, and when it is polled next.
import { z } from 'zod';
import { fullTextModes, parseUrl, type FeedDefinition, type FeedId } from '@maylike/articles';
import { parseStored } from './codecs/card.js';

export const definitionSchema = z.object({
  id: z.string(),
  siteId: z.string(),
  networkId: z.string(),
  url: z.string(),
  title: z.string().nullable(),
  fullText: z.enum(fullTextModes),
  pollEverySeconds: z.number().nullable(),
  createdAt: z.number(),
});

export const settingsSchema = definitionSchema
  .pick({ title: true, fullText: true, pollEverySeconds: true })
  .partial();

/**
 * What a person has changed of a feed since it was added: it stands over the definition, which polls write too (a feed
 * tells its title, and may move).
 */
export type FeedSettings = Readonly<z.infer<typeof settingsSchema>>;

export const pollOutcomeSchema = z.object({
  at: z.number(),
  /** One word for what happened: `changed`, `unchanged`, `not_modified`, or an error's code. */
  status: z.string(),
  message: z.string().nullable(),
  httpStatus: z.number().nullable(),
  items: z.number(),
  created: z.number(),
  changed: z.number(),
  bytes: z.number(),
  tookMs: z.number(),
  /** The numbers whose neighbours this poll changes: what `poll --wait` waits for. */
  numbers: z.array(z.number()),
  /** The numbers whose page is to be fetched for its text. */
  pages: z.array(z.number()),
});

/** What one poll found. */
export type PollOutcome = Readonly<z.infer<typeof pollOutcomeSchema>>;

/** A poll in the history: its outcome without lists of numbers, and what it decided about the next one. */
export const pollRecordSchema = pollOutcomeSchema.omit({ numbers: true, pages: true }).extend({
  pollNumber: z.number(),
  /** Null where the feed was stopped. */
  nextPollAt: z.number().nullable(),
  nextPollReason: z.string(),
});

/** One poll of the history. */
export type PollRecord = Readonly<z.infer<typeof pollRecordSchema>>;

export const wishesSchema = z.object({
  /** How long the feed asks to be left alone. */
  ttlSeconds: z.number().nullable(),
  /** How often it says that it changes. */
  updatePeriodSeconds: z.number().nullable(),
  /** Hours (0 to 23) and days (0 is Sunday), in UTC, in which it says that it does not change. */
  skipHours: z.array(z.number()),
  skipDays: z.array(z.number()),
  /** How many items it published since when (ms since the epoch), by the last body; null where its items do not say. */
  published: z.object({ items: z.number(), since: z.number() }).nullable(),
});

/** What the last body says of when it is worth to look again. */
export type FeedWishes = Readonly<z.infer<typeof wishesSchema>>;

/** The wishes of a feed that says nothing. */
export const noWishes: FeedWishes = {
  ttlSeconds: null,
  updatePeriodSeconds: null,
  skipHours: [],
  skipDays: [],
  published: null,
};

/** What the last successful poll left for the next one. */
export interface FeedMemory {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly bodyHash: string | null;
  /** Numbers of the items in the last body, in its order: what is missing next time may have been withdrawn. */
  readonly numbers: readonly number[];
  readonly wishes: FeedWishes;
  /** Which life of Redis this was written in: in another one, what it stands for may be lost. See `redisEpoch`. */
  readonly epoch: string;
  /** The parser's version that read the body. */
  readonly parserVersion: number;
  /** Items of the body that this version could not read. */
  readonly unreadItems: number;
}

export const redirectSchema = z.object({
  url: z.string(),
  /** Polls in a row that were sent there for good. */
  polls: z.number(),
  since: z.number(),
});

/** Where the feed's server says, poll after poll, that the feed has moved for good. */
export type FeedRedirect = Readonly<z.infer<typeof redirectSchema>>;

/** Why a feed is not polled: `paused` by a person, `gone` by its server's word. */
export type FeedStop = 'paused' | 'gone';

/** A feed with all that is known of it. */
export interface Feed extends FeedDefinition {
  /** The host that it is asked from, with its port where that is not the usual one. */
  readonly host: string;
  readonly memory: FeedMemory;
  readonly settings: FeedSettings;
  /** Null while it is stopped. */
  readonly nextPollAt: number | null;
  readonly nextPollReason: string;
  readonly stopped: FeedStop | null;
  /** The number of the last poll that ended; 0 before the first. */
  readonly finishedPoll: number;
  /** How many polls in a row have failed. */
  readonly errorsInRow: number;
  readonly lastOutcome: PollOutcome | null;
  readonly redirect: FeedRedirect | null;
  /** Addresses that it had before, the last one last. */
  readonly formerUrls: readonly string[];
}

/** A feed that was handed out: results are written under this poll number. */
export interface ClaimedFeed {
  readonly feedId: FeedId;
  readonly pollNumber: number;
}

/** How a poll ends. */
export interface PollEnd {
  /** Null: never again, until a person resumes the feed. */
  readonly nextPollAt: number | null;
  readonly nextPollReason: string;
  readonly errorsInRow: number;
  readonly outcome: PollOutcome;
  /** Left out where the poll learned nothing that the next one may rely on: the old memory stays. */
  readonly memory?: FeedMemory;
  /** The feed's own title, where it told one. */
  readonly definition?: FeedDefinition;
  /** Left out where the poll says nothing of it: what is known stays. */
  readonly redirect?: FeedRedirect | null;
  /** The feed as it was read, and the address to which it has moved, which is its own from now on. */
  readonly move?: { readonly from: Feed; readonly to: string };
}

/** A hash field cannot be null: the empty text stands for it. */
const textOrNull = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value;

const never = 'never';

/** A time of a next poll as scripts take it. */
export const timeOrNever = (at: number | null): string | number => at ?? never;

function stopOf(value: string | undefined): FeedStop | null {
  return value === 'paused' || value === 'gone' ? value : null;
}

function memoryOf(fields: Readonly<Record<string, string>>): FeedMemory {
  const wishes = textOrNull(fields['wishes']);
  return {
    etag: textOrNull(fields['etag']),
    lastModified: textOrNull(fields['lastModified']),
    bodyHash: textOrNull(fields['bodyHash']),
    numbers: parseStored(z.array(z.number()), fields['numbers'] ?? '[]', 'feed numbers'),
    wishes: wishes === null ? noWishes : parseStored(wishesSchema, wishes, 'feed wishes'),
    epoch: fields['epoch'] ?? '',
    parserVersion: Number(fields['parserVersion'] ?? 0),
    unreadItems: Number(fields['unreadItems'] ?? 0),
  };
}

/** The hash fields of a memory. */
export function fieldsOfMemory(memory: FeedMemory): Record<string, string> {
  return {
    etag: memory.etag ?? '',
    lastModified: memory.lastModified ?? '',
    bodyHash: memory.bodyHash ?? '',
    numbers: JSON.stringify(memory.numbers),
    wishes: JSON.stringify(wishesSchema.parse(memory.wishes)),
    epoch: memory.epoch,
    parserVersion: String(memory.parserVersion),
    unreadItems: String(memory.unreadItems),
  };
}

/** A feed of its hash's fields. @throws StoreError `data_corrupt`. */
export function feedOf(fields: Readonly<Record<string, string>>): Feed {
  const definition = parseStored(definitionSchema, fields['definition'] ?? '', 'feed');
  const outcome = fields['lastOutcome'];
  const redirect = textOrNull(fields['redirect']);
  const nextPollAt = fields['nextPollAt'] ?? '0';
  const settings = parseStored(settingsSchema, fields['settings'] ?? '{}', 'feed settings');
  return {
    ...definition,
    title: settings.title === undefined ? definition.title : settings.title,
    fullText: settings.fullText ?? definition.fullText,
    pollEverySeconds:
      settings.pollEverySeconds === undefined
        ? definition.pollEverySeconds
        : settings.pollEverySeconds,
    host: fields['host'] ?? hostOf(definition.url),
    memory: memoryOf(fields),
    settings,
    nextPollAt: nextPollAt === never ? null : Number(nextPollAt),
    nextPollReason: fields['nextPollReason'] ?? '',
    stopped: stopOf(fields['stopped']),
    finishedPoll: Number(fields['finishedPoll'] ?? 0),
    errorsInRow: Number(fields['errorsInRow'] ?? 0),
    lastOutcome:
      outcome === undefined ? null : parseStored(pollOutcomeSchema, outcome, 'poll outcome'),
    redirect: redirect === null ? null : parseStored(redirectSchema, redirect, 'feed redirect'),
    formerUrls: parseStored(z.array(z.string()), fields['formerUrls'] ?? '[]', 'former addresses'),
  };
}

/**
 * Who is asked for an address: its host, with the port where that is not the usual one, whatever the scheme. What
 * cannot be read as an address has a host of its own, and fails there.
 */
export function hostOf(url: string): string {
  return parseUrl(url)?.host ?? 'unreadable';
}
