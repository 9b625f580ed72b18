import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { murmur3, termId } from '../src/hash.js';

describe('murmur3', () => {
  // Vectors of the reference implementation (smhasher), as published with many ports.
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0, 0xc0363e43],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['aa', 0x9747b28c, 0x5d211726],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
  ])('of %j with seed %d is the published value', (text, seed, expected) => {
    expect(murmur3(text, seed)).toBe(expected);
  });

  it('is a whole number of 32 bits for any string, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, other) => {
        const hash = murmur3(`${text}\ud800${other}`);
        expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
      }),
    );
  });
});

describe('termId', () => {
  it('tells kinds, languages and texts apart', () => {
    const ids = [
      termId('word', 'en', 'die'),
      termId('word', 'de', 'die'),
      termId('word', '', 'die'),
      termId('name', '', 'die'),
      termId('tag', '', 'die'),
      termId('section', '', 'die'),
      termId('word', 'en', 'dies'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('never changes: stored terms of every network hang on these values', () => {
    expect(termId('word', 'en', 'missil')).toBe(murmur3('word\u0000en\u0000missil'));
    expect(termId('word', 'en', 'missil')).toBe(535_466_047);
    expect(termId('name', '', 'storm shadow')).toBe(2_491_714_731);
  });
});
