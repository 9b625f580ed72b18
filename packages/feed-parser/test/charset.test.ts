import { describe, expect, it } from '@jest/globals';
import { parse, rss } from './feeds.js';

/** Bytes of a text in an encoding that this runtime can only read: found by reading every byte. */
function encode(text: string, label: string): number[] {
  const decoder = new TextDecoder(label);
  const table = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    // Streaming avoids the fast path of Node 20 that takes windows-1252 for ISO-8859-1.
    table.set(decoder.decode(Uint8Array.of(byte), { stream: true }), byte);
  }
  return Array.from(text).map((character) => {
    const byte = table.get(character);
    if (byte === undefined) throw new Error(`${label} has no ${character}`);
    return byte;
  });
}

const plain = (title: string, declaration = ''): string =>
  declaration + rss(`<item><title>${title}</title></item>`).replace(/^<\?xml[^>]*\?>/, '');
const declared = (label: string): string => `<?xml version="1.0" encoding="${label}"?>`;
const bytes = (...parts: number[][]): Uint8Array => Uint8Array.from(parts.flat());
const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];
const utf16 = (text: string, bigEndian: boolean): number[] =>
  Array.from(text).flatMap((character) => {
    const unit = character.charCodeAt(0);
    return bigEndian ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8];
  });

async function titleOf(body: Uint8Array, contentType?: string): Promise<string | undefined> {
  return (await parse(body, contentType)).items[0]?.title;
}

describe('B-10: the charset', () => {
  const title = 'Zoë’s café';

  const ansi = (text: string): Uint8Array => bytes(encode(text, 'windows-1252'));
  const unicode = (text: string): Uint8Array => bytes(utf8(text));
  const mark = [0xef, 0xbb, 0xbf];

  it.each([
    ['UTF-8 with a mark', bytes(mark, utf8(plain(title))), ''],
    ['UTF-8 with a mark and a lying header', bytes(mark, utf8(plain(title))), 'x; charset=koi8-r'],
    ['UTF-8 that says nothing', unicode(plain(title)), ''],
    ['UTF-16LE with a mark', bytes([0xff, 0xfe], utf16(plain(title), false)), ''],
    ['UTF-16BE with a mark', bytes([0xfe, 0xff], utf16(plain(title), true)), ''],
    ['UTF-16LE without a mark', bytes(utf16(plain(title), false)), ''],
    ['UTF-16BE without a mark', bytes(utf16(plain(title), true)), ''],
    ['windows-1252 in the declaration', ansi(plain(title, declared('windows-1252'))), ''],
    ['windows-1252 in the header', ansi(plain(title)), 'text/xml; charset="windows-1252"'],
    ['windows-1252 that says nothing', ansi(plain(title)), ''],
    ['windows-1252 that says UTF-8', ansi(plain(title, declared('utf-8'))), ''],
    ['a declaration of UTF-16 that is not', unicode(plain(title, declared('utf-16'))), ''],
    ['a charset that nobody knows', unicode(plain(title, declared('x-mine'))), ''],
  ])('is found: %s', async (_, body, contentType) => {
    expect(await titleOf(body, contentType)).toBe(title);
  });

  it.each([
    ['koi8-r', 'Москва'],
    ['windows-1251', 'Київ'],
    ['iso-8859-2', 'Łódź'],
    ['iso-8859-7', 'Αθήνα'],
  ])('%s is decoded', async (label, name) => {
    expect(await titleOf(bytes(encode(plain(name, declared(label)), label)))).toBe(name);
    expect(
      await titleOf(bytes(encode(plain(name), label)), `application/xml; charset=${label}`),
    ).toBe(name);
  });

  it('of the header wins over the one of the declaration', async () => {
    const body = bytes(encode(plain('Москва', declared('iso-8859-1')), 'koi8-r'));
    expect(await titleOf(body, 'text/xml;charset=koi8-r')).toBe('Москва');
  });

  it.each([
    ['shift_jis', [0x93, 0xfa, 0x96, 0x7b], '日本'],
    ['gb18030', [0xd6, 0xd0, 0xb9, 0xfa], '中国'],
  ])('%s is decoded', async (label, name, expected) => {
    const [before = '', after = ''] = plain('@', declared(label)).split('@');
    expect(await titleOf(bytes(utf8(before), name, utf8(after)))).toBe(expected);
  });

  it('stays UTF-8 when a single sequence is broken, and the feed says so', async () => {
    const [before = '', after = ''] = plain('Zoë café @').split('@');
    const feed = await parse(bytes(utf8(before), [0xe2, 0x80], utf8(after)));
    expect(feed.items[0]?.title).toBe('Zoë café \ufffd');
    expect(feed.bozo).toContain('UTF-8');
  });
});

describe('B-11: characters', () => {
  it('that control or hide are taken out, halves replaced, C1 read as windows-1252', async () => {
    const body = plain('a\u0000b\u0007c\u200bd\u202ee&#146;f&#xD83D;g \u00ad☂ 👍🏽');
    expect(await titleOf(bytes(utf8(body)))).toBe('abcde’f\ufffdg ☂ 👍🏽');
  });
});
