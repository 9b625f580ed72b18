// What a reader of a text may like that is not published: an editor sees under a draft what its page will show.
//
// The index is in the memory of the network's writer, so it is asked; where it does not answer within a second, the
// answer is what the fallback finds.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Site } from '@maylike/articles';
import { answerDraft, type Answer, type Draft } from '@maylike/ranking';
import type { ArticleTexts, DraftAnswer } from '@maylike/store';
import type { ServerDependencies } from '../dependencies.js';
import type { Meters } from '../meters.js';
import { allowOrigin } from '../origins.js';
import {
  draftBody,
  draftBytesMax,
  draftQuery,
  refuseEmpty,
  type DraftBody,
  type Wishes,
} from '../parameters.js';
import { bodyOf, questionOf } from '../questions.js';
import { answerSchema, problemResponses } from '../schemas.js';
import { accessOf, siteAccessOf } from '../site-access.js';

export const draftRoutes =
  (dependencies: ServerDependencies, meters: Meters): FastifyPluginAsyncZod =>
  async (app) => {
    const { store } = dependencies;
    // JSON is all that is read here: a text is answered with 415, not taken for a draft.
    app.removeContentTypeParser('text/plain');

    app.post('/v1/recommendations', {
      bodyLimit: draftBytesMax,
      config: { work: 'draft' },
      schema: {
        operationId: 'getRecommendationsForDraft',
        summary: 'Articles a reader of this text may like',
        description:
          'For text that is not published. Nothing of it is kept. Near-duplicates of the draft are left out, as copies of an article are.',
        tags: ['recommendations'],
        security: [{ publishableKey: [] }, { publishableKeyInQuery: [] }],
        querystring: draftQuery,
        body: draftBody,
        response: { 200: answerSchema, ...problemResponses },
      },
      onRequest: async (request, reply) => {
        reply.header('vary', 'Origin');
        const access = await siteAccessOf(request, 'publishable', store);
        request.siteAccess = access;
        allowOrigin(request, reply, access);
      },
      preValidation: (request, _reply, done) => {
        refuseEmpty(request.query);
        done();
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        const { query, body } = request;
        const { outcome, answer } = await answerOf(dependencies, site, query, body);
        meters.drafts.inc({ outcome });
        meters.answers.inc({ strategy: answer.items[0]?.strategy ?? 'none' });
        reply.header('cache-control', 'no-store');
        return bodyOf(answer);
      },
    });
    await Promise.resolve();
  };

interface Answered {
  readonly outcome: DraftAnswer['state'] | 'unanswered';
  readonly answer: Answer;
}

async function answerOf(
  { store, asker, now }: ServerDependencies,
  site: Site,
  query: Wishes,
  body: DraftBody,
): Promise<Answered> {
  // What is wrong with the question is said before anybody works on it.
  const question = questionOf(query, site, now());
  const said = await asker.ask(site.networkId, textsOf(body, site));
  const reader = store.reader(site.networkId);
  const answer = await answerDraft(reader, draftOf(body, site, said), question, now());
  return { outcome: said?.state ?? 'unanswered', answer };
}

/** What its terms are made of, as those of an article of the same content are. */
function textsOf(
  { title, text, summary, tags, section, language, source }: DraftBody,
  site: Site,
): ArticleTexts {
  return {
    source: source ?? site.id,
    input: {
      title,
      lead: summary ?? '',
      text,
      tags: tags ?? [],
      section: section ?? null,
      language: language?.toLowerCase() ?? null,
    },
  };
}

function draftOf(
  { title, summary, tags, section, language, source }: DraftBody,
  site: Site,
  said: DraftAnswer | null,
): Draft {
  return {
    siteId: site.id,
    title,
    summary: summary ?? '',
    tags: tags ?? [],
    section: section ?? null,
    language: language?.toLowerCase() ?? null,
    source: source ?? null,
    findings: said?.state === 'answered' ? said : null,
  };
}
