// What a page loads.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { bundleUrl } from '../src/bundle.js';

/** What a publisher is promised. */
const gzippedBytesMax = 5_000;

describe('the bundle', () => {
  const text = readFileSync(bundleUrl, 'utf8');

  const gzippedBytes = gzipSync(text).length;

  it(`is under 5,000 bytes when it is compressed: ${gzippedBytes}`, () => {
    expect(gzippedBytes).toBeLessThan(gzippedBytesMax);
  });

  it('is one module that imports nothing', () => {
    expect(text).not.toMatch(/\bimport\s*[{"'(*]|\bfrom\s*["']/);
  });

  it('knows no way to make markup or code of a text, and keeps nothing on the machine', () => {
    expect(text).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|cookie|localStorage|console/,
    );
  });
});
