import { describe, expect, it } from '@jest/globals';

import { sampleFaults } from '../src/check-sample.js';
import { changesOf, editionAt } from '../src/edition.js';
import type { SampleArticle } from '../src/model.js';
import { pictureNamed, picturedEvents } from '../src/pictures/index.js';
import { sample } from '../src/sample/index.js';
import { article, event } from './fixtures.js';

const articles = sample.flatMap((one) => one.articles);

describe('the sample', () => {
  it('has no fault', () => {
    expect(sampleFaults(sample)).toEqual([]);
  });

  it('has at least 150 articles of at least 12 events, at least 40 at each outlet', () => {
    const edition = editionAt(sample, 0, 0, 1_000);
    expect(edition.articles.length).toBeGreaterThanOrEqual(150);
    expect(new Set(edition.articles.map(({ eventId }) => eventId)).size).toBeGreaterThanOrEqual(12);
    for (const outlet of ['courier', 'meridian', 'tidings']) {
      const own = edition.articles.filter((one) => one.outlet === outlet);
      expect(own.length).toBeGreaterThanOrEqual(40);
    }
  });

  it('has what real life has: releases, a revision, a withdrawal, wire copies, languages, a stale list', () => {
    const kinds = new Set(changesOf(sample, 0, 1_000).map(({ what }) => what));
    expect(kinds).toEqual(new Set(['released', 'revised', 'withdrawn']));
    expect(articles.some(({ wireCopies }) => wireCopies !== undefined)).toBe(true);
    expect(new Set(articles.map(({ language = 'en' }) => language))).toEqual(
      new Set(['en', 'de', 'fr', 'es']),
    );
    const cluttered = articles.filter(({ clutter }) => clutter !== undefined);
    expect(cluttered.map(({ clutter }) => clutter?.staleLinks.length)).toEqual([5]);
  });

  it('has a picture of every event', () => {
    expect([...picturedEvents].sort()).toEqual(sample.map(({ id }) => id).sort());
    for (const { id } of sample) expect(pictureNamed(`${id}.svg`)).not.toBeNull();
  });
});

describe('sampleFaults', () => {
  const faultsOf = (...given: readonly SampleArticle[]) => sampleFaults([event('one', ...given)]);
  const clutter = { caption: 'Caption', credit: 'Credit', staleLinks: ['nowhere'] };
  const revision = { release: 2, title: 'New', standfirst: 'New', paragraphs: ['New'] };

  it.each<[string, readonly SampleArticle[], string]>([
    ['a slug used twice', [article('a'), article('a')], 'a: used twice'],
    [
      'a slug that a copy uses, too',
      [article('a', { wireCopies: [{ outlet: 'tidings', slug: 'a', hoursBefore: 1 }] })],
      'a: used twice',
    ],
    ['a slug that is none', [article('Not a slug')], 'lower-case words'],
    ['a link to nowhere', [article('a', { clutter })], 'links nowhere'],
    [
      'a copy at home',
      [article('a', { wireCopies: [{ outlet: 'courier', slug: 'b', hoursBefore: 1 }] })],
      'own outlet',
    ],
    [
      'two releases of one number',
      [article('a', { release: 1 }), article('b', { release: 1 })],
      'released twice',
    ],
    ['a release before the first', [article('a', { release: 0 })], 'counted from 1'],
    ['a revision before the release', [article('a', { release: 3, revision })], 'another order'],
    [
      'a withdrawal before the revision',
      [article('a', { revision, withdrawnAtRelease: 2 })],
      'another order',
    ],
    ['a blank paragraph', [article('a', { paragraphs: ['One', ' '] })], 'blank'],
    ['no paragraph', [article('a', { paragraphs: [] })], 'blank'],
    ['no language', [article('a', { language: 'English' })], 'no language subtag'],
    ['an age in the future', [article('a', { hoursBefore: -1 })], 'no age'],
  ])('finds %s', (_what, given, fault) => {
    const faults = faultsOf(...given);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  it('finds an event that is there twice', () => {
    const faults = sampleFaults([event('one', article('a')), event('one', article('b'))]);
    expect(faults).toEqual(['event one: there is another one']);
  });

  it('lets a release, a revision and a withdrawal have the same number at different articles', () => {
    const given = [
      article('a', { release: 2 }),
      article('b', { revision }),
      article('c', { withdrawnAtRelease: 2 }),
    ];
    expect(faultsOf(...given)).toEqual([]);
  });
});
