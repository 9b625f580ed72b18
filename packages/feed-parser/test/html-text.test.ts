import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText } from '../src/index.js';

describe('htmlToText', () => {
  it.each([
    [
      'one line for each block',
      '<h1>A</h1><p>b\n  c</p><ul><li>d<li>e</ul>f<br>g',
      'A\nb c\nd\ne\nf\ng',
    ],
    ['inline tags leave no gap', 'un<b>believ</b>able <i>x</i>', 'unbelievable x'],
    ['cells are parted', '<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
    [
      'entities are decoded once',
      '&lt;b&gt; &amp;amp; &eacute;&#8217;&nbsp;&hellip;',
      '<b> &amp; é’ …',
    ],
    [
      'scripts and styles are silent',
      'a<script>if (x<y) "</p>"</script>b<STYLE>p{}</style >c',
      'a b c',
    ],
    [
      'noscript and templates are silent',
      'a<noscript><img></noscript><template>x</template>b',
      'a b',
    ],
    ['an unclosed script takes the rest', 'a<script>b', 'a'],
    ['comments and declarations go', 'a<!-- <p>b</p> --><!DOCTYPE x><?php c ?>d', 'ad'],
    ['a ">" in an attribute is not the end', 'a<img alt="x > y">b', 'ab'],
    ['a "<" that starts no tag stays', '1 < 2, a <3 b, x<y', '1 < 2, a <3 b, x<y'],
    ['prefixes of elements do not matter', '<x:p>a</x:p><x:p>b</x:p>', 'a\nb'],
    ['CDATA left over is unwrapped', '<![CDATA[<p>a</p>]]>', 'a'],
    ['attributes are never text', '<a title="secret" onclick=\'x\'>t</a>', 't'],
    ['zero-width and soft hyphens go', 'a\u200bb\u00adc', 'abc'],
  ])('%s', (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('leaves no tag, no empty line and no edge of white space, whatever comes in', () => {
    const piece = fc.constantFrom(
      ...['<p>', '</p>', '<b', '>', '<', '"', "'", '<!--', '-->', '<script>', '</script>'],
      ...['&amp;', '&lt', ' ', '\n', 'word', '<![CDATA[', ']]>', '=', '/'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = htmlToText(pieces.join(''));
        expect(text).not.toMatch(/<p>|<\/p>|<script>|^\s|\s$|\n\n| {2}/);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['<', '<'],
    ['a<p', 'a<p'],
    ['<a "', '<a "'],
    ['alternating quotes', `<a "<b '`],
    ['<!--', '<!--'],
    ['</', '</'],
    ['&', '&'],
    ['&#', '&#'],
    ['<script>', '<script>'],
    ['unclosed svg', '<svg></sv>'],
    ['spaces', ' '],
    ['lines', ' \n'],
    ['<![CDATA[', '<![CDATA['],
  ])('takes time in proportion to the length of hostile text: %s', (_, unit) => {
    /** Processor time in ms: a machine that is busy elsewhere does not count. */
    const costOf = (length: number): number => {
      const html = unit.repeat(length / unit.length);
      const before = process.cpuUsage();
      htmlToText(html);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    };
    costOf(50_000);
    let shorter = Infinity;
    let longer = Infinity;
    // A quadratic scan of the longer text takes 64 times as long each time; noise does not stay.
    for (let look = 0; look < 8 && (look < 2 || longer >= 8 * 3 * shorter); look += 1) {
      shorter = Math.min(shorter, Math.max(5, costOf(50_000)));
      longer = Math.min(longer, costOf(400_000));
    }
    expect(longer).toBeLessThan(8 * 3 * shorter);
  });
});

describe('markup that is taken out', () => {
  it.each([
    ['<im<b>g src=x onerror=alert(1)>', 'img src=x onerror=alert(1)>'],
    ['<im<!-- -->g src=x>', 'img src=x>'],
    ['<scr<script>x</script>ipt>', 'scr ipt>'],
    ['<<b>img src=x>', 'img src=x>'],
    ['a <3 <b>b</b>, 1 < 2 <i>c</i> > d', 'a <3 b, 1 < 2 c > d'],
    ['x<y <b>z</b>, i < j', 'x y z, i < j'],
  ])('leaves no tag behind that was not there: %s', (html, text) => {
    expect(htmlToText(html).replaceAll(/\s+/g, ' ')).toBe(text.replaceAll(/\s+/g, ' '));
  });
});
