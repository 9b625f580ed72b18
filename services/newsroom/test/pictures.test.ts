import { describe, expect, it } from '@jest/globals';

import { picturePath } from '../src/addresses.js';
import { pictureNamed, picturedEvents } from '../src/pictures/index.js';
import { variantCount } from '../src/pictures/variants.js';
import { sample } from '../src/sample/index.js';

const names = picturedEvents.flatMap((event) =>
  Array.from(
    { length: variantCount },
    (_, index) => `${event}${index === 0 ? '' : `-${index + 1}`}.svg`,
  ),
);

describe('the pictures', () => {
  it.each(names)('%s is the same every time, whole, and loads nothing', (name) => {
    const picture = pictureNamed(name) ?? '';
    expect(picture).toBe(pictureNamed(name));
    expect(picture).toMatch(/^<svg [^>]*><title>[^<]+<\/title>.*<\/svg>\n$/s);
    expect(picture).not.toMatch(/NaN|undefined|Infinity|href|<script|<text/);
    expect(picture.match(/<g[ >]/g)?.length ?? 0).toBe(picture.match(/<\/g>/g)?.length ?? 0);
    expect(picture.length).toBeLessThan(64_000);
  });

  it('differ from each other', () => {
    expect(new Set(names.map(pictureNamed)).size).toBe(names.length);
  });

  it.each(['halden-bridge-1.svg', 'halden-bridge-9.svg', 'nowhere.svg', '../x.svg', ''])(
    'are not at %j',
    (name) => {
      expect(pictureNamed(name)).toBeNull();
    },
  );

  it('are there under the address of every article, several of them at each event', () => {
    for (const { id, articles } of sample) {
      const paths = articles.map(({ slug }) => picturePath({ eventId: id, slug }));
      for (const path of paths) {
        expect(pictureNamed(path.replace('/pictures/', ''))).not.toBeNull();
      }
      expect(new Set(paths).size).toBeGreaterThan(2);
    }
  });
});
