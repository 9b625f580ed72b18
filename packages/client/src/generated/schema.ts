// Made of the OpenAPI document by `node infra/dev/client-types.mjs`: never edited by hand.
export interface paths {
  '/healthz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** 200 while the process can answer at all */
    get: operations['getHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Metrics in Prometheus' text format */
    get: operations['getMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** 200 when everything that is needed works, else 503 with the reasons */
    get: operations['getReadiness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/articles': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** An article by its address */
    get: operations['getArticleByUrl'];
    /**
     * Writes an article by its address, known or not
     * @description Doing it again changes nothing. What a publisher pushes counts more than its feeds, and brings back what was taken down.
     */
    put: operations['pushArticleByUrl'];
    post?: never;
    /**
     * Takes an article down by its address: out of every list
     * @description Doing it again changes nothing. No feed brings it back, only pushing it does.
     */
    delete: operations['takeDownArticleByUrl'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/articles/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** An article by its id */
    get: operations['getArticle'];
    /**
     * Writes an article that is known, by its id
     * @description Doing it again changes nothing. What a publisher pushes counts more than its feeds, and brings back what was taken down.
     */
    put: operations['pushArticle'];
    post?: never;
    /**
     * Takes an article down by its id: out of every list
     * @description Doing it again changes nothing. No feed brings it back, only pushing it does.
     */
    delete: operations['takeDownArticle'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Counts what readers saw and opened
     * @description As `application/json`, or the same JSON as `text/plain`, as `navigator.sendBeacon` sends it. Nothing of the reader is kept. Events of articles that are not known do not count.
     */
    post: operations['countEvents'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How often what readers saw was opened, by strategy, position and article */
    get: operations['getEventSummary'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/feeds': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The feeds of the site */
    get: operations['getFeeds'];
    put?: never;
    /**
     * Adds a feed after trying it
     * @description One address is one feed of a site: one that is there already keeps its settings. At most 10000 a site.
     */
    post: operations['addFeed'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/feeds.opml': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The feeds of the site as OPML 2.0 */
    get: operations['exportFeeds'];
    put?: never;
    /**
     * Adds the feeds of an OPML list, without trying them first
     * @description Folders are opened up. At most 5000 feeds at once; what cannot be a feed by its address is refused by itself.
     */
    post: operations['importFeeds'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/feeds/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A feed with its last polls, and why it is polled when it is */
    get: operations['getFeed'];
    put?: never;
    post?: never;
    /** Forgets a feed; its articles stay */
    delete: operations['removeFeed'];
    options?: never;
    head?: never;
    /** Changes what is decided about a feed; pauses it, or lets it be polled again */
    patch: operations['changeFeed'];
    trace?: never;
  };
  '/v1/feeds/{id}/poll': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Polls a feed now, stopped or not */
    post: operations['pollFeed'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/feeds/try': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Says what is at an address, and keeps nothing
     * @description Where a page is there, its feeds are named.
     */
    post: operations['tryFeed'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/recommendations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Articles a reader of this one may like */
    get: operations['getRecommendations'];
    put?: never;
    /**
     * Articles a reader of this text may like
     * @description For text that is not published. Nothing of it is kept. Near-duplicates of the draft are left out, as copies of an article are.
     */
    post: operations['getRecommendationsForDraft'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/recommendations.html': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The same answer as a fragment of HTML
     * @description For server-side and edge-side includes, AMP, and readers without script. A heading in the language of `lang`, else of the article, and a list of links; nothing at all where there is nothing to show.
     */
    get: operations['getRecommendationsFragment'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reindex': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How far the last reindex of each network is */
    get: operations['getReindex'];
    put?: never;
    /**
     * Builds a new generation, and serves it when it is whole
     * @description A reindex that is under way already is not begun again: its request is named.
     */
    post: operations['startReindex'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/signals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What editors say of the lists of the site */
    get: operations['getSignals'];
    /**
     * Pins, boosts, buries or excludes an article
     * @description An article has one pin, one weight (a boost or a bury) and one exclusion in a scope: the same again, or another one, takes its place. An exclusion beats all others; of two weights that of the narrower scope counts. At most 200 a site.
     */
    put: operations['putSignal'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/signals/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Takes a signal back */
    delete: operations['removeSignal'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: never;
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'ok';
          };
        };
      };
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All metrics of this process, and the gauges of what all share. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
    };
  };
  getReadiness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            checks: {
              [key: string]: {
                ok: boolean;
                reason?: string;
              };
            };
            ready: boolean;
          };
        };
      };
      /** @description Default Response */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            checks: {
              [key: string]: {
                ok: boolean;
                reason?: string;
              };
            };
            ready: boolean;
          };
        };
      };
    };
  };
  getArticleByUrl: {
    parameters: {
      query: {
        url: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Why the article takes no part in recommendations, or null. */
            asideReason: string | null;
            authors: string[];
            /** Format: date-time */
            firstSeenAt: string;
            id: string;
            image: string | null;
            language: string | null;
            /** Format: date-time */
            publishedAt: string;
            section: string | null;
            siteId: string;
            /** @description The outlet that a reader sees. */
            source: string | null;
            /** @enum {string} */
            state: 'live' | 'removed' | 'missing' | 'expired' | 'merged';
            summary: string;
            tags: string[];
            title: string;
            updatedAt: string | null;
            url: string;
            /** @description Rises with each change of the content. */
            version: number;
          };
        };
      };
    };
  };
  pushArticleByUrl: {
    parameters: {
      query: {
        url: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @default [] */
          authors?: string[];
          image?: string | null;
          /** @description Where it is left out, the text is asked. */
          language?: string | null;
          /** @description Without it, or more than a day ahead: when the article was first seen. It is not shown before. */
          publishedAt?: string | null;
          section?: string | null;
          /** @description The outlet that a reader sees; the site's name by default. */
          source?: string | null;
          /** @default  */
          summary?: string;
          /** @default [] */
          tags?: string[];
          /** @description The body, plain and never HTML: lines end in a line feed. */
          text: string;
          title: string;
          updatedAt?: string | null;
        };
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: string;
            /**
             * @description Unchanged: the same content as before. The others are in their lists in seconds.
             * @enum {string}
             */
            status: 'created' | 'changed' | 'unchanged';
            url: string;
            version: number;
          };
        };
      };
    };
  };
  takeDownArticleByUrl: {
    parameters: {
      query: {
        url: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description It is in no list any more. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  getArticle: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Why the article takes no part in recommendations, or null. */
            asideReason: string | null;
            authors: string[];
            /** Format: date-time */
            firstSeenAt: string;
            id: string;
            image: string | null;
            language: string | null;
            /** Format: date-time */
            publishedAt: string;
            section: string | null;
            siteId: string;
            /** @description The outlet that a reader sees. */
            source: string | null;
            /** @enum {string} */
            state: 'live' | 'removed' | 'missing' | 'expired' | 'merged';
            summary: string;
            tags: string[];
            title: string;
            updatedAt: string | null;
            url: string;
            /** @description Rises with each change of the content. */
            version: number;
          };
        };
      };
    };
  };
  pushArticle: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @default [] */
          authors?: string[];
          image?: string | null;
          /** @description Where it is left out, the text is asked. */
          language?: string | null;
          /** @description Without it, or more than a day ahead: when the article was first seen. It is not shown before. */
          publishedAt?: string | null;
          section?: string | null;
          /** @description The outlet that a reader sees; the site's name by default. */
          source?: string | null;
          /** @default  */
          summary?: string;
          /** @default [] */
          tags?: string[];
          /** @description The body, plain and never HTML: lines end in a line feed. */
          text: string;
          title: string;
          updatedAt?: string | null;
        };
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: string;
            /**
             * @description Unchanged: the same content as before. The others are in their lists in seconds.
             * @enum {string}
             */
            status: 'created' | 'changed' | 'unchanged';
            url: string;
            version: number;
          };
        };
      };
    };
  };
  takeDownArticle: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description It is in no list any more. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  countEvents: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The page of the list, by its address or id. Checked, and not kept. */
          article?: string;
          events: {
            /** @description The item's article. */
            id: string;
            /** @description Its place in the answer, from 1. */
            position: number;
            /**
             * @description As the answer gave it.
             * @enum {string}
             */
            strategy: 'related' | 'pinned' | 'section' | 'trending' | 'latest';
            /**
             * @description `impression`: it is in the page; `viewable`: half of it was in view for a second; `click`: it was opened.
             * @enum {string}
             */
            type: 'impression' | 'viewable' | 'click';
          }[];
          /** @description A publishable key, for beacons, which send no header. */
          key?: string;
        };
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description They are counted. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  getEventSummary: {
    parameters: {
      query?: {
        /** @description The first day, UTC; six days before the last one by default. */
        from?: string;
        /** @description The last day, UTC; today by default. */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description At most 50, most opened first. */
            articles: {
              /** @description Clicks over viewables; null without one. */
              clickRate: number | null;
              clicks: number;
              id: string;
              impressions: number;
              title: string | null;
              url: string | null;
              /** @description Of which half was in view for a second. */
              viewables: number;
            }[];
            /** Format: date */
            from: string;
            /** @description Each strategy at each position. */
            places: {
              /** @description Clicks over viewables; null without one. */
              clickRate: number | null;
              clicks: number;
              impressions: number;
              position: number;
              strategy: string;
              /** @description Of which half was in view for a second. */
              viewables: number;
            }[];
            positions: {
              /** @description Clicks over viewables; null without one. */
              clickRate: number | null;
              clicks: number;
              impressions: number;
              position: number;
              /** @description Of which half was in view for a second. */
              viewables: number;
            }[];
            /** @description Most seen first. */
            strategies: {
              /** @description Clicks over viewables; null without one. */
              clickRate: number | null;
              clicks: number;
              impressions: number;
              strategy: string;
              /** @description Of which half was in view for a second. */
              viewables: number;
            }[];
            /** Format: date */
            to: string;
            totals: {
              /** @description Clicks over viewables; null without one. */
              clickRate: number | null;
              clicks: number;
              impressions: number;
              /** @description Of which half was in view for a second. */
              viewables: number;
            };
          };
        };
      };
    };
  };
  getFeeds: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Oldest first. */
            feeds: {
              errorsInRow: number;
              feedId: string;
              /** @enum {string} */
              fullText: 'never' | 'short' | 'always';
              lastPoll: {
                /** Format: date-time */
                at: string;
                changed: number;
                created: number;
                httpStatus: number | null;
                items: number;
                message: string | null;
                status: string;
                tookMs: number;
              } | null;
              nextPollAt: string | null;
              /** @description Why then. */
              nextPollReason: string;
              pollEverySeconds: number | null;
              siteId: string;
              /** @description `paused` by a person, `gone` by its server's word; null: it is polled. */
              stopped: ('paused' | 'gone') | null;
              title: string | null;
              url: string;
            }[];
          };
        };
      };
    };
  };
  addFeed: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description When articles' pages are fetched for their whole text: `short`: when the feed's is.
           * @default never
           * @enum {string}
           */
          fullText?: 'never' | 'short' | 'always';
          /**
           * @description The wished time between two polls; null: the service chooses.
           * @default null
           */
          pollEverySeconds?: number | null;
          /** @description What readers see as the source. */
          title?: string;
          /**
           * @description False: it is added without a look at it.
           * @default true
           */
          try?: boolean;
          /** @description Of the feed, or of a page that names one feed. */
          url: string;
        };
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description It was there already. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            errorsInRow: number;
            feedId: string;
            /** @enum {string} */
            fullText: 'never' | 'short' | 'always';
            lastPoll: {
              /** Format: date-time */
              at: string;
              changed: number;
              created: number;
              httpStatus: number | null;
              items: number;
              message: string | null;
              status: string;
              tookMs: number;
            } | null;
            nextPollAt: string | null;
            /** @description Why then. */
            nextPollReason: string;
            pollEverySeconds: number | null;
            siteId: string;
            /** @description `paused` by a person, `gone` by its server's word; null: it is polled. */
            stopped: ('paused' | 'gone') | null;
            title: string | null;
            url: string;
          };
        };
      };
      /** @description It is new, and polled now. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            errorsInRow: number;
            feedId: string;
            /** @enum {string} */
            fullText: 'never' | 'short' | 'always';
            lastPoll: {
              /** Format: date-time */
              at: string;
              changed: number;
              created: number;
              httpStatus: number | null;
              items: number;
              message: string | null;
              status: string;
              tookMs: number;
            } | null;
            nextPollAt: string | null;
            /** @description Why then. */
            nextPollReason: string;
            pollEverySeconds: number | null;
            siteId: string;
            /** @description `paused` by a person, `gone` by its server's word; null: it is polled. */
            stopped: ('paused' | 'gone') | null;
            title: string | null;
            url: string;
          };
        };
      };
    };
  };
  exportFeeds: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description OPML 2.0 */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/x-opml': string;
        };
      };
    };
  };
  importFeeds: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/xml': string;
        'text/x-opml': string;
        'text/xml': string;
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            added: number;
            /** @description Each feed of the list, in its order. */
            feeds: {
              feedId: string | null;
              /** @description Why it was refused. */
              reason: string | null;
              /** @enum {string} */
              result: 'added' | 'there already' | 'refused';
              title: string | null;
              url: string;
            }[];
            refused: number;
            thereAlready: number;
          };
        };
      };
    };
  };
  getFeed: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            errorsInRow: number;
            feedId: string;
            formerUrls: string[];
            /** @enum {string} */
            fullText: 'never' | 'short' | 'always';
            /** @description The last 50 polls, newest first. */
            history: {
              /** Format: date-time */
              at: string;
              bytes: number;
              changed: number;
              created: number;
              httpStatus: number | null;
              items: number;
              message: string | null;
              nextPollAt: string | null;
              nextPollReason: string;
              pollNumber: number;
              /** @description `changed`, `unchanged`, `not_modified`, or an error's code. */
              status: string;
              tookMs: number;
            }[];
            host: {
              blockedReason: string | null;
              blockedUntil: string | null;
              crawlDelayMs: number | null;
              host: string;
              pagesWaiting: number;
              /** @description Requests to it now. */
              underWay: number;
            };
            lastPoll: {
              /** Format: date-time */
              at: string;
              changed: number;
              created: number;
              httpStatus: number | null;
              items: number;
              message: string | null;
              status: string;
              tookMs: number;
            } | null;
            /** @description Items and bodies that could not be read. */
            letters: number;
            nextPollAt: string | null;
            /** @description Why then. */
            nextPollReason: string;
            pollEverySeconds: number | null;
            /** @description Where its server says that it has moved for good. */
            redirect: {
              polls: number;
              /** Format: date-time */
              since: string;
              url: string;
            } | null;
            siteId: string;
            /** @description `paused` by a person, `gone` by its server's word; null: it is polled. */
            stopped: ('paused' | 'gone') | null;
            title: string | null;
            url: string;
            /** @description What the feed says of when it is worth to look again. */
            wishes: {
              published: {
                items: number;
                since: number;
              } | null;
              skipDays: number[];
              skipHours: number[];
              ttlSeconds: number | null;
              updatePeriodSeconds: number | null;
            };
          };
        };
      };
    };
  };
  removeFeed: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description It is not polled any more. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  changeFeed: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description When articles' pages are fetched for their whole text: `short`: when the feed's is.
           * @enum {string}
           */
          fullText?: 'never' | 'short' | 'always';
          /** @description False: it is polled now, and what its polls went wrong with is forgotten. */
          paused?: boolean;
          /** @description The wished time between two polls; null: the service chooses. */
          pollEverySeconds?: number | null;
          /** @description What readers see as the source. */
          title?: string;
        };
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            errorsInRow: number;
            feedId: string;
            /** @enum {string} */
            fullText: 'never' | 'short' | 'always';
            lastPoll: {
              /** Format: date-time */
              at: string;
              changed: number;
              created: number;
              httpStatus: number | null;
              items: number;
              message: string | null;
              status: string;
              tookMs: number;
            } | null;
            nextPollAt: string | null;
            /** @description Why then. */
            nextPollReason: string;
            pollEverySeconds: number | null;
            siteId: string;
            /** @description `paused` by a person, `gone` by its server's word; null: it is polled. */
            stopped: ('paused' | 'gone') | null;
            title: string | null;
            url: string;
          };
        };
      };
    };
  };
  pollFeed: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description True: all is read, even if it has not changed.
           * @default false
           */
          anew?: boolean;
        } | null;
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            feedId: string;
            pollNumber: number;
          };
        };
      };
    };
  };
  tryFeed: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Of the feed, or of a page that names one feed. */
          url: string;
        };
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                /** @description Missing where an older release has tried it. */
                details?: {
                  bytes: number;
                  /** @description What is wrong with it although it can be read. */
                  faults: string[];
                  /** @description Its first items. */
                  newest: {
                    publishedAt: string | null;
                    title: string;
                    url: string | null;
                  }[];
                  /** @description What would decide about its polls. */
                  nextPollReason: string;
                  tookMs: number;
                };
                format: string;
                items: number;
                /** @enum {boolean} */
                ok: true;
                title: string | null;
                url: string;
              }
            | {
                code: string;
                /** @description Feeds that the page there names. */
                feeds: {
                  title: string | null;
                  url: string;
                }[];
                message: string;
                /** @enum {boolean} */
                ok: false;
              };
        };
      };
    };
  };
  getRecommendations: {
    parameters: {
      query?: {
        /** @description Only what was published then or later. */
        after?: string;
        author?: string;
        /** @description Only what was published earlier. */
        before?: string;
        /** @description 0: the most related; up to 1: the less two items have in common the better. */
        diversity?: number;
        /** @description At most 50 ids or addresses: repeated, or separated by commas. */
        exclude?: string | string[];
        /** @description `true`: every item says how it came to stand where it does. */
        explain?: 'true' | 'false';
        /** @description `none`: fill nothing in. */
        fallback?: 'none';
        /** @description An article id, as an answer gives it. Give this or `url`. */
        id?: string;
        /** @description `en` takes every kind of English, `en-gb` only that one. */
        lang?: string;
        limit?: number;
        /** @description Seconds, or a number with a unit: 90m, 12h, 7d, 2w. */
        maxAge?: string;
        minScore?: number;
        /** @description `background`: only older than the article; `followup`: only newer. */
        mode?: 'balanced' | 'background' | 'followup';
        section?: string;
        tag?: string;
        /** @description The address of an article on one of the site's own domains. Give this or `id`. */
        url?: string;
      };
      header?: {
        /** @description `1`: a Server-Timing header says where the time went. No cache keeps such an answer. */
        'x-request-timing'?: '1';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The article that was asked about; null while its address is not known, and for a draft. */
            article: {
              authors: string[];
              id: string;
              image: string | null;
              /** Format: date-time */
              publishedAt: string;
              section: string | null;
              /** @description The outlet that a reader sees. */
              source: string | null;
              summary: string;
              title: string;
              url: string;
            } | null;
            /** @description Whether the related items were chosen from a list that holds all that is known. */
            complete: boolean;
            generation: string | null;
            items: {
              /** @description Other copies of the same story. */
              alsoIn: {
                id: string;
                source: string | null;
                url: string;
              }[];
              authors: string[];
              /** @description At most three things that both articles are about. */
              because: string[];
              /** @description What each stage did to it, where `explain` asks for it. */
              explanation?: {
                /** @description What the list says, 0 to 1. */
                cosine: number | null;
                /** @description 1 where editors say nothing. */
                editorialFactor: number | null;
                /** @description The slot that editors pinned it to. */
                pinnedSlot: number | null;
                /** @description The weight of its age, 0 to 1. */
                recency: number | null;
                /** @description The cosine with evidence, 0 to 1. */
                relatedness: number | null;
              };
              id: string;
              image: string | null;
              /** Format: date-time */
              publishedAt: string;
              /** @description Relatedness × recency × what editors say: 0 to 1, up to 10 where they boost; null for a pinned or filled-in item. */
              score: number | null;
              section: string | null;
              /** @description The outlet that a reader sees. */
              source: string | null;
              /**
               * @description Why it is there: related, pinned by an editor, or filled in: of the article's section, opened most now, or among the latest.
               * @enum {string}
               */
              strategy: 'related' | 'pinned' | 'section' | 'trending' | 'latest';
              summary: string;
              title: string;
              url: string;
            }[];
          };
        };
      };
    };
  };
  getRecommendationsForDraft: {
    parameters: {
      query?: {
        /** @description Only what was published then or later. */
        after?: string;
        author?: string;
        /** @description Only what was published earlier. */
        before?: string;
        /** @description 0: the most related; up to 1: the less two items have in common the better. */
        diversity?: number;
        /** @description At most 50 ids or addresses: repeated, or separated by commas. */
        exclude?: string | string[];
        /** @description `true`: every item says how it came to stand where it does. */
        explain?: 'true' | 'false';
        /** @description `none`: fill nothing in. */
        fallback?: 'none';
        /** @description `en` takes every kind of English, `en-gb` only that one. */
        lang?: string;
        limit?: number;
        /** @description Seconds, or a number with a unit: 90m, 12h, 7d, 2w. */
        maxAge?: string;
        minScore?: number;
        /** @description `background`: only older than the article; `followup`: only newer. */
        mode?: 'balanced' | 'background' | 'followup';
        section?: string;
        tag?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Where it is left out, the text is asked; a short one cannot tell. */
          language?: string;
          section?: string;
          /** @description The outlet, as its feeds name it: lines that recur there do not count. The site's own by default. */
          source?: string;
          summary?: string;
          tags?: string[];
          /** @description The body, plain: lines end in a line feed. */
          text: string;
          title: string;
        };
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The article that was asked about; null while its address is not known, and for a draft. */
            article: {
              authors: string[];
              id: string;
              image: string | null;
              /** Format: date-time */
              publishedAt: string;
              section: string | null;
              /** @description The outlet that a reader sees. */
              source: string | null;
              summary: string;
              title: string;
              url: string;
            } | null;
            /** @description Whether the related items were chosen from a list that holds all that is known. */
            complete: boolean;
            generation: string | null;
            items: {
              /** @description Other copies of the same story. */
              alsoIn: {
                id: string;
                source: string | null;
                url: string;
              }[];
              authors: string[];
              /** @description At most three things that both articles are about. */
              because: string[];
              /** @description What each stage did to it, where `explain` asks for it. */
              explanation?: {
                /** @description What the list says, 0 to 1. */
                cosine: number | null;
                /** @description 1 where editors say nothing. */
                editorialFactor: number | null;
                /** @description The slot that editors pinned it to. */
                pinnedSlot: number | null;
                /** @description The weight of its age, 0 to 1. */
                recency: number | null;
                /** @description The cosine with evidence, 0 to 1. */
                relatedness: number | null;
              };
              id: string;
              image: string | null;
              /** Format: date-time */
              publishedAt: string;
              /** @description Relatedness × recency × what editors say: 0 to 1, up to 10 where they boost; null for a pinned or filled-in item. */
              score: number | null;
              section: string | null;
              /** @description The outlet that a reader sees. */
              source: string | null;
              /**
               * @description Why it is there: related, pinned by an editor, or filled in: of the article's section, opened most now, or among the latest.
               * @enum {string}
               */
              strategy: 'related' | 'pinned' | 'section' | 'trending' | 'latest';
              summary: string;
              title: string;
              url: string;
            }[];
          };
        };
      };
    };
  };
  getRecommendationsFragment: {
    parameters: {
      query?: {
        /** @description Only what was published then or later. */
        after?: string;
        author?: string;
        /** @description Only what was published earlier. */
        before?: string;
        /** @description 0: the most related; up to 1: the less two items have in common the better. */
        diversity?: number;
        /** @description At most 50 ids or addresses: repeated, or separated by commas. */
        exclude?: string | string[];
        /** @description `true`: every item says how it came to stand where it does. */
        explain?: 'true' | 'false';
        /** @description `none`: fill nothing in. */
        fallback?: 'none';
        /** @description An article id, as an answer gives it. Give this or `url`. */
        id?: string;
        /** @description `en` takes every kind of English, `en-gb` only that one. */
        lang?: string;
        limit?: number;
        /** @description Seconds, or a number with a unit: 90m, 12h, 7d, 2w. */
        maxAge?: string;
        minScore?: number;
        /** @description `background`: only older than the article; `followup`: only newer. */
        mode?: 'balanced' | 'background' | 'followup';
        section?: string;
        tag?: string;
        /** @description The address of an article on one of the site's own domains. Give this or `id`. */
        url?: string;
      };
      header?: {
        /** @description `1`: a Server-Timing header says where the time went. No cache keeps such an answer. */
        'x-request-timing'?: '1';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description A section, or nothing. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
    };
  };
  getReindex: {
    parameters: {
      query?: {
        /** @description Left out: every network. */
        network?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            networks: {
              by: string | null;
              /** @description Lists that are made. */
              done: number;
              /** @description The new generation, once it is served. */
              generation: string | null;
              /** @description All that are kept, newest first. */
              generations: {
                activatedAt: string | null;
                /** @description Articles that its lists began with. */
                articles: number;
                /** @description Share of articles with five neighbours or more when it was swapped in or refused. */
                coverage: number | null;
                /** @description The same of the generation active then. */
                coverageBefore: number | null;
                id: string;
                /** @description Why it was built. */
                reason: string;
                /** @description Why the quality gate kept it out. */
                refusal: string | null;
                retiredAt: string | null;
                /** Format: date-time */
                startedAt: string;
                /** @enum {string} */
                state: 'building' | 'abandoned' | 'active' | 'retired' | 'refused';
                /** @description The earlier generation whose tables it took. */
                tablesOf: string | null;
              }[];
              /** @description Why it failed. */
              message: string | null;
              network: string;
              /** @description Null where a network was never asked to reindex. */
              request: string | null;
              requestedAt: string | null;
              /** @enum {string} */
              state: 'none' | 'requested' | 'running' | 'done' | 'failed';
              /** @description Lists that are to be made; 0 until the work has begun. */
              total: number;
            }[];
          };
        };
      };
    };
  };
  startReindex: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Serve it even where the quality gate would refuse it; false by default. */
          force?: boolean;
          /** @description Left out: every network. */
          network?: string;
          /** @description An earlier generation of the named network: its tables are taken. */
          rollback?: string;
        } | null;
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            networks: {
              by: string | null;
              /** @description Lists that are made. */
              done: number;
              /** @description The new generation, once it is served. */
              generation: string | null;
              /** @description All that are kept, newest first. */
              generations: {
                activatedAt: string | null;
                /** @description Articles that its lists began with. */
                articles: number;
                /** @description Share of articles with five neighbours or more when it was swapped in or refused. */
                coverage: number | null;
                /** @description The same of the generation active then. */
                coverageBefore: number | null;
                id: string;
                /** @description Why it was built. */
                reason: string;
                /** @description Why the quality gate kept it out. */
                refusal: string | null;
                retiredAt: string | null;
                /** Format: date-time */
                startedAt: string;
                /** @enum {string} */
                state: 'building' | 'abandoned' | 'active' | 'retired' | 'refused';
                /** @description The earlier generation whose tables it took. */
                tablesOf: string | null;
              }[];
              /** @description Why it failed. */
              message: string | null;
              network: string;
              /** @description Null where a network was never asked to reindex. */
              request: string | null;
              requestedAt: string | null;
              /** @enum {string} */
              state: 'none' | 'requested' | 'running' | 'done' | 'failed';
              /** @description Lists that are to be made; 0 until the work has begun. */
              total: number;
            }[];
          };
        };
      };
    };
  };
  getSignals: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Those in force, the last given first. */
            signals: {
              article: {
                id: string;
                title: string | null;
                /** @description Null where the article was taken down. */
                url: string | null;
              };
              expiresAt: string | null;
              /** @description Of a boost or a bury. */
              factor: number | null;
              /** Format: date-time */
              givenAt: string;
              id: string;
              /** @enum {string} */
              kind: 'pin' | 'boost' | 'bury' | 'exclude';
              scope: {
                article: {
                  id: string;
                  title: string | null;
                  /** @description Null where the article was taken down. */
                  url: string | null;
                } | null;
                /** @enum {string} */
                kind: 'site' | 'section' | 'page';
                section: string | null;
              };
              /** @description Of a pin. */
              slot: number | null;
            }[];
          };
        };
      };
    };
  };
  putSignal: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @description The article that it is about. */
              article: {
                /** @description An article id, as an answer gives it. Give this or `url`. */
                id?: string;
                /** @description The address of an article on one of the site's own domains. Give this or `id`. */
                url?: string;
              };
              /**
               * @description From when on it counts no more; null: until it is taken back.
               * @default null
               */
              expiresAt?: string | null;
              /** @enum {string} */
              kind: 'pin';
              /**
               * @description On which pages it counts: all of the site, those of one section, or one page.
               * @default {
               *       "kind": "site"
               *     }
               */
              scope?:
                | {
                    /** @enum {string} */
                    kind: 'site';
                  }
                | {
                    /** @enum {string} */
                    kind: 'section';
                    section: string;
                  }
                | {
                    article: {
                      /** @description An article id, as an answer gives it. Give this or `url`. */
                      id?: string;
                      /** @description The address of an article on one of the site's own domains. Give this or `id`. */
                      url?: string;
                    };
                    /** @enum {string} */
                    kind: 'page';
                  };
              /** @description Its place in lists, from 1. */
              slot: number;
            }
          | {
              /** @description The article that it is about. */
              article: {
                /** @description An article id, as an answer gives it. Give this or `url`. */
                id?: string;
                /** @description The address of an article on one of the site's own domains. Give this or `id`. */
                url?: string;
              };
              /**
               * @description From when on it counts no more; null: until it is taken back.
               * @default null
               */
              expiresAt?: string | null;
              factor: number;
              /** @enum {string} */
              kind: 'boost';
              /**
               * @description On which pages it counts: all of the site, those of one section, or one page.
               * @default {
               *       "kind": "site"
               *     }
               */
              scope?:
                | {
                    /** @enum {string} */
                    kind: 'site';
                  }
                | {
                    /** @enum {string} */
                    kind: 'section';
                    section: string;
                  }
                | {
                    article: {
                      /** @description An article id, as an answer gives it. Give this or `url`. */
                      id?: string;
                      /** @description The address of an article on one of the site's own domains. Give this or `id`. */
                      url?: string;
                    };
                    /** @enum {string} */
                    kind: 'page';
                  };
            }
          | {
              /** @description The article that it is about. */
              article: {
                /** @description An article id, as an answer gives it. Give this or `url`. */
                id?: string;
                /** @description The address of an article on one of the site's own domains. Give this or `id`. */
                url?: string;
              };
              /**
               * @description From when on it counts no more; null: until it is taken back.
               * @default null
               */
              expiresAt?: string | null;
              factor: number;
              /** @enum {string} */
              kind: 'bury';
              /**
               * @description On which pages it counts: all of the site, those of one section, or one page.
               * @default {
               *       "kind": "site"
               *     }
               */
              scope?:
                | {
                    /** @enum {string} */
                    kind: 'site';
                  }
                | {
                    /** @enum {string} */
                    kind: 'section';
                    section: string;
                  }
                | {
                    article: {
                      /** @description An article id, as an answer gives it. Give this or `url`. */
                      id?: string;
                      /** @description The address of an article on one of the site's own domains. Give this or `id`. */
                      url?: string;
                    };
                    /** @enum {string} */
                    kind: 'page';
                  };
            }
          | {
              /** @description The article that it is about. */
              article: {
                /** @description An article id, as an answer gives it. Give this or `url`. */
                id?: string;
                /** @description The address of an article on one of the site's own domains. Give this or `id`. */
                url?: string;
              };
              /**
               * @description From when on it counts no more; null: until it is taken back.
               * @default null
               */
              expiresAt?: string | null;
              /** @enum {string} */
              kind: 'exclude';
              /**
               * @description On which pages it counts: all of the site, those of one section, or one page.
               * @default {
               *       "kind": "site"
               *     }
               */
              scope?:
                | {
                    /** @enum {string} */
                    kind: 'site';
                  }
                | {
                    /** @enum {string} */
                    kind: 'section';
                    section: string;
                  }
                | {
                    article: {
                      /** @description An article id, as an answer gives it. Give this or `url`. */
                      id?: string;
                      /** @description The address of an article on one of the site's own domains. Give this or `id`. */
                      url?: string;
                    };
                    /** @enum {string} */
                    kind: 'page';
                  };
            };
      };
    };
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description Default Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            article: {
              id: string;
              title: string | null;
              /** @description Null where the article was taken down. */
              url: string | null;
            };
            expiresAt: string | null;
            /** @description Of a boost or a bury. */
            factor: number | null;
            /** Format: date-time */
            givenAt: string;
            id: string;
            /** @enum {string} */
            kind: 'pin' | 'boost' | 'bury' | 'exclude';
            scope: {
              article: {
                id: string;
                title: string | null;
                /** @description Null where the article was taken down. */
                url: string | null;
              } | null;
              /** @enum {string} */
              kind: 'site' | 'section' | 'page';
              section: string | null;
            };
            /** @description Of a pin. */
            slot: number | null;
          };
        };
      };
    };
  };
  removeSignal: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request cannot be answered; RFC 9457. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description The service cannot answer now; RFC 9457. */
      '5XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            detail?: string;
            errors?: {
              field: string;
              message: string;
            }[];
            status: number;
            title: string;
            /** @description urn:maylike:problem:… */
            type: string;
          };
        };
      };
      /** @description It counts no more. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
}
