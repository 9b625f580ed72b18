// What is out at a moment, as a pure function of the sample and of three numbers.
//
// Articles with an age were published that long before the newsroom opened. Everything else counts in releases: the nth
// comes at `openedAt + n × releaseEveryMs` and may bring an article, change one or take one away. A wire copy is an
// article of the second outlet with the first one's words; it comes with a release where the original does, and keeps
// the text that it was sent: a revision and a withdrawal are the first outlet's own.
import type {
  OutletId,
  PageClutter,
  SampleArticle,
  SampleEvent,
  SampleText,
  WireCopy,
} from './model.js';

/** When the newsroom opened, and how fast it releases. */
export interface Schedule {
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly releaseEveryMs: number;
}

/** An article as it can be read at a moment. */
export interface PublishedArticle extends SampleText {
  readonly outlet: OutletId;
  readonly slug: string;
  readonly eventId: string;
  readonly author: string;
  readonly section: string;
  readonly tags: readonly string[];
  /** A primary language subtag. */
  readonly language: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  /** When it got its present text; null while that is its first one. */
  readonly updatedAt: number | null;
  /** The outlet that a wire copy comes from; null for an outlet's own article. */
  readonly wireFrom: OutletId | null;
  readonly clutter: PageClutter | null;
}

/** All that is out at a moment. */
export interface Edition {
  /** Newest first; what came at the same moment by slug. */
  readonly articles: readonly PublishedArticle[];
  /** What was out and is no more. */
  readonly withdrawn: readonly { readonly outlet: OutletId; readonly slug: string }[];
  /** The last moment at which an outlet's articles changed; the opening where there was none. */
  readonly changedAt: Readonly<Record<OutletId, number>>;
}

/** One step of the schedule. */
export interface Change {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what: 'released' | 'revised' | 'withdrawn';
  readonly outlet: OutletId;
  readonly slug: string;
}

const hourMs = 3_600_000;

/** When the nth release comes. */
const releaseAt = (schedule: Schedule, release: number): number =>
  schedule.openedAt + release * schedule.releaseEveryMs;

/** The edition of a moment. Linear in the sample, apart from sorting. */
export function editionAt(
  sample: readonly SampleEvent[],
  openedAt: number,
  now: number,
  releaseEveryMs: number,
): Edition {
  const schedule = { openedAt, releaseEveryMs };
  const isWithdrawn = ({ withdrawnAtRelease: release }: SampleArticle) =>
    release !== undefined && releaseAt(schedule, release) <= now;
  const articles: PublishedArticle[] = [];
  const withdrawn: Edition['withdrawn'][number][] = [];
  for (const event of sample) {
    for (const article of event.articles) {
      if (isWithdrawn(article)) withdrawn.push({ outlet: article.outlet, slug: article.slug });
      else articles.push(original(event.id, article, schedule, now));
      for (const copy of article.wireCopies ?? []) {
        articles.push(wireCopy(event.id, article, copy, schedule));
      }
    }
  }
  return {
    articles: articles.filter(({ publishedAt }) => publishedAt <= now).sort(byNewest),
    withdrawn,
    changedAt: lastChanges(sample, schedule, now),
  };
}

/**
 * Editions of one newsroom at the times that one asks for; an edition is made once for as long as nothing changes.
 * Constant time in between.
 */
export function editionsOf(
  sample: readonly SampleEvent[],
  { openedAt, releaseEveryMs }: Schedule,
): (now: number) => Edition {
  const changes = changesOf(sample, openedAt, releaseEveryMs);
  let last: { readonly edition: Edition; readonly from: number; readonly until: number } | null =
    null;
  return (now) => {
    if (last !== null && now >= last.from && now < last.until) return last.edition;
    const edition = editionAt(sample, openedAt, now, releaseEveryMs);
    const next = changes.find(({ at }) => at > now)?.at ?? Infinity;
    // Before the opening articles appear by their age, one after the other.
    last = { edition, from: now, until: now < openedAt ? now : next };
    return edition;
  };
}

/**
 * Every release, revision and withdrawal of a sample in the order in which they come; at one moment, what comes before
 * what changes and goes.
 */
export function changesOf(
  sample: readonly SampleEvent[],
  openedAt: number,
  releaseEveryMs: number,
): Change[] {
  const schedule = { openedAt, releaseEveryMs };
  const articles = sample.flatMap((event) => event.articles);
  return articles
    .flatMap((article) => changesOfArticle(article, schedule))
    .sort((one, other) => one.at - other.at);
}

function changesOfArticle(article: SampleArticle, schedule: Schedule): Change[] {
  const { outlet, slug, release, revision, withdrawnAtRelease } = article;
  const changes: Change[] = [];
  const add = (what: Change['what'], at: number | undefined, of = { outlet, slug }) => {
    if (at === undefined) return;
    changes.push({ at: releaseAt(schedule, at), what, outlet: of.outlet, slug: of.slug });
  };
  add('released', release);
  for (const copy of article.wireCopies ?? []) add('released', release, copy);
  add('revised', revision?.release);
  add('withdrawn', withdrawnAtRelease);
  return changes;
}

/** A release fixes the moment; else the age does. */
function publishedAt(
  article: Pick<SampleArticle, 'release'>,
  hoursBefore: number,
  schedule: Schedule,
): number {
  if (article.release !== undefined) return releaseAt(schedule, article.release);
  return Math.round(schedule.openedAt - hoursBefore * hourMs);
}

function original(
  eventId: string,
  article: SampleArticle,
  schedule: Schedule,
  now: number,
): PublishedArticle {
  const { revision } = article;
  const revisedAt = revision === undefined ? null : releaseAt(schedule, revision.release);
  const isRevised = revisedAt !== null && revisedAt <= now;
  return {
    ...textOf(isRevised && revision !== undefined ? revision : article),
    ...labelsOf(eventId, article),
    outlet: article.outlet,
    slug: article.slug,
    publishedAt: publishedAt(article, article.hoursBefore, schedule),
    updatedAt: isRevised ? revisedAt : null,
    wireFrom: null,
    clutter: article.clutter ?? null,
  };
}

function wireCopy(
  eventId: string,
  article: SampleArticle,
  copy: WireCopy,
  schedule: Schedule,
): PublishedArticle {
  return {
    ...textOf(article),
    ...labelsOf(eventId, article),
    title: copy.title ?? article.title,
    outlet: copy.outlet,
    slug: copy.slug,
    publishedAt: publishedAt(article, copy.hoursBefore, schedule),
    updatedAt: null,
    wireFrom: article.outlet,
    clutter: null,
  };
}

const textOf = ({ title, standfirst, paragraphs }: SampleText): SampleText => ({
  title,
  standfirst,
  paragraphs,
});

const labelsOf = (eventId: string, { author, section, tags, language }: SampleArticle) => ({
  eventId,
  author,
  section,
  tags,
  language: language ?? 'en',
});

function byNewest(one: PublishedArticle, other: PublishedArticle): number {
  return other.publishedAt - one.publishedAt || (one.slug < other.slug ? -1 : 1);
}

function lastChanges(
  sample: readonly SampleEvent[],
  schedule: Schedule,
  now: number,
): Record<OutletId, number> {
  const { openedAt, releaseEveryMs } = schedule;
  const last = { courier: openedAt, meridian: openedAt, tidings: openedAt };
  for (const change of changesOf(sample, openedAt, releaseEveryMs)) {
    if (change.at <= now) last[change.outlet] = change.at;
  }
  return last;
}
