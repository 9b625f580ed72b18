// The pictures: one drawing an event, in several variations, as SVG.
import type { Drawing } from './shapes.js';
import type { Inks } from './inks.js';
import { bank, hospital, strike } from './scenes/institutions.js';
import { drought, fire, marsh } from './scenes/land.js';
import { cinema, cup } from './scenes/leisure.js';
import { blockade, cableCar, probe, tidal } from './scenes/machines.js';
import { brokenValley, shakenSea } from './scenes/quakes.js';
import { bridge, tram, vote } from './scenes/town.js';
import { pictureSize, variantOf, type Variant } from './variants.js';

interface Scene {
  /** What is seen, for those who do not see it. */
  readonly text: string;
  readonly draw: (inks: Inks) => Drawing;
  /** It would say the opposite in a mirror. */
  readonly isOneWay?: true;
}

const scenes: ReadonlyMap<string, Scene> = new Map([
  [
    'brannoc-ransomware',
    { text: 'A screen with a heron and a padlock before a dark hospital', draw: hospital },
  ],
  ['brightwell-strike', { text: 'Pickets with signs at the fence of a factory', draw: strike }],
  ['corran-rates', { text: 'A bank with columns beside rising bars', draw: bank, isOneWay: true }],
  ['ellery-mayor', { text: 'A ballot over its box before a town hall', draw: vote }],
  [
    'halden-bridge',
    { text: 'A suspension bridge with a broken hanger behind barriers', draw: bridge },
  ],
  ['hohenlauf-seilbahn', { text: 'A cable car over a mountain village', draw: cableCar }],
  ['lantern-probe', { text: 'A space probe beside a comet of two lumps', draw: probe }],
  ['lisse-festival', { text: 'A cinema with a heron on its screen', draw: cinema }],
  ['marsh-fever', { text: 'A vial and a syringe before houses in a marsh', draw: marsh }],
  [
    'morvane-earthquake',
    { text: 'An island in a troubled sea, with people on its hill', draw: shakenSea },
  ],
  ['puerto-calizo', { text: 'Fishing boats that block a harbour', draw: blockade }],
  ['rovers-cup', { text: 'A silver cup on a football pitch under lights', draw: cup }],
  ['skerry-tidal', { text: 'Turbines on the sea floor under a crane barge', draw: tidal }],
  ['sorrel-wildfire', { text: 'Burning hills and a fire engine', draw: fire }],
  [
    'tarsk-earthquake',
    { text: 'A mountain village with broken walls and a blocked road', draw: brokenValley },
  ],
  [
    'vale-drought',
    { text: 'Cracked ground and thin wheat before a bridge without a river', draw: drought },
  ],
  ['villebrune-tramway', { text: 'A tram in a street of tall houses', draw: tram }],
]);

/** The events that there is a picture of. */
export const picturedEvents: readonly string[] = [...scenes.keys()];

/** What the picture of an event shows, in words; '' for an event without one. */
export const pictureText = (eventId: string): string => scenes.get(eventId)?.text ?? '';

const fileName = /^([a-z]+(?:-[a-z]+)*?)(?:-([2-9]))?\.svg$/;

/** The picture of a file's name, `halden-bridge.svg` or `halden-bridge-2.svg`; null where there is none. */
export function pictureNamed(name: string): string | null {
  const [, eventId = '', number = '1'] = fileName.exec(name) ?? [];
  const scene = scenes.get(eventId);
  const variant = variantOf(Number(number));
  return scene === undefined || variant === null ? null : pictureOf(scene, variant);
}

function pictureOf(scene: Scene, { inks, frame, isMirrored }: Variant): string {
  const { width, height } = pictureSize;
  const drawing = scene.draw(inks);
  const isTurned = isMirrored && scene.isOneWay !== true;
  const seen = isTurned ? `<g transform="matrix(-1 0 0 1 ${width} 0)">${drawing}</g>` : drawing;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${frame.join(' ')}" role="img">`,
    `<title>${scene.text}</title>`,
    seen,
    '</svg>\n',
  ].join('');
}
