// What editors say of their site's answers: pin, boost, bury, exclude. What it does to an answer is ranking's.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ArticleId, ArticleNumber, NetworkId, Site, SiteId } from '@maylike/articles';
import { parseStored } from './codecs/card.js';
import { StoreError } from './errors.js';
import { networkKeys } from './keys.js';
import { LuaScript, replyArray, replyInteger, replyText, type RedisClient } from './redis.js';

const putScript = new LuaScript('put-signal');
const removeScript = new LuaScript('remove-signal');
const readScript = new LuaScript('read-signals');

/** More than an editorial desk keeps an eye on; all of them are read for every answer that is made. */
export const signalsMax = 200;

const wordSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pin'), slot: z.number() }),
  z.object({ kind: z.literal('boost'), factor: z.number() }),
  z.object({ kind: z.literal('bury'), factor: z.number() }),
  z.object({ kind: z.literal('exclude') }),
]);
const scopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('site') }),
  z.object({ kind: z.literal('section'), section: z.string() }),
  z.object({ kind: z.literal('page'), articleId: z.string(), number: z.number() }),
]);
const signalSchema = z.object({
  id: z.string(),
  articleId: z.string(),
  number: z.number(),
  word: wordSchema,
  scope: scopeSchema,
  givenAt: z.number(),
  expiresAt: z.number().nullable(),
});

/** One signal of a site. */
export type StoredSignal = Readonly<z.infer<typeof signalSchema>>;

/** A signal as it is given. */
export interface NewSignal {
  readonly article: { readonly id: ArticleId; readonly number: ArticleNumber };
  readonly word: StoredSignal['word'];
  readonly scope: StoredSignal['scope'];
  /** Null: until it is taken back. */
  readonly expiresAt: number | null;
}

/** What editors say, by site. */
export class Signals {
  constructor(private readonly redis: RedisClient) {}

  /**
   * Keeps a signal. An article has one pin, one weight (a boost or a bury) and one exclusion in a scope: a later one
   * takes the place of the one before.
   *
   * @throws StoreError `signals_full` where the site has {@link signalsMax} others in force; nothing was changed.
   */
  async put(site: Site, wished: NewSignal, now: number): Promise<StoredSignal> {
    const { article, word, scope, expiresAt } = wished;
    const signal = signalSchema.parse({
      id: idOf(wished),
      articleId: article.id,
      number: article.number,
      word,
      scope,
      givenAt: now,
      expiresAt,
    });
    const keys = networkKeys(site.networkId);
    const reply = await putScript.run(
      this.redis,
      [keys.signals(site.id), keys.changes],
      [site.id, signal.id, JSON.stringify(signal), now, signalsMax],
    );
    if (replyInteger(putScript, reply) === 0) throw new StoreError('signals_full', site.id);
    return signal;
  }

  /** All signals of a site, with the numbers that their articles have today; ended ones may be among them. */
  async ofSite(networkId: NetworkId, siteId: SiteId): Promise<StoredSignal[]> {
    const keys = networkKeys(networkId);
    const reply = replyArray(
      readScript,
      await readScript.run(this.redis, [keys.signals(siteId)], [keys.articlePrefix]),
    );
    const signals: StoredSignal[] = [];
    for (let i = 0; i + 2 < reply.length; i += 3) {
      const signal = parseStored(signalSchema, replyText(readScript, reply[i]), 'signal');
      const number = replyInteger(readScript, reply[i + 1]);
      const page = replyInteger(readScript, reply[i + 2]);
      const { scope } = signal;
      signals.push({
        ...signal,
        number,
        scope: scope.kind === 'page' ? { ...scope, number: page } : scope,
      });
    }
    return signals.sort((a, b) => b.givenAt - a.givenAt || (a.id < b.id ? -1 : 1));
  }

  /** Takes a signal back. @returns Whether there was one of that id. */
  async remove(site: Site, id: string): Promise<boolean> {
    const keys = networkKeys(site.networkId);
    const sent = [keys.signals(site.id), keys.changes];
    return (
      replyInteger(removeScript, await removeScript.run(this.redis, sent, [site.id, id])) === 1
    );
  }
}

/** The same for what takes each other's place. It begins with no hyphen: on a command line it would begin an option. */
function idOf({ article, word, scope }: NewSignal): string {
  const kind = word.kind === 'boost' || word.kind === 'bury' ? 'weight' : word.kind;
  const where =
    scope.kind === 'page' ? scope.articleId : scope.kind === 'section' ? scope.section : '';
  const parts = JSON.stringify([article.id, kind, scope.kind, where]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 22).replace(/^-/, '_');
}
