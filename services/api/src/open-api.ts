import { readFileSync } from 'node:fs';
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { z } from 'zod';

const packageText = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(packageText));

/** What the OpenAPI document says beside the routes. */
export const openApi: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'MayLike',
    version,
    description:
      'What a reader of an article may like. Times are ISO 8601, UTC; errors are problems as in RFC 9457.',
  },
  tags: [
    { name: 'recommendations', description: 'For pages and their servers.' },
    { name: 'articles', description: 'For publishers.' },
    { name: 'signals', description: 'For editors.' },
    { name: 'events', description: 'What readers see and open, in numbers.' },
    { name: 'feeds', description: 'For publishers.' },
    { name: 'operating', description: 'For operators.' },
  ],
  components: {
    securitySchemes: {
      publishableKey: {
        type: 'http',
        scheme: 'bearer',
        description: 'A publishable key, pk_…: reads; browsers only from the origins of the site.',
      },
      publishableKeyInQuery: {
        type: 'apiKey',
        in: 'query',
        name: 'key',
        description: 'A publishable key, for pages that can send no header.',
      },
      secretKey: { type: 'http', scheme: 'bearer', description: 'A secret key, sk_…: writes.' },
      operatorToken: { type: 'http', scheme: 'bearer', description: 'The operator token.' },
    },
  },
};
