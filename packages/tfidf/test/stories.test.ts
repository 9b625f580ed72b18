// Which articles tell one story, as they come and are edited.
import { describe, expect, it } from '@jest/globals';
import { nearDuplicates, storiesAfterPut, type Entry, type Vector } from '../src/index.js';

/** A direction in the plane: articles 30 degrees apart are duplicates (cosine .87), 40 degrees apart are not (.77). */
function at(degrees: number): Vector {
  const radians = (degrees * Math.PI) / 180;
  return {
    ids: Uint32Array.of(1, 2),
    weights: Float32Array.of(Math.cos(radians), Math.sin(radians)),
  };
}

/** A network of articles by number: their directions in degrees, and their stories so far. */
function network(degrees: Readonly<Record<number, number>>, stories: ReadonlyMap<number, number>) {
  const angleOf = (number: number): number => degrees[number] ?? NaN;
  return {
    afterPut(number: number): Map<number, number> {
      const entries = Object.keys(degrees)
        .map(Number)
        .filter((other) => other !== number)
        .map((other): Entry => {
          const cosine = Math.cos(((angleOf(number) - angleOf(other)) * Math.PI) / 180);
          return { number: other, version: 1, publishedAt: 0, scoreE6: Math.round(cosine * 1e6) };
        })
        .sort((a, b) => b.scoreE6 - a.scoreE6);
      return storiesAfterPut(
        { number, vector: at(angleOf(number)) },
        nearDuplicates(entries),
        (other) => stories.get(other),
        (other) => (other in degrees ? at(angleOf(other)) : null),
      );
    },
  };
}

const map = (record: Readonly<Record<number, number>>): Map<number, number> =>
  new Map(Object.entries(record).map(([key, value]) => [Number(key), value]));

describe('a newcomer', () => {
  it('joins the story of a near-duplicate', () => {
    expect(network({ 1: 0, 2: 30 }, map({ 1: 1 })).afterPut(2)).toEqual(map({ 2: 1 }));
  });

  it('founds a story where nothing is like it', () => {
    expect(network({ 1: 0, 2: 40 }, map({ 1: 1 })).afterPut(2)).toEqual(map({ 2: 2 }));
  });

  it('does not join by way of a member that is further from the founder than it is itself', () => {
    expect(network({ 1: 0, 2: 30, 3: 60 }, map({ 1: 1, 2: 1 })).afterPut(3)).toEqual(map({ 3: 3 }));
  });

  it('joins by way of a member where the founder has left', () => {
    expect(network({ 2: 30, 3: 60 }, map({ 2: 1 })).afterPut(3)).toEqual(map({ 3: 1 }));
  });

  it('never joins what came later: that one joins it', () => {
    expect(network({ 1: 0, 2: 10 }, map({ 2: 2 })).afterPut(1)).toEqual(map({ 1: 1, 2: 1 }));
  });
});

describe('an edit', () => {
  it('lets a founder join an earlier story that it has become a copy of', () => {
    expect(network({ 1: 0, 2: 5 }, map({ 1: 1, 2: 2 })).afterPut(2)).toEqual(map({ 2: 1 }));
  });

  it('takes along those of its story that are still like it', () => {
    const stories = map({ 1: 1, 2: 2, 3: 2, 4: 2 });
    expect(network({ 1: 0, 2: 5, 3: 10, 4: 80 }, stories).afterPut(2)).toEqual(map({ 2: 1, 3: 1 }));
  });

  it('lets a later founder join the edited one when they have become copies', () => {
    const stories = map({ 1: 1, 2: 2, 3: 2 });
    expect(network({ 1: 0, 2: 5, 3: 10 }, stories).afterPut(1)).toEqual(map({ 2: 1, 3: 1 }));
  });

  it('leaves a founder with its story where nothing earlier is like it', () => {
    expect(network({ 1: 90, 2: 5, 3: 10 }, map({ 1: 1, 2: 2, 3: 2 })).afterPut(2)).toEqual(map({}));
  });

  it('lets a member found its own story when it is like none any more', () => {
    expect(network({ 1: 0, 2: 80 }, map({ 1: 1, 2: 1 })).afterPut(2)).toEqual(map({ 2: 2 }));
  });

  it('done twice changes nothing more', () => {
    const stories = map({ 1: 1, 2: 2, 3: 2 });
    const degrees = { 1: 0, 2: 5, 3: 10 };
    for (const [number, story] of network(degrees, stories).afterPut(2)) stories.set(number, story);
    expect(network(degrees, stories).afterPut(2)).toEqual(map({}));
  });
});
