import { createLogger } from '@maylike/runtime';
import type { FastifyInstance } from 'fastify';

import type { SampleArticle, SampleEvent } from '../src/model.js';
import { sample } from '../src/sample/index.js';
import { buildServer, type NewsroomOptions } from '../src/server.js';

/** Writes nothing. */
export const silentLogger = createLogger({ service: 'test', level: 'silent', format: 'json' });

/** When the newsroom of the tests opened, and how fast it releases. */
export const openedAt = Date.UTC(2026, 4, 4, 8);
export const releaseEveryMs = 90_000;
/** A moment right after the nth release. */
export const afterRelease = (release: number): number => openedAt + release * releaseEveryMs + 1;

export const origin = 'http://127.0.0.1:4711';

/** An article with all that one has to have. */
export function article(slug: string, more: Partial<SampleArticle> = {}): SampleArticle {
  return {
    slug,
    outlet: 'courier',
    title: `Title of ${slug}`,
    standfirst: `Standfirst of ${slug}`,
    paragraphs: [`First paragraph of ${slug}`, 'Second paragraph', 'Third paragraph'],
    author: 'Ann Author',
    section: 'News',
    tags: ['tag'],
    hoursBefore: 10,
    ...more,
  };
}

/** An event of articles. */
export const event = (id: string, ...articles: readonly SampleArticle[]): SampleEvent => ({
  id,
  name: `Event ${id}`,
  articles,
});

/** A newsroom at a moment, over the sample unless told otherwise. */
export function newsroomAt(now: number, more: Partial<NewsroomOptions> = {}): FastifyInstance {
  return buildServer({
    sample,
    schedule: { openedAt, releaseEveryMs },
    origin: () => origin,
    mayLike: null,
    now: () => now,
    logger: silentLogger,
    ...more,
  });
}
