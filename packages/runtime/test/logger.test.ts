import { describe, expect, it } from '@jest/globals';

import { redactText } from '../src/logger.js';
import { startFixture } from './helpers.js';

describe('redactText', () => {
  it.each([
    ['GET /v1/recommendations?key=pk_abcdefgh12345&url=x', 'pk_abcdefgh12345'],
    ['sk_live_0123456789 was refused', 'sk_live_0123456789'],
    ['authorization: Bearer abcdef.ghijkl-123', 'abcdef.ghijkl-123'],
    ['cannot reach redis://user:pass@host:6379', 'user:pass'],
  ])('takes the secret out of %s', (text, secret) => {
    const redacted = redactText(text);
    expect(redacted).not.toContain(secret);
    expect(redacted).toContain('[redacted]');
  });

  it('leaves other text as it is', () => {
    const text = 'polled https://example.org/a?b=c, desk@example.org, bearer of news, pk_x';
    expect(redactText(text)).toBe(text);
  });
});

describe('createLogger', () => {
  it('writes one JSON object a line, with the service, and secrets censored', async () => {
    const { output, ended } = startFixture('logger.mjs');
    expect(await ended).toBe(0);
    const lines = output()
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', service: 'fixture', msg: 'one', feedId: 'f1' }),
      expect.objectContaining({ msg: 'two', key: '[redacted]' }),
    ]);
    expect(output()).not.toContain('hunter2');
  });
});
