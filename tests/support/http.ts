import { expect } from '@jest/globals';
import { z } from 'zod';

const itemSchema = z.object({
  id: z.string(),
  url: z.string(),
  title: z.string(),
  strategy: z.string(),
  score: z.number().nullable(),
  because: z.array(z.string()),
});
const answerSchema = z.object({
  article: z.object({ id: z.string(), url: z.string(), title: z.string() }).nullable(),
  items: z.array(itemSchema),
  complete: z.boolean(),
  generation: z.string().nullable(),
});

/** An answer as the endpoint gives it, as far as the tests look at it. */
export type Answer = z.infer<typeof answerSchema>;

/** An address of the API with its query. */
export function apiUrl(
  origin: string,
  path: string,
  query: Readonly<Record<string, string>>,
): string {
  return `${origin}${path}?${new URLSearchParams(query).toString()}`;
}

/** Asks for a list as a publisher's page does, and expects an answer. */
export async function recommendations(
  origin: string,
  key: string,
  url: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(
    apiUrl(origin, '/v1/recommendations', { key, url, limit: '20', ...more }),
  );
  const body: unknown = await response.json();
  expect({ status: response.status, body }).toMatchObject({ status: 200 });
  return answerSchema.parse(body);
}

const problemSchema = z.object({
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
});

/** Asks for something that is refused, and expects a problem document. */
export async function problem(
  url: string,
  request: RequestInit = {},
): Promise<z.infer<typeof problemSchema> & { text: string }> {
  const response = await fetch(url, request);
  const text = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = problemSchema.parse(JSON.parse(text));
  expect(body.status).toBe(response.status);
  return { ...body, text };
}
