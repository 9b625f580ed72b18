export {
  ApiKeys,
  secretsEqual,
  type ApiKeyKind,
  type ApiKeyRecord,
  type NewApiKey,
} from './api-keys.js';
export type { ArticleReference, ArticleWithList } from './article-reader.js';
export { Articles, type ContentOrigin, type UpsertResult, type UpsertStatus } from './articles.js';
export { Asker, askWaitMs } from './asker.js';
export { AskQueue, Asks, asksMax, type Ask, type AsksRead } from './asks.js';
export { Changes, type NetworkChanges, type SiteChanges } from './changes.js';
export type { DraftAnswer, DraftFindings } from './codecs/ask-codec.js';
export type { StoredBoilerplate, StoredBoilerplateLine } from './codecs/boilerplate-codec.js';
export type { Card } from './codecs/card.js';
export { linksMax } from './codecs/links-codec.js';
export {
  decodeLength,
  decodeList,
  versionTag,
  type ArticleList,
  type ListBytes,
  type StoredEntry,
  type StoredList,
} from './codecs/list-codec.js';
export { EncodedList, type PublishedAt } from './codecs/encoded-list.js';
export type { StoredTerms } from './codecs/terms-codec.js';
export type { EntryRead } from './entry-reads.js';
export { StoreError, type StoreErrorCode } from './errors.js';
export { redisEpoch } from './epoch.js';
export { summaryOf, type EventRates, type EventSummary } from './event-summary.js';
export {
  dayOf,
  eventDaysKept,
  Events,
  eventTypes,
  type CountedEvent,
  type EventCounts,
  type EventTotals,
  type EventType,
  type PlaceCounts,
} from './events.js';
export { importFeeds, type FeedImport, type ImportedFeed } from './feed-import.js';
export { feedDetailView, feedView, pollView, type FeedSurroundings } from './feed-view.js';
export {
  hostOf,
  noWishes,
  type ClaimedFeed,
  type Feed,
  type FeedMemory,
  type FeedRedirect,
  type FeedSettings,
  type FeedStop,
  type FeedWishes,
  type PollEnd,
  type PollOutcome,
  type PollRecord,
} from './feed-record.js';
export {
  Feeds,
  feedsOfSiteMax,
  historyMax,
  pollEverySecondsMax,
  type WantedFeed,
} from './feeds.js';
export {
  Hosts,
  type HostPolicy,
  type HostState,
  type NoRoom,
  type PolicyOf,
  type SlotAnswer,
} from './hosts.js';
export {
  Letters,
  lettersInAllMax,
  lettersOfFeedMax,
  type Letter,
  type NewLetter,
} from './letters.js';
export { generationOf, generationStates, type Generation } from './generation.js';
export { GenerationRecords, type ArticleVersion } from './generation-records.js';
export { networkNewsChannel } from './keys.js';
export { Links } from './links.js';
export { migrate, migrations, type Migration } from './migrations.js';
export {
  compareLogIds,
  Networks,
  type LogWaiting,
  type ReindexOptions,
  type ReindexProgress,
} from './networks.js';
export type { NetworkReader } from './network-reader.js';
export { openStore } from './open-store.js';
export { Pending, type StoreTermsStatus } from './pending.js';
export {
  heartbeatEveryMs,
  heartbeatLifeMs,
  Processes,
  startHeartbeat,
  type HeartbeatOptions,
  type ProcessRecord,
  type ProcessReport,
} from './processes.js';
export { QuotaCounts } from './quota-counts.js';
export type { RedisClient } from './redis.js';
export { Retouch, type RetouchPass } from './retouch.js';
export { Signals, signalsMax, type NewSignal, type StoredSignal } from './signals.js';
export { newId, Sites, type NewSite } from './sites.js';
export {
  articleStates,
  sourceOf,
  type ArticleState,
  type ArticleTexts,
  type Label,
  type StoredArticle,
} from './stored-article.js';
export { Store } from './store.js';
export {
  acquireWriter,
  logStart,
  NetworkWriter,
  type LogEntry,
  type TermsOfVersion,
} from './writer.js';
