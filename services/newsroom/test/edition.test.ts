import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { changesOf, editionAt, editionsOf } from '../src/edition.js';
import type { SampleEvent } from '../src/model.js';
import { sample } from '../src/sample/index.js';
import { afterRelease, article, event, openedAt, releaseEveryMs } from './fixtures.js';

const hourMs = 3_600_000;
const at = (events: readonly SampleEvent[], now: number) =>
  editionAt(events, openedAt, now, releaseEveryMs);
const slugsAt = (events: readonly SampleEvent[], now: number) =>
  at(events, now).articles.map(({ slug }) => slug);

describe('an edition', () => {
  it('has the articles with an age at the opening, newest first', () => {
    const events = [
      event('one', article('old', { hoursBefore: 30 }), article('new', { hoursBefore: 2 })),
      event('two', article('middle', { hoursBefore: 7.5 })),
    ];
    const { articles } = at(events, openedAt);
    expect(articles.map(({ slug }) => slug)).toEqual(['new', 'middle', 'old']);
    expect(articles.map(({ publishedAt }) => (openedAt - publishedAt) / hourMs)).toEqual([
      2, 7.5, 30,
    ]);
  });

  it('has a release from its moment on, dated then, whatever its age says', () => {
    const events = [event('one', article('second', { release: 2, hoursBefore: 50 }))];
    expect(slugsAt(events, openedAt + 2 * releaseEveryMs - 1)).toEqual([]);
    const [released] = at(events, openedAt + 2 * releaseEveryMs).articles;
    expect(released).toMatchObject({ slug: 'second', updatedAt: null });
    expect(released?.publishedAt).toBe(openedAt + 2 * releaseEveryMs);
  });

  it('has the first text until the revision, then the other one, with the time of the change', () => {
    const revision = { release: 3, title: 'New', standfirst: 'New', paragraphs: ['New'] };
    const events = [event('one', article('edited', { revision }))];
    expect(at(events, afterRelease(2)).articles).toMatchObject([
      { title: 'Title of edited', updatedAt: null },
    ]);
    const [edited] = at(events, afterRelease(3)).articles;
    expect(edited).toMatchObject({ title: 'New', paragraphs: ['New'] });
    expect(edited?.updatedAt).toBe(openedAt + 3 * releaseEveryMs);
    expect(edited?.publishedAt).toBe(openedAt - 10 * hourMs);
  });

  it('loses what is withdrawn, and remembers where it was', () => {
    const events = [event('one', article('gone', { withdrawnAtRelease: 1 }), article('stays'))];
    expect(slugsAt(events, openedAt)).toEqual(['gone', 'stays']);
    expect(slugsAt(events, afterRelease(1))).toEqual(['stays']);
    expect(at(events, afterRelease(1)).withdrawn).toEqual([{ outlet: 'courier', slug: 'gone' }]);
  });

  it('has a wire copy as an article of the other outlet with the same text, even after a revision', () => {
    const copies = [{ outlet: 'tidings', slug: 'copy', title: 'Copied', hoursBefore: 9 }] as const;
    const revision = { release: 1, title: 'New', standfirst: 'New', paragraphs: ['New'] };
    const wire = article('wire', { wireCopies: copies, revision });
    const copy = at([event('one', wire)], afterRelease(1)).articles.find(
      ({ slug }) => slug === 'copy',
    );
    expect(copy).toMatchObject({ outlet: 'tidings', title: 'Copied', wireFrom: 'courier' });
    expect(copy?.paragraphs).toEqual(wire.paragraphs);
    expect(copy?.publishedAt).toBe(openedAt - 9 * hourMs);
  });

  it('tells for each outlet when its articles last changed', () => {
    const events = [
      event('one', article('a', { release: 1 }), article('b', { withdrawnAtRelease: 2 })),
      event('two', article('c', { outlet: 'tidings', release: 3 })),
    ];
    const { changedAt } = at(events, afterRelease(2));
    expect(changedAt).toEqual({
      courier: openedAt + 2 * releaseEveryMs,
      meridian: openedAt,
      tidings: openedAt,
    });
  });

  it('differs from the one before by the changes in between, and by nothing else', () => {
    const moment = fc.integer({ min: 0, max: 15 * releaseEveryMs }).map((ms) => openedAt + ms);
    const key = ({ slug, title, updatedAt }: { slug: string; title: string; updatedAt: unknown }) =>
      `${slug} ${title} ${String(updatedAt)}`;
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        const [before, after] = [Math.min(one, other), Math.max(one, other)];
        const olds = new Set(at(sample, before).articles.map(key));
        const news = new Set(at(sample, after).articles.map(key));
        const changes = changesOf(sample, openedAt, releaseEveryMs).filter(
          (change) => change.at > before && change.at <= after,
        );
        const count = (what: string) => changes.filter((change) => change.what === what).length;
        const appeared = [...news].filter((article) => !olds.has(article)).length;
        const vanished = [...olds].filter((article) => !news.has(article)).length;
        expect(appeared).toBe(count('released') + count('revised'));
        expect(vanished).toBe(count('withdrawn') + count('revised'));
      }),
    );
  });
});

describe('editionsOf', () => {
  it('gives the edition of every moment, in whatever order one asks', () => {
    const events = [
      event('one', article('a', { release: 1 }), article('b', { withdrawnAtRelease: 2 })),
      event('two', article('old', { hoursBefore: 1 }), article('older', { hoursBefore: 3 })),
    ];
    const editionOf = editionsOf(events, { openedAt, releaseEveryMs });
    const moment = fc
      .integer({ min: -4 * hourMs, max: 4 * releaseEveryMs })
      .map((ms) => openedAt + ms);
    fc.assert(
      fc.property(moment, (now) => {
        expect(editionOf(now)).toEqual(at(events, now));
      }),
    );
  });
});

describe('the changes of a sample', () => {
  it('come in the order of their releases, with every copy of a release', () => {
    const wireCopies = [{ outlet: 'meridian', slug: 'copy', hoursBefore: 1 }] as const;
    const revision = { release: 3, title: 'New', standfirst: 'New', paragraphs: ['New'] };
    const events = [
      event('one', article('late', { release: 5, wireCopies }), article('edited', { revision })),
      event('two', article('gone', { withdrawnAtRelease: 4 }), article('early', { release: 1 })),
    ];
    const changes = changesOf(events, openedAt, releaseEveryMs);
    expect(
      changes.map(({ at, what, slug }) => [(at - openedAt) / releaseEveryMs, what, slug]),
    ).toEqual([
      [1, 'released', 'early'],
      [3, 'revised', 'edited'],
      [4, 'withdrawn', 'gone'],
      [5, 'released', 'late'],
      [5, 'released', 'copy'],
    ]);
  });
});
