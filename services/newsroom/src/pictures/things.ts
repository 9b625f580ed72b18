// What more than one scene shows: skies, water, houses, trees, people, a heron.
import type { Inks } from './inks.js';
import {
  box,
  chance,
  curve,
  disc,
  draw,
  faint,
  line,
  oval,
  place,
  shape,
  stroke,
  times,
} from './shapes.js';
import type { Drawing, Point } from './shapes.js';

/** A sky in two bands that grow lighter towards the horizon. */
export function sky(inks: Inks, horizon: number): Drawing {
  const band = horizon / 4;
  return draw(
    box([0, 0], [1200, 675], inks.sky),
    faint(0.35, box([0, band * 2], [1200, 675], inks.glow)),
    faint(0.5, box([0, band * 3], [1200, 675], inks.glow)),
  );
}

/** The sun, or the moon, with a halo. */
export const sun = (inks: Inks, at: Point, radius: number): Drawing =>
  draw(faint(0.25, disc(at, radius * 1.5, inks.sun)), disc(at, radius, inks.sun));

/** A cloud of discs on a flat base. */
export const cloud = (fill: string, at: Point, scale = 1): Drawing =>
  place(
    at,
    faint(
      0.7,
      curve(
        'M-110 0a34 34 0 0 1 22-62a58 58 0 0 1 108-18a46 46 0 0 1 70 40a26 26 0 0 1 4 40z',
        fill,
      ),
    ),
    { scale },
  );

/** Water with short waves of light on it. */
export function water(inks: Inks, top: number, waves = 22): Drawing {
  const depth = 675 - top;
  return draw(
    box([0, top], [1200, depth], inks.water),
    times(waves, (wave) => {
      const x = chance(wave, 1) * 1200;
      const y = top + 14 + chance(wave, 2) * (depth - 24);
      const length = 24 + ((y - top) / depth) * 90;
      return faint(0.45, line(inks.paper, 3, [x, y], [x + length, y]));
    }),
  );
}

/** A house with a pitched roof and a row of windows; its foot is at the given place. */
export function house(
  [x, foot]: Point,
  [width, height]: Point,
  colours: { readonly wall: string; readonly roof: string; readonly window: string },
): Drawing {
  const top = foot - height;
  const columns = Math.max(1, Math.floor(width / 34));
  const step = width / columns;
  return draw(
    box([x, top], [width, height], colours.wall),
    shape(colours.roof, [x - 6, top], [x + width / 2, top - width * 0.34], [x + width + 6, top]),
    times(columns, (column) =>
      box([x + step * column + step / 2 - 6, top + 16], [12, 18], colours.window),
    ),
  );
}

/** A round tree; its foot is at the given place. */
export const tree = (inks: Inks, at: Point, scale = 1, fill = inks.leaf): Drawing =>
  place(
    at,
    draw(
      box([-4, -34], [8, 34], inks.deep),
      disc([0, -62], 34, fill),
      disc([-22, -44], 22, fill),
      disc([22, -46], 24, fill),
    ),
    { scale },
  );

/** A standing person in outline; the feet are at the given place. */
export const person = (fill: string, at: Point, scale = 1): Drawing =>
  place(
    at,
    draw(
      disc([0, -92], 12, fill),
      curve('M-17 -26V-62a17 17 0 0 1 34 0V-26h-6V0h-9V-26h-4V0h-9V-26z', fill),
    ),
    { scale },
  );

/** A heron that stands and looks to the left. */
export const heron = (fill: string, at: Point, scale = 1): Drawing =>
  place(
    at,
    draw(
      curve(
        'M-66 -196l46 -9c8 -9 26 -8 31 5c5 14 -9 30 -15 46c-6 18 2 28 20 33c40 10 64 34 78 70c-30 -14 -52 -12 -74 -14c-34 -3 -54 -26 -50 -58c3 -24 22 -44 20 -60z',
        fill,
      ),
      stroke('M20 -68L14 0M44 -66L48 0M14 0h-18M48 0h-18', fill, 6),
    ),
    { scale },
  );

/** A boat with a cabin and a mast; its keel is at the given place. */
export const boat = (
  colours: { readonly hull: string; readonly cabin: string; readonly mast: string },
  at: Point,
  options: { readonly scale?: number; readonly turn?: number } = {},
): Drawing =>
  place(
    at,
    draw(
      line(colours.mast, 5, [10, -50], [10, -150]),
      line(colours.mast, 3, [10, -146], [72, -52]),
      box([-34, -84], [52, 40], colours.cabin),
      box([-26, -76], [14, 14], colours.hull),
      box([-4, -76], [14, 14], colours.hull),
      curve('M-92 -48H104C92 -20 78 -6 66 0H-66C-80 -12 -88 -28 -92 -48z', colours.hull),
    ),
    options,
  );

/** A lighthouse in stripes; its foot is at the given place. */
export const lighthouse = (inks: Inks, at: Point, scale = 1): Drawing =>
  place(
    at,
    draw(
      shape(inks.paper, [-26, 0], [-16, -150], [16, -150], [26, 0]),
      shape(inks.accent, [-24, -34], [-21, -74], [21, -74], [24, -34]),
      shape(inks.accent, [-19, -108], [-17, -138], [17, -138], [19, -108]),
      box([-22, -158], [44, 8], inks.deep),
      box([-12, -184], [24, 26], inks.warm),
      shape(inks.deep, [-18, -184], [0, -208], [18, -184]),
    ),
    { scale },
  );

/** A crossing of two ovals of dust or smoke, the nearer the larger. */
export const smoke = (fill: string, at: Point, scale = 1): Drawing =>
  place(
    at,
    draw(
      oval([0, 0], [70, 44], fill),
      oval([56, -46], [84, 56], fill),
      oval([124, -118], [110, 76], fill),
      oval([226, -196], [148, 96], fill),
    ),
    { scale },
  );
