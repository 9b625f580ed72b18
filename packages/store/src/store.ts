import type { NetworkId } from '@maylike/articles';
import { ApiKeys } from './api-keys.js';
import { Articles } from './articles.js';
import { Asks } from './asks.js';
import { Changes } from './changes.js';
import { Events } from './events.js';
import { Feeds } from './feeds.js';
import { Hosts } from './hosts.js';
import { Letters } from './letters.js';
import { Links } from './links.js';
import { networkReader, type NetworkReader } from './network-reader.js';
import { Networks } from './networks.js';
import { Pending } from './pending.js';
import { Processes } from './processes.js';
import { QuotaCounts } from './quota-counts.js';
import type { RedisClient } from './redis.js';
import { Signals } from './signals.js';
import { Sites } from './sites.js';

/** Everything that is kept, by what it is about. It holds no state of its own: the connection is the caller's. */
export class Store {
  readonly sites: Sites;
  readonly apiKeys: ApiKeys;
  readonly feeds: Feeds;
  readonly hosts: Hosts;
  readonly letters: Letters;
  readonly articles: Articles;
  readonly asks: Asks;
  readonly changes: Changes;
  readonly events: Events;
  readonly signals: Signals;
  readonly quotaCounts: QuotaCounts;
  readonly links: Links;
  readonly pending: Pending;
  readonly networks: Networks;
  readonly processes: Processes;

  constructor(readonly redis: RedisClient) {
    this.sites = new Sites(redis);
    this.apiKeys = new ApiKeys(redis);
    this.feeds = new Feeds(redis);
    this.hosts = new Hosts(redis);
    this.letters = new Letters(redis);
    this.articles = new Articles(redis);
    this.asks = new Asks(redis);
    this.changes = new Changes(redis);
    this.events = new Events(redis);
    this.signals = new Signals(redis);
    this.quotaCounts = new QuotaCounts(redis);
    this.links = new Links(redis);
    this.pending = new Pending(redis);
    this.networks = new Networks(redis);
    this.processes = new Processes(redis);
  }

  /** A network, to be read for answers. */
  reader(networkId: NetworkId): NetworkReader {
    return networkReader(this, networkId);
  }
}
