// The dashboard's table of generations: what is served, what is being built and how far it is, what was refused and why.
import type { NetworkId } from '@maylike/articles';
import type { Generation, ReindexProgress } from '@maylike/store';
import { flagged, html, type Html } from './html.js';

/** One generation with the last request of its network. */
export interface GenerationRow {
  readonly networkId: NetworkId;
  readonly generation: Generation;
  readonly progress: ReindexProgress | null;
}

/** The table. */
export function generationTable(rows: readonly GenerationRow[], now: number): Html {
  return html`<h2>Generations</h2>
    <table>
      <tr>
        <th>Network</th>
        <th>Generation</th>
        <th>State</th>
        <th class="number">Articles</th>
        <th>Age</th>
        <th>Coverage</th>
        <th>Reason</th>
      </tr>
      ${rows.map((row) => rowOf(row, now))}
    </table>`;
}

function rowOf({ networkId, generation, progress }: GenerationRow, now: number): Html {
  const { id, documentCount, startedAt, activatedAt, reason, refusal } = generation;
  return html`<tr>
    <td>${networkId}</td>
    <td>${id}</td>
    <td>${stateOf(generation, progress)}</td>
    <td class="number">${documentCount}</td>
    <td>${ageText(now - (activatedAt ?? startedAt))}</td>
    <td>${coverageText(generation)}</td>
    <td>${refusal === null ? html`${reason}` : flagged(true, `${reason}: ${refusal}`)}</td>
  </tr>`;
}

function stateOf({ state, requestId }: Generation, progress: ReindexProgress | null): Html {
  return state === 'building' && progress?.id === requestId
    ? html`building, ${progress.done} of ${progress.total} lists`
    : flagged(state === 'refused', state);
}

function coverageText({ coverage, coverageBefore }: Generation): string {
  if (coverage === null) return '';
  const before = coverageBefore === null ? '' : `, before ${percent(coverageBefore)}`;
  return `${percent(coverage)}${before}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const hourMs = 3_600_000;

function ageText(ms: number): string {
  if (ms < hourMs) return `${Math.max(0, Math.floor(ms / 60_000))} min`;
  return ms < 48 * hourMs ? `${Math.floor(ms / hourMs)} h` : `${Math.floor(ms / hourMs / 24)} d`;
}
