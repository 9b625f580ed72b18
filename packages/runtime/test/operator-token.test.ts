import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { StartupError } from '../src/errors.js';
import { operatorToken, operatorTokenFile } from '../src/operator-token.js';
import { withFolder } from './helpers.js';

describe('operatorToken', () => {
  it('is the given one, and then no file is made', () =>
    withFolder(async (home) => {
      expect(await operatorToken({ home, operatorToken: 'given' })).toBe('given');
      await expect(stat(operatorTokenFile(home))).rejects.toThrow('ENOENT');
    }));

  it('is made once for all who ask at the same moment, for this user alone, and kept', () =>
    withFolder(async (folder) => {
      const home = join(folder, 'new', 'home');
      const ask = () => operatorToken({ home, operatorToken: null });
      const tokens = await Promise.all(Array.from({ length: 8 }, ask));
      expect(new Set(tokens).size).toBe(1);
      expect(tokens[0]).toMatch(/^[\w-]{43}$/);
      expect((await stat(operatorTokenFile(home))).mode & 0o777).toBe(0o600);
      expect(await ask()).toBe(tokens[0]);
    }));

  it('refuses a file that holds no token', () =>
    withFolder(async (home) => {
      await writeFile(operatorTokenFile(home), 'short\n');
      await expect(operatorToken({ home, operatorToken: null })).rejects.toThrow(StartupError);
    }));
});
