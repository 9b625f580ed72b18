// What one writer holds in memory of its network: shared by those who apply the log, build generations and touch
// articles, which take turns and never run at once.
import { logStart, type ArticleVersion } from '@maylike/store';
import type { GenerationBuild } from './generation-build.js';
import type { GenerationLists } from './generation-lists.js';
import type { LiveTerms } from './live-terms.js';

/** Terms that the active generation no longer needs, but one that is being built does. */
export interface HeldBack extends ArticleVersion {
  /** The log entry that replaced or removed them: a build that has come this far needs them no longer. */
  readonly logId: string;
}

/** The state of a network that is written. */
export class NetworkState {
  /** The active generation; null until the network is loaded. */
  active: GenerationLists | null = null;
  /** The one that is being built beside it. */
  build: GenerationBuild | null = null;
  /** The last log entry whose lists are written. */
  applied = logStart;
  /** In the order of the log. Empty without a build. */
  heldBack: HeldBack[] = [];

  /** @param live The articles that the lists are made of. */
  constructor(readonly live: LiveTerms) {}

  /** The active generation. @throws Error before the network is loaded. */
  loaded(): GenerationLists {
    if (this.active === null) throw new Error('the network is not loaded');
    return this.active;
  }
}
