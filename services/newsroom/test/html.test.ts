import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { html, jsonScript, raw } from '../src/html.js';

describe('html', () => {
  it('escapes every value, so that no text opens an element or leaves an attribute', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', '/') }),
        (text) => {
          const { text: markup } = html`<p title="${text}">${text}</p>`;
          expect(markup.match(/[<>"]/g)?.join('')).toBe('<"">' + '<>');
        },
      ),
    );
    expect(html`${'<&>"\''}`.text).toBe('&lt;&amp;&gt;&quot;&#39;');
  });

  it('takes markup as it is, joins lists, and leaves out null and false', () => {
    const items = ['a', '<b>'].map((text) => html`<i>${text}</i>`);
    const { text } = html`<p>${items}${null}${false}${raw('<hr>')}${7}</p>`;
    expect(text).toBe('<p><i>a</i><i>&lt;b&gt;</i><hr>7</p>');
  });
});

describe('jsonScript', () => {
  it('keeps any data inside its element, and as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('</script>', '<!--', '"', 'é', '\u2028')), (texts) => {
        const { text } = jsonScript('application/ld+json', texts);
        expect(text.match(/<\/script/g)).toHaveLength(1);
        const body = text.slice(text.indexOf('>') + 1, text.lastIndexOf('</script>'));
        expect(JSON.parse(body)).toEqual(texts);
      }),
    );
  });
});
