// One drawing, several pictures: each event's scene in another light and another frame, so that two articles of an
// event need not stand beside each other with the same picture.
import { dayInks, duskInks, nightInks, rainInks, type Inks } from './inks.js';

/** The size that pictures are drawn in. */
export const pictureSize = { width: 1200, height: 675 } as const;

/** How a scene is shown. */
export interface Variant {
  readonly inks: Inks;
  /** The part of the drawing that is seen: x, y, width, height. */
  readonly frame: readonly [number, number, number, number];
  readonly isMirrored: boolean;
}

const whole = [0, 0, 1200, 675] as const;

const variants: readonly Variant[] = [
  { inks: dayInks, frame: whole, isMirrored: false },
  { inks: duskInks, frame: whole, isMirrored: true },
  { inks: rainInks, frame: [130, 110, 944, 531], isMirrored: false },
  { inks: nightInks, frame: [60, 50, 1080, 607.5], isMirrored: true },
  { inks: duskInks, frame: [250, 100, 880, 495], isMirrored: false },
  { inks: dayInks, frame: [90, 70, 960, 540], isMirrored: true },
];

/** How many pictures there are of each event. */
export const variantCount = variants.length;

/** A variant by its number, counted from 1; null where there is none. */
export const variantOf = (number: number): Variant | null => variants[number - 1] ?? null;
