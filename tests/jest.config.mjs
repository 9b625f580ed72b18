import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** One Jest run for the whole house: unit tests beside their package, crossing tests in tests/. */
export default {
  rootDir: root,
  testMatch: ['<rootDir>/{packages,services}/*/test/**/*.test.ts', '<rootDir>/tests/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironment: 'node',
  // Nothing here takes as long, unless it hangs: a machine that is busy with other work must not fail a test.
  testTimeout: 60_000,
  // The second prints what tests have measured, behind the last of them.
  reporters: ['default', '<rootDir>/tests/support/table-reporter.mjs'],
};
