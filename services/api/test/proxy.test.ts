// The API behind the cache that a publisher copies (infra/examples/nginx.conf), and in the pages that one puts together
// (nginx-ssi.conf): through it everybody is told what the API itself tells him, and nobody what was meant for another.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { isLong } from '@maylike/runtime/testing';
import { addressOf, operationsOf, type Operation } from './contract-document.js';
import { bearer, noon, serve, startTestApi, type TestApi } from './harness.js';
import {
  ambiguousRequests,
  answersIn,
  hasInnerAnswer,
  openRequest,
  raw,
  statusOf,
} from './raw-http.js';
import {
  keyOf,
  ofNobody,
  sampleOf,
  sharedOrigin,
  thingsOf,
  type Sample,
  type Things,
} from './samples.js';
import { exampleFile, nginx, startNginxExample, type RunningNginx } from './support/examples.js';

const cacheStatus = (response: Response): string | null => response.headers.get('x-cache');

(nginx === null ? describe.skip : describe)(
  `nginx in front${nginx === null ? ' (skipped: there is no nginx)' : ''}`,
  () => {
    const program = nginx ?? '';
    let api: TestApi;
    let own: Things;
    let foreign: Things;
    let revoked: string;
    let operations: Operation[];
    let apiOrigin: string;
    let proxy: RunningNginx;

    beforeAll(async () => {
      api = await startTestApi({
        asker: { ask: () => Promise.resolve(null) },
        visit: (url) => Promise.resolve({ ok: true, url, title: 'A', format: 'rss', items: 1 }),
      });
      operations = await operationsOf(api.app);
      own = await thingsOf(api, 'own');
      foreign = await thingsOf(api, 'foreign');
      const key = await api.store.apiKeys.create(own.site.site.id, 'publishable', noon);
      await api.store.apiKeys.revoke(key.record.id, noon);
      revoked = key.key;
      apiOrigin = await serve(api);
      proxy = await startNginxExample(program, { apiOrigin, key: own.site.publishable });
    });

    afterAll(async () => {
      await proxy.stop();
      await api.stop();
    });

    const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${proxy.origin}${path}`, { headers });
    const question = (key: string, url = own.article.url): string =>
      `/v1/recommendations?${new URLSearchParams({ url, key }).toString()}`;

    test('keeps an answer for all who ask with the same key from the same origin', async () => {
      const path = `${question(own.site.publishable)}&limit=3`;
      const headers = { origin: sharedOrigin };
      const first = await ask(path, headers);
      const second = await ask(path, headers);
      expect([first, second].map(cacheStatus)).toEqual(['MISS', 'HIT']);
      expect(second.headers.get('access-control-allow-origin')).toBe(sharedOrigin);
      expect(await second.text()).toBe(await first.text());
      const server = await ask(path);
      expect([cacheStatus(server), server.headers.get('access-control-allow-origin')]).toEqual([
        'MISS',
        null,
      ]);
    });

    test('gives nobody an answer of another key, of a header, or of an origin that may not', async () => {
      const { publishable } = own.site;
      const mine = await ask(question(publishable));
      const theirs = await ask(question(foreign.site.publishable));
      expect([mine.status, theirs.status]).toEqual([200, 200]);
      expect(await mine.text()).toContain('Near secret of own');
      expect(await theirs.text()).toContain('Near secret of foreign');
      expect((await ask(question('pk_none'))).status).toBe(401);
      expect((await ask(question(publishable), { origin: 'https://evil.example' })).status).toBe(
        403,
      );
      const keyless = question('').replace('&key=', '');
      const byHeader = await ask(keyless, bearer(publishable));
      expect([byHeader.status, cacheStatus(byHeader)]).toEqual([200, 'BYPASS']);
      expect((await ask(keyless)).status).toBe(401);
    });

    test('lets beacons through, and shows the inside to nobody', async () => {
      const event = { type: 'impression', id: own.article.id, position: 1, strategy: 'related' };
      const body = JSON.stringify({ key: own.site.publishable, events: [event] });
      const beacon = await fetch(`${proxy.origin}/v1/events`, { method: 'POST', body });
      expect(beacon.status).toBe(204);
      for (const path of ['/ops', '/metrics', '/readyz', '/healthz', '/ops/queues', '/docs'])
        expect([path, (await ask(path)).status]).toEqual([path, 404]);
      expect((await ask('/widget.js')).status).toBe(200);
      expect(cacheStatus(await ask('/widget.js'))).toBe('HIT');
    });

    describe('D-03: two sites at one address, through the cache', () => {
      const keys = {
        none: () => null,
        unknown: () => 'pk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        revoked: () => revoked,
        ownPublishable: () => own.site.publishable,
        foreignPublishable: () => foreign.site.publishable,
        ownSecret: () => own.site.secret,
        foreignSecret: () => foreign.site.secret,
      } as const;
      const keyNames = Object.keys(keys) as (keyof typeof keys)[];
      const origins = [
        null,
        sharedOrigin,
        'https://own.example',
        'https://foreign.example',
        'https://evil.example',
      ];
      /** What is told of an answer beside its body. */
      const comparedHeaders = [
        'access-control-allow-origin',
        'access-control-allow-credentials',
        'cache-control',
        'content-type',
        'cross-origin-resource-policy',
        'etag',
        'surrogate-key',
        'vary',
        'www-authenticate',
      ];

      interface Asked {
        readonly path: string;
        readonly method: 'GET' | 'HEAD';
        readonly headers: Readonly<Record<string, string>>;
      }
      async function seen(origin: string, { path, method, headers }: Asked) {
        const response = await fetch(`${origin}${path}`, { method, headers });
        const body = await response.text();
        const told = comparedHeaders.map((name) => [name, response.headers.get(name)]);
        return { picture: { status: response.status, body, told }, cache: cacheStatus(response) };
      }

      const anyKey = fc.constantFrom(...keyNames);
      const anyAsked = (paths: readonly number[]) =>
        fc.record({
          place: fc.constantFrom(...paths),
          whose: fc.constantFrom('own', 'foreign', 'nobody'),
          inQuery: anyKey,
          inHeader: fc.oneof({ weight: 3, arbitrary: fc.constant('none' as const) }, anyKey),
          origin: fc.constantFrom(...origins),
          method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD'),
          tag: fc.constantFrom(null, null, 'its own', '"another"', '*'),
        });
      type AnyAsked = typeof anyAsked extends (paths: readonly number[]) => fc.Arbitrary<infer T>
        ? T
        : never;

      /** What sites read with their keys. */
      const readings = (): Operation[] =>
        operations.filter(
          ({ method, opensWith }) =>
            method === 'GET' && opensWith.some((name) => name.endsWith('Key')),
        );
      /** What everybody reads; their places are behind those. */
      const openPaths = ['/widget.js', '/openapi.json'];

      function pathOf({ place, whose, inQuery }: AnyAsked): string {
        const operation = readings()[place];
        if (operation === undefined) return openPaths[place - readings().length] ?? '/';
        const theirs = whose === 'own' ? own : foreign;
        const sample = sampleOf(operation, theirs);
        const { params = {}, query = {} } = whose === 'nobody' ? ofNobody(sample, theirs) : sample;
        const key = keys[inQuery]();
        return addressOf(operation, params, key === null ? query : { ...query, key });
      }

      async function askedOf(one: AnyAsked): Promise<Asked> {
        const key = keys[one.inHeader]();
        const asked: Asked = {
          path: pathOf(one),
          method: one.method,
          headers: {
            ...(key === null ? {} : bearer(key)),
            ...(one.origin === null ? {} : { origin: one.origin }),
          },
        };
        if (one.tag === null) return asked;
        const response = await fetch(`${apiOrigin}${asked.path}`, { headers: asked.headers });
        await response.arrayBuffer();
        const tag = one.tag === 'its own' ? (response.headers.get('etag') ?? '"none"') : one.tag;
        return { ...asked, headers: { ...asked.headers, 'if-none-match': tag } };
      }

      test('every read, in any order, is answered as the API itself answers it, kept or not', async () => {
        const cacheable = readings().flatMap(({ path }, place) =>
          path.startsWith('/v1/recommendations') ? [place] : [],
        );
        const all = [...readings(), ...openPaths].map((_path, place) => place);
        const one = fc.oneof(
          { weight: 2, arbitrary: anyAsked(cacheable) },
          { weight: 1, arbitrary: anyAsked(all) },
        );
        const caches = new Set<string | null>();
        await fc.assert(
          fc.asyncProperty(fc.array(one, { minLength: 5, maxLength: 20 }), async (many) => {
            for (const each of many) {
              const asked = await askedOf(each);
              const { picture: direct } = await seen(apiOrigin, asked);
              // The second may be the first one's, kept; or both another one's.
              for (let round = 1; round <= 2; round += 1) {
                const { picture, cache } = await seen(proxy.origin, asked);
                caches.add(cache);
                expect([asked, picture]).toEqual([asked, direct]);
              }
              const isForeign = [each.inHeader, each.inQuery].some((key) =>
                key.startsWith('foreign'),
              );
              if (!isForeign)
                expect([asked, direct.body.includes('of foreign')]).toEqual([asked, false]);
            }
          }),
          { numRuns: isLong ? 1_000 : 12 },
        );
        expect([...caches]).toEqual(expect.arrayContaining(['HIT', 'MISS', 'BYPASS', null]));
      }, 600_000);

      const send = (origin: string, operation: Operation, sample: Sample, key: string | null) => {
        const { params = {}, query = {}, body, contentType = 'application/json' } = sample;
        return fetch(`${origin}${addressOf(operation, params, query)}`, {
          method: operation.method,
          headers: {
            ...(key === null ? {} : bearer(key)),
            ...(body === undefined ? {} : { 'content-type': contentType }),
          },
          ...(body === undefined
            ? {}
            : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
      };
      /** All that the other site can read of itself. */
      const theirWorld = (): Promise<string[]> =>
        Promise.all(
          readings()
            .filter(({ opensWith }) => opensWith.includes('secretKey'))
            .map(async (operation) => {
              const sample = sampleOf(operation, foreign);
              return await (await send(apiOrigin, operation, sample, foreign.site.secret)).text();
            }),
        );

      test("with one's key the other's ids are as unknown as nobody's, and nothing of theirs changes", async () => {
        const before = await theirWorld();
        let tried = 0;
        for (const operation of operations.filter(({ path }) => path.startsWith('/v1/'))) {
          const theirs = sampleOf(operation, foreign);
          const nobodys = ofNobody(theirs, foreign);
          if (JSON.stringify(theirs) === JSON.stringify(nobodys)) continue;
          tried += 1;
          const key = keyOf(operation, own);
          const answers = [];
          for (const sample of [theirs, nobodys]) {
            const response = await send(proxy.origin, operation, sample, key);
            answers.push([operation.id, response.status, await response.text()]);
          }
          expect(answers[0]).toEqual(answers[1]);
        }
        expect(tried).toBeGreaterThan(8);
        expect(await theirWorld()).toEqual(before);
      });

      test('what one site writes at an address of both is in its own answers alone', async () => {
        const push = operations.find(({ id }) => id === 'pushArticleByUrl');
        const read = operations.find(({ id }) => id === 'getArticleByUrl');
        if (push === undefined || read === undefined) throw new Error('there are no such routes');
        const pushed = await send(proxy.origin, push, sampleOf(push, own), own.site.secret);
        expect(pushed.status).toBeLessThan(300);
        const of = { query: { url: `${sharedOrigin}/pushed` } };
        const answers = await Promise.all(
          [own, foreign].map(({ site }) => send(proxy.origin, read, of, site.secret)),
        );
        expect(answers.map(({ status }) => status)).toEqual([200, 404]);
      });
    });

    describe('an answer that is old', () => {
      let upstream: Server;
      let front: RunningNginx;
      let given = 0;
      let status = 200;
      const strict = 'public, max-age=1';
      const forErrors = `${strict}, stale-if-error=600`;
      /** What is asked for once before it gets old, and how long it may be kept. */
      const kept = {
        strict,
        renewed: `${forErrors}, stale-while-revalidate=600`,
        gone: forErrors,
        refused: forErrors,
        failed: forErrors,
        away: strict,
      } as const;
      const firsts = new Map<string, Awaited<ReturnType<typeof asked>>>();

      beforeAll(async () => {
        upstream = createServer((request, response) => {
          const { searchParams } = new URL(request.url ?? '', 'http://upstream');
          given += 1;
          response.statusCode = status;
          if (status === 200)
            response.setHeader('cache-control', searchParams.get('caching') ?? '');
          response.end(`answer ${given}`);
        }).listen(0, '127.0.0.1');
        await once(upstream, 'listening');
        const address = upstream.address();
        const port = typeof address === 'object' ? address?.port : null;
        front = await startNginxExample(program, { apiOrigin: `http://127.0.0.1:${port ?? ''}` });
        for (const name of Object.keys(kept) as (keyof typeof kept)[])
          firsts.set(name, await asked(name));
        await new Promise((resolve) => setTimeout(resolve, 2_100));
      });

      afterAll(() => front.stop());

      const asked = async (name: keyof typeof kept | 'unknown') => {
        const query = new URLSearchParams({ name, caching: name === 'unknown' ? '' : kept[name] });
        const response = await fetch(`${front.origin}/v1/recommendations?${query.toString()}`);
        const text = await response.text();
        return { status: response.status, text, cache: cacheStatus(response) };
      };
      const oldOf = (name: keyof typeof kept) => ({ ...firsts.get(name), cache: 'STALE' });

      test('is given for as long as MayLike allows, and no longer', async () => {
        expect(await asked('renewed')).toEqual(oldOf('renewed'));
        const again = await asked('strict');
        expect(again).toMatchObject({ status: 200, cache: 'EXPIRED' });
        expect(again.text).not.toBe(firsts.get('strict')?.text);
      });

      test('ends with an answer that there is none, and not with a failure', async () => {
        // As of an article that was withdrawn, and of a key that was revoked.
        status = 404;
        expect((await asked('gone')).status).toBe(404);
        status = 401;
        expect((await asked('refused')).status).toBe(401);
        status = 503;
        expect(await asked('failed')).toEqual(oldOf('failed'));
      });

      test('is better than none while MayLike is away', async () => {
        upstream.closeAllConnections();
        upstream.close();
        expect(await asked('away')).toEqual(oldOf('away'));
        expect((await asked('unknown')).status).toBe(502);
      });
    });

    describe('D-09: requests in requests', () => {
      let heard: (string | undefined)[] = [];

      beforeAll(() => {
        api.app.server.on('request', ({ method, url }) => heard.push(`${method} ${url}`));
      });

      const through = async (sent: string) => {
        heard = [];
        return await raw(Number(new URL(proxy.origin).port), sent);
      };

      test('what is asked for in them can be had', async () => {
        const { text } = await through(openRequest('Host: x', 'Connection: close'));
        expect([statusOf(text), hasInnerAnswer(text)]).toEqual([200, true]);
        expect(heard).toEqual(['GET /openapi.json']);
      });

      test.each(ambiguousRequests)('with %s never become two', async (_what, sent) => {
        const { text, isClosed } = await through(sent);
        expect(answersIn(text)).toBeLessThanOrEqual(1);
        expect(hasInnerAnswer(text)).toBe(false);
        expect(heard).not.toContain('GET /openapi.json');
        expect(heard.length).toBeLessThanOrEqual(1);
        // Refused: as wrong, or as an encoding or a version of HTTP that is not spoken here.
        expect([400, 501, 505]).toContain(text === '' ? 400 : statusOf(text));
        expect(isClosed).toBe(true);
      });
    });

    describe('pages that it puts together', () => {
      let template: string;

      beforeAll(async () => {
        template = await readFile(exampleFile('page-ssi.html'), 'utf8');
      });

      const pageOf = async (name: string, url: string, headers: Record<string, string> = {}) => {
        const text = template.replace(
          encodeURIComponent('https://www.example.com/some-article'),
          encodeURIComponent(url),
        );
        await writeFile(join(proxy.pages, name), text);
        const response = await fetch(`${proxy.pagesOrigin}/${name}`, { headers });
        expect(response.status).toBe(200);
        return await response.text();
      };

      test('have the list in them, whatever their reader brings along', async () => {
        const reader = {
          ...bearer(foreign.site.publishable),
          cookie: 'a=b',
          origin: 'https://evil.example',
          'if-none-match': '"none"',
        };
        for (const headers of [{}, reader]) {
          const page = await pageOf('listed.html', own.article.url, headers);
          expect(page).toContain('<h2 id="maylike-heading">');
          expect(page).toContain('>Near secret of own</a>');
          expect(page).not.toContain('More on the front page');
          expect(page).not.toContain('<!--#');
          expect(page.trimEnd().endsWith('</html>')).toBe(true);
        }
      });

      test('have what they say themselves where there is no list', async () => {
        const page = await pageOf('unlisted.html', 'https://elsewhere.example/');
        expect(page).toContain('<a href="/">More on the front page</a>');
        expect(page).not.toContain('urn:maylike');
        expect(page.trimEnd().endsWith('</html>')).toBe(true);
      });

      test('have a place where they ask that nobody else can ask at', async () => {
        const query = new URLSearchParams({ url: own.article.url }).toString();
        const response = await fetch(`${proxy.pagesOrigin}/maylike-list?${query}`);
        expect([response.status, await response.text()]).toEqual([204, '']);
      });
    });
  },
);
