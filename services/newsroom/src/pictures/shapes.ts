// Drawing with words: each function gives a piece of SVG, on a canvas of 1200 × 675.

/** A place on the canvas. */
export type Point = readonly [x: number, y: number];
/** A piece of SVG. */
export type Drawing = string;

/** Tenths are finer than any screen shows. */
const short = (value: number): string => String(Math.round(value * 10) / 10);
const pairs = (points: readonly Point[]): string =>
  points.map(([x, y]) => `${short(x)} ${short(y)}`).join(' ');

/** Several drawings as one, the later ones on top. */
export const draw = (...parts: readonly Drawing[]): Drawing => parts.join('');

/** The same drawing `count` times; `part` is told which one it is, from 0. */
export const times = (count: number, part: (place: number) => Drawing): Drawing =>
  Array.from({ length: count }, (_, place) => part(place)).join('');

/** A rectangle, with round corners where a radius is given. */
export function box([x, y]: Point, [width, height]: Point, fill: string, radius = 0): Drawing {
  const corners = radius === 0 ? '' : ` rx="${short(radius)}"`;
  return `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"${corners} fill="${fill}"/>`;
}

/** A disc. */
export const disc = ([x, y]: Point, radius: number, fill: string): Drawing =>
  `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="${fill}"/>`;

/** A circle's line. */
export const ring = ([x, y]: Point, radius: number, stroke: string, width: number): Drawing =>
  `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="none" stroke="${stroke}" stroke-width="${short(width)}"/>`;

/** An ellipse. */
export const oval = ([x, y]: Point, [radiusX, radiusY]: Point, fill: string): Drawing =>
  `<ellipse cx="${short(x)}" cy="${short(y)}" rx="${short(radiusX)}" ry="${short(radiusY)}" fill="${fill}"/>`;

/** A shape with straight edges. */
export const shape = (fill: string, ...points: readonly Point[]): Drawing =>
  `<polygon points="${pairs(points)}" fill="${fill}"/>`;

/** A line from point to point. */
export const line = (stroke: string, width: number, ...points: readonly Point[]): Drawing =>
  `<polyline points="${pairs(points)}" fill="none" stroke="${stroke}" stroke-width="${short(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;

/** A shape by its path, for curves. */
export const curve = (d: string, fill: string): Drawing => `<path d="${d}" fill="${fill}"/>`;

/** A curved line by its path. */
export const stroke = (d: string, colour: string, width: number): Drawing =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${short(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;

/** A drawing moved to a place, larger or smaller, turned by degrees. */
export function place(
  [x, y]: Point,
  drawing: Drawing,
  { scale = 1, turn = 0 }: { readonly scale?: number; readonly turn?: number } = {},
): Drawing {
  const turned = turn === 0 ? '' : ` rotate(${short(turn)})`;
  const scaled = scale === 1 ? '' : ` scale(${String(Math.round(scale * 1000) / 1000)})`;
  return `<g transform="translate(${short(x)} ${short(y)})${turned}${scaled}">${drawing}</g>`;
}

/** A drawing that lets through what is behind it. */
export const faint = (opacity: number, ...parts: readonly Drawing[]): Drawing =>
  `<g opacity="${short(opacity)}">${parts.join('')}</g>`;

/** Land below a soft line from the left edge to the right one. */
export function hills(fill: string, ...points: readonly Point[]): Drawing {
  const [first = [0, 0], ...others] = points;
  const [left, top] = first;
  const bends = others.map(([x, y], index) => {
    const [nextX, nextY] = others[index + 1] ?? [x, y];
    const isLast = index === others.length - 1;
    const end: Point = isLast ? [x, y] : [(x + nextX) / 2, (y + nextY) / 2];
    return `Q${pairs([[x, y], end])}`;
  });
  return curve(`M${short(left)} ${short(top)}${bends.join('')}V700H${short(left)}Z`, fill);
}

/** A number from 0 to 1 that looks like chance and is always the same for the same place. */
export function chance(place: number, salt = 0): number {
  const value = Math.sin(place * 127.1 + salt * 311.7) * 43_758.545;
  return value - Math.floor(value);
}
