// The boilerplate tables under which terms are made: of each network the active generation's, packed once.
import type { NetworkId } from '@maylike/articles';
import type { Store } from '@maylike/store';
import { packBoilerplate, type PackedBoilerplate } from './packed-boilerplate.js';

/** Networks whose table is remembered; a table takes some hundred KB. */
const networksMax = 200;

interface Known {
  readonly generation: string;
  readonly table: PackedBoilerplate | null;
}

/** Remembers tables by generation. */
export class BoilerplateTables {
  private readonly known = new Map<NetworkId, Known>();

  constructor(private readonly store: Store) {}

  /** The table of the generation that is active now; null where it has none, or there is none yet. */
  async ofActive(networkId: NetworkId): Promise<PackedBoilerplate | null> {
    const { networks } = this.store;
    const generation = await networks.generation(networkId);
    if (generation === null) return null;
    const known = this.known.get(networkId);
    if (known?.generation === generation) return known.table;
    const stored = await networks.boilerplate(networkId, generation);
    const table = stored === null ? null : packBoilerplate(generation, stored);
    if (this.known.size >= networksMax) this.known.clear();
    this.known.set(networkId, { generation, table });
    return table;
  }
}
