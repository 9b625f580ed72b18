// Type-aware lint, and the half of the import rules that package boundaries cannot see:
// who may open a connection, read a clock, know a Redis key or a queue's name.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const purePackages = [
  'articles',
  'feed-parser',
  'page-parser',
  'isolate',
  'text',
  'tfidf',
  'ranking',
  'quality',
];
const networkModules = [
  'net',
  'tls',
  'http',
  'https',
  'http2',
  'dns',
  'dgram',
  'dns/promises',
].flatMap((name) => [name, `node:${name}`]);
const networkGlobals = ['fetch', 'WebSocket', 'EventSource'].map((name) => ({
  name,
  message: 'Only packages/safe-fetch opens a connection to the outside.',
}));

const naturalWhole = {
  name: 'natural',
  message:
    'Import natural by its subpaths: the whole package loads database drivers and reads .env.',
};
const networkClients = [
  ...networkModules.map((name) => ({
    name,
    message: 'Only packages/safe-fetch opens a connection to the outside.',
  })),
  { name: 'undici', message: 'Only packages/safe-fetch opens a connection to the outside.' },
];
/** What a server is made of. */
const listening = new Set(['node:http', 'node:net']);
const redisClients = ['ioredis', 'bullmq'].map((name) => ({
  name,
  message: 'Only store, queues and runtime speak to Redis.',
}));

const canParse = {
  object: 'URL',
  property: 'canParse',
  message:
    'Wrong on Node 20 for letters beyond ASCII once it is hot: use parseUrl of @maylike/articles.',
};

/** A set of modules that the files may not import. */
const restrictImports = (...paths) => ({
  'no-restricted-imports': ['error', { paths: [naturalWhole, ...paths.flat()] }],
});

export default defineConfig(
  globalIgnores([
    '**/dist/**',
    '**/build/**',
    '**/assembly/**',
    '**/generated/**',
    '**/node_modules/**',
    '.cache/**',
    '.maylike/**',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.mjs', 'packages/cli/bin/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        globalThis: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['infra/dev/tsconfig.check.json', 'packages/widget/tsconfig.check.json'],
        tsconfigRootDir: process.cwd(),
      },
    },
    rules: {
      ...restrictImports(networkClients, redisClients),
      'no-restricted-globals': ['error', ...networkGlobals],
      'no-console': 'error',
      'no-restricted-properties': ['error', canParse],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // tsconfig's noPropertyAccessFromIndexSignature asks for the brackets that dot-notation forbids.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  {
    files: ['packages/safe-fetch/src/**'],
    rules: { ...restrictImports(redisClients), 'no-restricted-globals': 'off' },
  },
  {
    // They run in a reader's browser or on a publisher's server, where asking the API is what they are for.
    files: ['packages/{client,widget}/src/**'],
    rules: {
      'no-restricted-globals': ['error', ...networkGlobals.filter(({ name }) => name !== 'fetch')],
    },
  },
  {
    files: ['packages/{store,queues}/src/**'],
    rules: restrictImports(networkClients),
  },
  {
    // The health server listens; the private Redis and its checks are this package's job.
    files: ['packages/runtime/src/**'],
    rules: restrictImports([{ name: 'undici', message: 'Only packages/safe-fetch fetches.' }]),
  },
  {
    // It listens: nothing here opens a connection.
    files: ['services/api/src/**'],
    rules: restrictImports(
      networkClients.filter(({ name }) => !listening.has(name)),
      redisClients,
    ),
  },
  {
    files: purePackages.map((name) => `packages/${name}/src/**`),
    rules: {
      'no-restricted-properties': [
        'error',
        canParse,
        { object: 'Date', property: 'now', message: 'Time is an argument of a pure package.' },
        {
          object: 'performance',
          property: 'now',
          message: 'Time is an argument of a pure package.',
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time is an argument of a pure package.',
        },
      ],
    },
  },
  {
    files: ['services/*/src/**', 'packages/{cli,queues,runtime,safe-fetch}/src/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: ':matches(Literal[value=/^ml:/], TemplateElement[value.raw=/^ml:/])',
          message: 'Only packages/store knows a Redis key.',
        },
      ],
    },
  },
  {
    files: ['**/test/**', 'tests/**'],
    rules: { 'no-restricted-imports': 'off', 'no-restricted-globals': 'off' },
  },
);
