// Feeds as outlets published them, where this machine has captures; else feeds made on the spot.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, unpack } from '../support/data.js';

/** Feeds, and where they are from. */
export interface Documents {
  readonly bodies: readonly Buffer[];
  /** Feeds next to each other up to this many are of different outlets. */
  readonly outlets: number;
  readonly origin: string;
}

/** Outlets whose captures are small to unpack, the smallest first. */
const outlets = ['pa', 'rnz', 'ann', 'bbc', 'smh', 'gmanews', 'aljazeeraenglish', 'cnn', 'wsj'];

/** @param outletsMax How many archives may be unpacked for it. */
export function feedDocuments(count: number, outletsMax: number): Documents {
  const captured = outlets.slice(0, outletsMax).map((outlet) => capturesOf(outlet, count));
  if (captured.some((bodies) => bodies.length === 0)) return made(count);
  const bodies = Array.from({ length: count }, (_none, i) => {
    const ofOutlet = captured[i % captured.length] ?? [];
    // Spread over the whole time that was captured: neighbours in time are much the same.
    const place = Math.floor(i / captured.length) / Math.ceil(count / captured.length);
    return ofOutlet[Math.floor(place * ofOutlet.length)] ?? Buffer.alloc(0);
  });
  return { bodies, outlets: captured.length, origin: `captures of ${captured.length} outlets` };
}

function capturesOf(outlet: string, count: number): Buffer[] {
  if (dataFolder === null) return [];
  const folder = unpack(join(dataFolder, 'captures', `${outlet}.tar.xz`));
  if (folder === null) return [];
  try {
    const names = readdirSync(join(folder, outlet)).sort();
    const step = Math.max(1, Math.floor(names.length / count));
    return names
      .filter((_name, i) => i % step === 0)
      .map((name) => readFileSync(join(folder, outlet, name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sentence =
  'People of the harbour look at what the tide brought in and say what they think of it. ';

function made(count: number): Documents {
  const bodies = Array.from({ length: count }, (_none, feed) => {
    const items = Array.from(
      { length: 30 },
      (_item, i) =>
        `<item><title>Tide ${feed}.${i} of the harbour</title><link>https://outlet-${feed}.example/${i}</link><guid isPermaLink="false">${feed}-${i}</guid><pubDate>${new Date(Date.UTC(2026, 0, 1, 0, i)).toUTCString()}</pubDate><description>${sentence.repeat(3)}</description></item>`,
    );
    return Buffer.from(
      `<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet ${feed}</title><link>https://outlet-${feed}.example/</link><language>en</language>${items.join('\n')}</channel></rss>`,
    );
  });
  return { bodies, outlets: 10, origin: 'made feeds' };
}
