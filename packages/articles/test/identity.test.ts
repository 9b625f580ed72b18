import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  articleIdOf,
  contentHash,
  guidKeyOf,
  isArticleId,
  type ArticleContent,
} from '../src/index.js';

const content: ArticleContent = {
  url: 'https://example.com/a',
  title: 'Ferry returns to Port Alder',
  summary: 'The boat is back.',
  text: 'The boat is back after two years.',
  publishedAt: 1_700_000_000_000,
  updatedAt: null,
  authors: ['A. Writer'],
  tags: ['ferries'],
  section: 'local',
  language: 'en',
  image: null,
  source: 'Alder Post',
};

describe('articleIdOf', () => {
  it('never changes for a site and an address', () => {
    expect(articleIdOf('site', 'https://example.com/a')).toBe('ii5tW7dbSRuNB8JVqXJ5Tg');
  });

  it('has the shape of an id and differs between sites', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.webUrl(), (one, other, url) => {
        expect(isArticleId(articleIdOf(one, url))).toBe(true);
        expect(articleIdOf(one, url) === articleIdOf(other, url)).toBe(one === other);
      }),
    );
  });

  it('does not confuse where the site ends and the address begins', () => {
    expect(articleIdOf('ab', 'c')).not.toBe(articleIdOf('a', 'bc'));
  });
});

describe('guidKeyOf', () => {
  it('is short for a guid of any length and blind to white space around it', () => {
    expect(guidKeyOf('x'.repeat(100_000))).toHaveLength(22);
    expect(guidKeyOf(' tag:a ')).toBe(guidKeyOf('tag:a'));
    expect(guidKeyOf('A')).not.toBe(guidKeyOf('a'));
  });
});

describe('contentHash', () => {
  it('ignores white space, composition of letters and the time of the last touch', () => {
    const same = { ...content, title: ' Ferry  returns to\nPort Alder', updatedAt: 5 };
    expect(contentHash(same)).toBe(contentHash(content));
    expect(contentHash({ ...content, title: 'Cafe\u0301' })).toBe(
      contentHash({ ...content, title: 'Café' }),
    );
  });

  it.each([
    ['title', { title: 'Ferry sinks' }],
    ['summary', { summary: '' }],
    ['text', { text: 'other' }],
    ['publishedAt', { publishedAt: null }],
    ['tags', { tags: [] }],
    ['authors', { authors: ['B'] }],
    ['section', { section: null }],
    ['language', { language: null }],
    ['image', { image: 'https://example.com/i.png' }],
    ['source', { source: null }],
    ['url', { url: 'https://example.com/b' }],
  ])('sees a change of %s', (_name, change) => {
    expect(contentHash({ ...content, ...change })).not.toBe(contentHash(content));
  });
});
