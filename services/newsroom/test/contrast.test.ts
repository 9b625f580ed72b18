import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const css = readFileSync(new URL('../assets/newsroom.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, block = '']) => block,
);

function colourOf(block: string, name: string): number[] {
  const [, digits = ''] = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(block) ?? [];
  return [0, 2, 4].map((place) => Number.parseInt(digits.slice(place, place + 2), 16) / 255);
}

/** Relative luminance (WCAG 2.2). */
function luminanceOf(block: string, name: string): number {
  const linear = colourOf(block, name).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  const [red = NaN, green = NaN, blue = NaN] = linear;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(block: string, one: string, other: string): number {
  const values = [luminanceOf(block, one), luminanceOf(block, other)].sort((a, b) => b - a);
  return ((values[0] ?? NaN) + 0.05) / ((values[1] ?? NaN) + 0.05);
}

describe.each([
  ['light', light],
  ['dark', dark],
])('the colours in the %s', (_scheme, block) => {
  it.each(['ink', 'soft', 'accent', 'courier', 'meridian', 'tidings'])(
    'let %s be read on paper and shade (WCAG AA)',
    (name) => {
      expect(contrast(block, name, 'paper')).toBeGreaterThanOrEqual(4.5);
      expect(contrast(block, name, 'shade')).toBeGreaterThanOrEqual(4.5);
    },
  );
});
