import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  answerCharactersMax,
  itemsOf,
  nameCharactersMax,
  namesMax,
  titleCharactersMax,
  type ListItem,
} from '../src/answer.js';
import { limitMax } from '../src/address.js';

const item = {
  id: 'a'.repeat(22),
  url: 'https://news.example/a',
  title: 'A title',
  summary: 'A summary.',
  image: 'https://news.example/a.jpg',
  publishedAt: '2026-11-22T12:00:00.000Z',
  source: 'The Courier',
  authors: ['Ada'],
  section: 'News',
  score: 0.5,
  strategy: 'related',
  because: ['Storm Shadow', 'Halden Bridge'],
  alsoIn: [{ id: 'b'.repeat(22), url: 'https://other.example/a', source: 'Meridian' }],
};

const read = (...items: readonly unknown[]): readonly ListItem[] | null =>
  itemsOf(JSON.stringify({ article: null, items, complete: true, generation: null }));

describe('an answer', () => {
  it('gives its items in its order, with what a list shows', () => {
    expect(read(item, { ...item, url: 'https://news.example/b', title: 'B' })).toEqual([
      {
        id: item.id,
        url: item.url,
        title: item.title,
        image: item.image,
        publishedAt: Date.UTC(2026, 10, 22, 12),
        source: item.source,
        strategy: item.strategy,
        because: item.because,
        alsoIn: [{ url: 'https://other.example/a', source: 'Meridian' }],
      },
      expect.objectContaining({ url: 'https://news.example/b', title: 'B' }),
    ]);
  });

  it('may lack all but title and address', () => {
    expect(read({ title: 'T', url: 'http://news.example/' })).toEqual([
      {
        id: '',
        url: 'http://news.example/',
        title: 'T',
        image: null,
        publishedAt: null,
        source: '',
        strategy: '',
        because: [],
        alsoIn: [],
      },
    ]);
  });

  it.each([
    ['a script as its address', { url: 'javascript:alert(1)' }],
    ['a script behind a blank', { url: ' java\tscript:alert(1)' }],
    ['data as its address', { url: 'data:text/html,x' }],
    ['a relative address', { url: '/a' }],
    ['no address', { url: null }],
    ['a blank title', { title: ' \n ' }],
    ['a title that is no text', { title: { toString: 'x' } }],
  ])('loses an item with %s, and no other', (_what, change) => {
    expect(read({ ...item, ...change }, item)).toHaveLength(1);
  });

  it('loses what of an item could not be shown, and not the item', () => {
    const [read1] =
      read({
        ...item,
        image: 'javascript:alert(1)',
        publishedAt: 'yesterday',
        source: 7,
        because: [null, '', ' Storm ', {}],
        alsoIn: [{ url: 'javascript:alert(1)', source: 'X' }, { url: item.url, source: '' }, 1],
      }) ?? [];
    expect(read1).toMatchObject({
      image: null,
      publishedAt: null,
      source: '',
      because: ['Storm'],
      alsoIn: [],
    });
  });

  it('is cut to what a list has room for', () => {
    const long = '😀'.repeat(310);
    const many = Array.from({ length: 50 }, () => ({
      ...item,
      title: long,
      source: long,
      because: Array.from({ length: 9 }, () => long),
      alsoIn: Array.from({ length: 9 }, () => ({ url: item.url, source: long })),
    }));
    const items = read(...many) ?? [];
    expect(items).toHaveLength(limitMax);
    for (const { title, source, because, alsoIn } of items) {
      expect(title).toBe('😀'.repeat(titleCharactersMax));
      expect(source).toBe('😀'.repeat(nameCharactersMax));
      expect(because).toHaveLength(namesMax);
      expect(alsoIn).toHaveLength(namesMax);
    }
  });
});

describe('what is not an answer', () => {
  it.each(['', '<html>', 'null', '1', '"items"', '[]', '{}', '{"items":{}}', '{"items":null}'])(
    '%s gives none',
    (body) => {
      expect(itemsOf(body)).toBeNull();
    },
  );

  it('is what is longer than any answer', () => {
    const body = JSON.stringify({ items: [item] });
    expect(itemsOf(body.padEnd(answerCharactersMax))).toHaveLength(1);
    expect(itemsOf(body.padEnd(answerCharactersMax + 1))).toBeNull();
  });
});

describe('whatever comes', () => {
  const isShowable = ({ url, title, image, publishedAt, because, alsoIn }: ListItem): boolean =>
    /^https?:/.test(url) &&
    title.trim() !== '' &&
    (image === null || /^https?:/.test(image)) &&
    (publishedAt === null || Number.isFinite(publishedAt)) &&
    because.every((name) => name.trim() !== '') &&
    alsoIn.every((copy) => /^https?:/.test(copy.url) && copy.source.trim() !== '');

  it('any text is either no answer, or items that can be shown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const items = itemsOf(body);
        return items === null || items.every(isShowable);
      }),
    );
  });

  it('any change of any field leaves items that can be shown, and never another count', () => {
    const field = fc.constantFrom(...Object.keys(item));
    fc.assert(
      fc.property(field, fc.jsonValue(), (name, value) => {
        const items = read({ ...item, [name]: value }, item) ?? [];
        expect(items.every(isShowable)).toBe(true);
        expect(items.at(-1)).toEqual(read(item)?.[0]);
        if (name !== 'url' && name !== 'title') expect(items).toHaveLength(2);
      }),
    );
  });

  it('fields that are not known here change nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (name, value) => {
        fc.pre(!Object.hasOwn(item, name));
        expect(read({ [name]: value, ...item })).toEqual(read(item));
      }),
    );
  });
});
