// The bundle in a real browser: what a reader sees, and what a page that has it may rely on.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core';
import { findChromium } from './support/chromium.js';
import { itemNamed, sayItems, sayProblem, TestServers, type Answer } from './support/servers.js';

const executablePath = findChromium();
const about = executablePath === null ? describe.skip : describe;
const why =
  executablePath === null
    ? ' (skipped: no Chromium on the PATH or in MAYLIKE_CHROMIUM, or MAYLIKE_TEST_BROWSER=0)'
    : '';

const screenshots = new URL('../../../tests/.screenshots/', import.meta.url);
const tag = 'articles-you-may-like';
const asks = `data-key="pk_1" data-api="API"`;
const fallback = '<p class="fallback">Read <a href="/more">more</a></p>';
/** Two screens of an article: the list below it is not near. */
const longArticle = '<div style="height: 3000px">A long article.</div>';

about(`<articles-you-may-like>${why}`, () => {
  let browser: Browser;
  let servers: TestServers;
  let page: Page;
  /** What the page's scripts and the widget complained about. */
  let complaints: string[];

  beforeAll(async () => {
    if (executablePath === null) return;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: 45_000 });
    // Its first start reads 300 MB from the disk.
  }, 60_000);
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    // A page that is closed sends what it has left to tell: each test has an address of its own for that.
    servers = await TestServers.start();
  });
  afterEach(async () => {
    await page.context().close();
    servers.stop();
    expect(complaints).toEqual([]);
  });

  /** Opens an address and keeps the widget's events in `window.told`. */
  async function open(
    address: string,
    options: BrowserContextOptions = {},
    { hasStillClock = false } = {},
  ): Promise<void> {
    complaints = [];
    const context = await browser.newContext({ viewport: { width: 800, height: 600 }, ...options });
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      // The browser itself tells of answers that are errors; a page cannot keep it from that.
      if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
    });
    await page.addInitScript(() => {
      Object.assign(window, { shifted: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          Object.assign(window, {
            shifted: Number(Reflect.get(window, 'shifted')) + Number(Reflect.get(entry, 'value')),
          });
        }
      }).observe({ type: 'layout-shift', buffered: true });
      const told: unknown[] = [];
      Object.assign(window, { told });
      for (const type of ['maylike:shown', 'maylike:error'] as const) {
        document.addEventListener(type, (event) => {
          told.push([type, event instanceof CustomEvent ? event.detail : null]);
        });
      }
    });
    if (hasStillClock) {
      const now = Date.now();
      await page.clock.install({ time: now });
      await page.clock.pauseAt(now + 1_000);
    }
    await page.goto(address);
  }

  /** The events so far, once there are so many. */
  async function told(count: number): Promise<unknown> {
    const isThere = (wanted: number) =>
      'told' in window && Array.isArray(window.told) && window.told.length >= wanted;
    await page.waitForFunction(isThere, count);
    return await page.evaluate(() => ('told' in window ? window.told : null));
  }

  async function show(items: readonly unknown[], attributes = '', html = 'lang="en"') {
    servers.answer = sayItems(items);
    await open(servers.publish(`<${tag} ${asks} ${attributes}>${fallback}</${tag}>`, { html }));
    await told(1);
  }

  /** What has moved under the reader's eyes so far, as Core Web Vitals count it. */
  async function layoutShift(): Promise<number> {
    await looked();
    return await page.evaluate(() => ('shifted' in window ? Number(window.shifted) : Number.NaN));
  }

  /** A frame is drawn, and its observers are called: those that began earlier before. */
  const looked = () =>
    page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const observer = new IntersectionObserver(() => {
            resolve();
          });
          observer.observe(document.documentElement);
        }),
    );

  /** A picture for a person to look at. */
  const screenshot = (name: string) =>
    page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, screenshots)), fullPage: true });

  const part = (name: string): Locator => page.locator(`${tag} [part~="${name}"]`);
  const boxOf = async (locator: Locator) => {
    const box = await locator.boundingBox();
    if (box === null) throw new Error('it is not to be seen');
    return box;
  };
  const isFallbackSeen = () => page.locator('.fallback').isVisible();

  describe('a list', () => {
    it('shows title, source, age, picture, why it is there, and where else it is', async () => {
      const bridge = itemNamed('The bridge', {
        image: `${servers.apiOrigin}/bridge.svg`,
        because: ['Halden Bridge', 'Storm Shadow'],
        alsoIn: [{ id: 'b'.repeat(22), url: 'https://other.example/bridge', source: 'Meridian' }],
      });
      await show([bridge, itemNamed('The ferry')], 'data-reasons');
      expect(await part('heading').textContent()).toBe('Articles You May Like');
      expect(await part('link').allTextContents()).toEqual(['The bridge', 'The ferry']);
      expect(await part('link').first().getAttribute('href')).toBe(bridge.url);
      expect(await part('meta').first().textContent()).toBe('The Courier · 3 hours ago');
      expect(await part('age').first().getAttribute('datetime')).toBe(bridge.publishedAt);
      expect(await part('reason').allTextContents()).toEqual([
        'Both about Halden Bridge, Storm Shadow',
      ]);
      expect(await part('also').allTextContents()).toEqual(['Also in Meridian']);
      expect(await part('also-link').getAttribute('href')).toBe('https://other.example/bridge');
      expect(await part('picture').count()).toBe(1);
      expect(await part('picture').getAttribute('alt')).toBe('');
      expect(await isFallbackSeen()).toBe(false);
      expect(await told(1)).toEqual([['maylike:shown', { count: 2 }]]);
    });

    it('says why only where it is asked to, and takes the words back again', async () => {
      await show([itemNamed('A', { because: ['Storm Shadow'] })]);
      expect(await part('reason').count()).toBe(0);
      const toggle = () =>
        page.evaluate((name) => document.querySelector(name)?.toggleAttribute('data-reasons'), tag);
      await toggle();
      expect(await part('reason').count()).toBe(1);
      await toggle();
      expect(await part('reason').count()).toBe(0);
      expect(servers.seen).toHaveLength(1);
    });

    it("has the page's language, or the heading that it is given", async () => {
      await show([itemNamed('A', { because: ['Sturm'] })], 'data-reasons', 'lang="de-AT"');
      expect(await part('heading').textContent()).toBe('Das könnte Sie auch interessieren');
      expect(await part('age').textContent()).toBe('vor 3 Stunden');
      expect(await part('reason').textContent()).toBe('Beide über Sturm');
      await page.locator(tag).evaluate((element) => {
        element.setAttribute('data-heading', 'Mehr <b>davon</b>');
      });
      expect(await part('heading').textContent()).toBe('Mehr <b>davon</b>');
    });

    it('leaves out a picture that does not come', async () => {
      await show([itemNamed('A', { image: `${servers.apiOrigin}/none.jpg` })]);
      await part('picture').waitFor({ state: 'detached' });
      expect(await part('link').isVisible()).toBe(true);
    });

    it('runs nothing that a title, a name or an address brings', async () => {
      const hostile = '</a><script>alert(1)</script><img src=x onerror=alert(2)>';
      await show(
        [
          itemNamed(hostile, {
            source: hostile,
            because: [hostile],
            url: 'https://news.example/1',
          }),
          itemNamed('A script', { url: 'javascript:alert(3)' }),
          itemNamed('A picture', { image: 'javascript:alert(4)' }),
          itemNamed('A copy', { alsoIn: [{ id: '', url: 'javascript:alert(5)', source: 'X' }] }),
        ],
        'data-reasons',
      );
      expect(await part('link').allTextContents()).toEqual([hostile, 'A picture', 'A copy']);
      expect(await part('source').first().textContent()).toBe(hostile);
      expect(await page.locator(`${tag} :is(script, img)`).count()).toBe(0);
      const addresses = await page
        .locator(`${tag} section a`)
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.split(':')[0]));
      expect(addresses).toEqual(['https', 'https', 'https']);
    });
  });

  describe('a question', () => {
    it('is one simple request without cookies, for the page without its fragment', async () => {
      servers.answer = sayItems([itemNamed('A')]);
      const address = servers.publish(
        `<${tag} ${asks} data-limit="7" data-mode="followup"></${tag}>`,
      );
      await open(`${address}?a=1#comments`);
      await told(1);
      expect(servers.seen.map(({ method }) => method)).toEqual(['GET']);
      const [{ url, headers } = { url: null, headers: {} }] = servers.seen;
      expect([...(url?.searchParams ?? [])]).toEqual([
        ['url', `${address}?a=1`],
        ['limit', '7'],
        ['mode', 'followup'],
        ['key', 'pk_1'],
      ]);
      expect(headers.origin).toBe(servers.publisherOrigin);
      expect(headers.cookie).toBeUndefined();
      expect(headers.referer).toBeUndefined();
    });

    it('has every wish that the API takes, and none that is blank', async () => {
      servers.answer = sayItems([itemNamed('A')]);
      const wishes = {
        ...{ id: 'a'.repeat(22), exclude: 'x,y', section: 'world', tag: 'war', author: 'Ada' },
        ...{ lang: 'en', 'max-age': '7d', before: '2026-11-22', after: '2026-01-01' },
        ...{ mode: 'balanced', diversity: '0.3', 'min-score': '0.1', fallback: 'none' },
      };
      const attributes = Object.entries(wishes).map(([name, value]) => `data-${name}="${value}"`);
      await open(
        servers.publish(`<${tag} ${asks} data-limit="3" ${attributes.join(' ')}></${tag}>`),
      );
      await told(1);
      await page.locator(tag).evaluate((element) => {
        for (const { name } of [...element.attributes]) {
          if (!/-(key|api)$/.test(name)) element.setAttribute(name, ' ');
        }
      });
      await told(2);
      const [all, blank] = servers.seen.map(({ url }) => Object.fromEntries(url.searchParams));
      const { 'max-age': maxAge, 'min-score': minScore, ...others } = wishes;
      expect(all).toEqual({ ...others, maxAge, minScore, limit: '3', key: 'pk_1' });
      expect(blank).toEqual({ url: page.url(), limit: '5', key: 'pk_1' });
    });

    it('goes to where the script came from, for the canonical address, where nothing else is said', async () => {
      servers.answer = sayItems([itemNamed('A')]);
      const canonical = 'https://www.news.example/a';
      const head = `<link rel="canonical" href="${canonical}">`;
      await open(servers.publish(`<${tag} data-key="pk_1"></${tag}>`, { head }));
      await told(1);
      expect(servers.seen.map(({ url }) => url.searchParams.get('url'))).toEqual([canonical]);
    });

    it('is asked once, when the list is near the viewport, and not before', async () => {
      servers.answer = sayItems([itemNamed('A')]);
      await open(servers.publish(`${longArticle}<${tag} ${asks}></${tag}>${longArticle}`));
      await page.evaluate(() => customElements.whenDefined('articles-you-may-like'));
      await page.evaluate(() => new Promise(requestAnimationFrame));
      await page.mouse.wheel(0, 500);
      await page.waitForFunction(() => scrollY >= 500);
      // A question that was on its way would have arrived before this one.
      await page.evaluate(() => new Promise(requestAnimationFrame));
      await page.evaluate(() => fetch(location.href));
      expect(servers.seen).toHaveLength(0);
      await page.evaluate(() => {
        scrollTo(0, 2_000);
      });
      expect(await told(1)).toEqual([['maylike:shown', { count: 1 }]]);
      await page.evaluate(() => {
        scrollTo(0, 0);
        scrollTo(0, 3_000);
      });
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(servers.seen).toHaveLength(1);
      expect(await layoutShift()).toBe(0);
    });

    it('is asked anew when the page becomes another one, once for all that changes', async () => {
      await show([itemNamed('A')]);
      servers.answer = sayItems([itemNamed('B')]);
      await page.locator(tag).evaluate((element) => {
        element.setAttribute('data-url', 'https://news.example/b');
        element.setAttribute('data-key', 'pk_2');
      });
      await told(2);
      expect(await part('link').allTextContents()).toEqual(['B']);
      expect(servers.seen.slice(1).map(({ url }) => url.searchParams.get('key'))).toEqual(['pk_2']);
    });

    it('is dropped when the element leaves the page, and asked again when it is back', async () => {
      let hangUp: () => void = () => undefined;
      const hungUp = new Promise<void>((resolve) => {
        hangUp = resolve;
      });
      const asked = new Promise<void>((resolve) => {
        servers.answer = (request) => {
          request.socket.once('close', hangUp);
          resolve();
        };
      });
      await open(servers.publish(`<${tag} ${asks}></${tag}>`));
      await asked;
      const element = await page.locator(tag).evaluateHandle((found) => found);
      const removedAt = Date.now();
      await element.evaluate((found) => {
        found.remove();
      });
      await hungUp;
      // Long before it would have given up by itself.
      expect(Date.now() - removedAt).toBeLessThan(5_000);
      servers.answer = sayItems([itemNamed('A')]);
      await element.evaluate((found) => {
        document.body.append(found);
      });
      expect(await told(1)).toEqual([['maylike:shown', { count: 1 }]]);
    });
  });

  describe('what stands inside', () => {
    const refusals: readonly (readonly [string, Answer, object])[] = [
      ['an unknown page', sayProblem(404), { reason: 'refused', status: 404 }],
      ['a server that cannot', sayProblem(503), { reason: 'refused', status: 503 }],
      ['an empty answer', sayItems([]), { reason: 'empty', status: 200 }],
      [
        'an answer of another shape',
        (_request, response) => response.end('<html>'),
        { reason: 'unreadable', status: 200 },
      ],
      [
        'a server that hangs up',
        (request) => request.socket.destroy(),
        { reason: 'unreachable', status: null },
      ],
    ];
    it.each(refusals)('stays after %s, and the event says why', async (_what, answer, detail) => {
      servers.answer = answer;
      await open(servers.publish(`<${tag} ${asks}>${fallback}</${tag}>`));
      expect(await told(1)).toEqual([['maylike:error', detail]]);
      expect(await isFallbackSeen()).toBe(true);
      expect(await page.locator(`${tag} section`).count()).toBe(0);
    });

    it('stays where the element has no key, and nobody is asked', async () => {
      await open(servers.publish(`<${tag} data-api="API">${fallback}</${tag}>`));
      expect(await told(1)).toEqual([['maylike:error', { reason: 'misconfigured', status: null }]]);
      expect(await isFallbackSeen()).toBe(true);
      expect(servers.seen).toEqual([]);
    });

    it('is there again when a list was there and the next question has none', async () => {
      await show([itemNamed('A')]);
      servers.answer = sayProblem(404);
      await page.locator(tag).evaluate((element) => {
        element.setAttribute('data-url', 'https://news.example/b');
      });
      await told(2);
      expect(await isFallbackSeen()).toBe(true);
      expect(await part('link').count()).toBe(0);
    });

    it('is what a reader without scripts has', async () => {
      const address = servers.publish(`<${tag} ${asks}>${fallback}</${tag}>`);
      await open(address, { javaScriptEnabled: false });
      expect(await isFallbackSeen()).toBe(true);
      expect(servers.seen).toEqual([]);
    });

    it('is not taken away from under the keyboard', async () => {
      let sendAnswer: () => void = () => undefined;
      const asked = new Promise<void>((resolve) => {
        servers.answer = (request, response, url) => {
          sendAnswer = () => {
            sayItems([itemNamed('A')])(request, response, url);
          };
          resolve();
        };
      });
      await open(servers.publish(`<${tag} ${asks}>${fallback}</${tag}><button>Next</button>`));
      await asked;
      await page.locator('.fallback a').focus();
      const arrived = page.waitForResponse(/recommendations/);
      sendAnswer();
      await (await arrived).finished();
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await isFallbackSeen()).toBe(true);
      await page.locator('button').focus();
      expect(await told(1)).toEqual([['maylike:shown', { count: 1 }]]);
      expect(await isFallbackSeen()).toBe(false);
    });
  });

  describe('what readers see and click', () => {
    const [first, second] = [itemNamed('First'), itemNamed('Second', { strategy: 'latest' })];
    const eventOf = (type: string, item: { id: string; strategy: string }, position: number) => ({
      type,
      id: item.id,
      position,
      strategy: item.strategy,
    });
    const impressions = [eventOf('impression', first, 1), eventOf('impression', second, 2)];

    /** A list whose clock stands still. Its items have been looked at when this resolves. */
    async function showStill(attributes = '', before = '') {
      servers.answer = sayItems([first, second]);
      const body = `${before}<${tag} ${asks} ${attributes}></${tag}>${longArticle}`;
      await open(servers.publish(body), {}, { hasStillClock: true });
      await told(1);
      await looked();
    }
    /** The beacons so far, once there are so many. */
    async function beacons(count: number) {
      while (servers.beacons.length < count) await servers.beaconCame();
      return servers.beacons.map(({ body }) => body);
    }
    const events = async (count: number) =>
      (await beacons(count)).flatMap((body) =>
        typeof body === 'object' && body !== null && 'events' in body && Array.isArray(body.events)
          ? (body.events as unknown[])
          : [],
      );
    const setHidden = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);

    it('is told in one beacon: what is there, and what was half in view for a second', async () => {
      await showStill();
      await page.clock.runFor(1_999);
      expect(servers.beacons).toEqual([]);
      await page.clock.runFor(1);
      const viewables = [eventOf('viewable', first, 1), eventOf('viewable', second, 2)];
      expect(await beacons(1)).toEqual([
        { key: 'pk_1', article: page.url(), events: [...impressions, ...viewables] },
      ]);
      const [{ method, url, headers } = { method: '', url: null, headers: {} }] = servers.beacons;
      expect([method, url?.pathname, url?.search]).toEqual(['POST', '/v1/events', '']);
      expect(headers['content-type']).toBe('text/plain;charset=UTF-8');
      expect(headers.origin).toBe(servers.publisherOrigin);
      // Neither other words nor a second look count again.
      await page.locator(tag).evaluate((element) => {
        element.dataset['heading'] = 'Other';
      });
      await setHidden(true);
      await setHidden(false);
      await looked();
      await page.clock.runFor(10_000);
      expect(await events(1)).toHaveLength(4);
    });

    it('is not what is out of view, what is passed by, or what a hidden page has', async () => {
      await showStill('', '<div style="height: 900px"></div>');
      await page.clock.runFor(2_000);
      expect(await events(1)).toEqual(impressions);
      await page.evaluate(() => {
        scrollTo(0, 600);
      });
      await looked();
      await page.clock.runFor(999);
      await page.evaluate(() => {
        scrollTo(0, 0);
      });
      await looked();
      await page.clock.runFor(5_000);
      await page.evaluate(() => {
        scrollTo(0, 600);
      });
      await looked();
      await page.clock.runFor(500);
      await setHidden(true);
      await page.clock.runFor(5_000);
      expect(await events(1)).toHaveLength(2);
      await setHidden(false);
      await looked();
      await page.clock.runFor(3_000);
      expect((await events(2)).slice(2)).toEqual([
        eventOf('viewable', first, 1),
        eventOf('viewable', second, 2),
      ]);
    });

    it('are clicks by mouse, middle button and key, told at once with what waited', async () => {
      await showStill();
      await page.evaluate(() => {
        for (const type of ['click', 'auxclick']) {
          document.addEventListener(type, (event) => {
            event.preventDefault();
          });
        }
      });
      const link = part('link').nth(1);
      await link.click();
      await link.click({ button: 'middle' });
      await link.click({ button: 'right' });
      await part('heading').click();
      await link.press('Enter');
      const click = eventOf('click', second, 2);
      expect(await events(3)).toEqual([...impressions, click, click, click]);
      expect(servers.beacons).toHaveLength(3);
    });

    it('is told when the reader leaves by a link', async () => {
      servers.answer = sayItems([itemNamed('First', { url: servers.publish('There') }), second]);
      await open(servers.publish(`<${tag} ${asks}></${tag}>`));
      await told(1);
      await part('link').first().click();
      await page.getByText('There').waitFor();
      expect(await events(1)).toEqual([...impressions, eventOf('click', first, 1)]);
    });

    it('is nobody’s business with data-measure="none"', async () => {
      await showStill('data-measure="none"');
      await page.clock.runFor(5_000);
      await part('link')
        .first()
        .evaluate((link) => {
          link.addEventListener('click', (event) => {
            event.preventDefault();
          });
        });
      await part('link').first().click();
      await setHidden(true);
      // A beacon that was on its way would have arrived before this one.
      await page.evaluate(() => fetch(location.href));
      expect(servers.beacons).toEqual([]);
    });

    it('is told of a list that was made on the server, which stays as it is', async () => {
      const lines = [first, second].map(
        ({ id, strategy, url, title }) =>
          `<li data-article="${id}" data-strategy="${strategy}"><a href="${url}">${title}</a></li>`,
      );
      const inside = `<h2>More</h2><ul class="fallback">${lines.join('')}</ul>`;
      await open(
        servers.publish(`<${tag} ${asks}>${inside}</${tag}><p>After</p>`),
        {},
        { hasStillClock: true },
      );
      expect(await told(1)).toEqual([['maylike:shown', { count: 2 }]]);
      await looked();
      await page.clock.runFor(2_000);
      expect(await events(1)).toHaveLength(4);
      await page.evaluate(() => {
        document.addEventListener('click', (event) => {
          event.preventDefault();
        });
      });
      await page.locator('.fallback a').first().click();
      expect((await events(2)).at(-1)).toEqual(eventOf('click', first, 1));
      expect(await isFallbackSeen()).toBe(true);
      expect(await part('section').count()).toBe(0);
      expect(servers.seen).toEqual([]);
      expect(await layoutShift()).toBe(0);
    });
  });

  describe('room', () => {
    const heightOf = () => page.locator(tag).evaluate((element) => element.clientHeight);
    const never: Answer = () => undefined;

    it('is kept for a list that is on its way, and given back when there will be none', async () => {
      servers.answer = never;
      await open(servers.publish(`<${tag} ${asks} data-limit="3"></${tag}>`));
      await part('section').waitFor({ state: 'attached' });
      const three = await heightOf();
      expect(three).toBeGreaterThan(200);
      expect(await part('section').isVisible()).toBe(false);
      servers.answer = sayProblem(404);
      await page.locator(tag).evaluate((element) => {
        element.setAttribute('data-limit', '4');
      });
      await told(1);
      expect(await heightOf()).toBe(0);
    });

    it('is about what a list with pictures takes', async () => {
      servers.answer = never;
      const items = ['One short title', 'Another short title', 'A third'].map((title) =>
        itemNamed(title, { image: `${servers.apiOrigin}/${title}.svg` }),
      );
      const body = `<p>Before</p><${tag} ${asks} data-limit="3"></${tag}><p>After</p>`;
      await open(servers.publish(body));
      await part('section').waitFor({ state: 'attached' });
      const [kept, shiftBefore] = [await heightOf(), await layoutShift()];
      servers.answer = sayItems(items);
      await page.locator(tag).evaluate((element) => {
        element.setAttribute('data-key', 'pk_2');
      });
      await told(1);
      expect(Math.abs((await heightOf()) - kept)).toBeLessThan(0.1 * kept);
      expect(await layoutShift()).toBe(shiftBefore);
    });

    it('is not kept where something stands inside already', async () => {
      servers.answer = never;
      await open(servers.publish(`<${tag} ${asks}>${fallback}</${tag}>`));
      await page.evaluate(() => customElements.whenDefined('articles-you-may-like'));
      expect(await part('section').count()).toBe(0);
      expect(await heightOf()).toBeLessThan(60);
    });
  });

  describe('the looks', () => {
    const titles = [
      'Storm Shadow missiles reach Kyiv as the winter offensive begins',
      'Two ministers resign over the bridge',
      'What the ceasefire means for the harbour, its workers and the price of grain',
    ];
    const pictured = titles.map(
      (title) => (origin: string) =>
        itemNamed(title, {
          image: `${origin}/picture.svg`,
          because: ['Storm Shadow', 'Kyiv'],
          alsoIn: [{ id: '', url: 'https://other.example/a', source: 'Meridian' }],
        }),
    );
    const items = () => pictured.map((item) => item(servers.apiOrigin));
    const columns = async () => {
      const boxes = await Promise.all((await part('item').all()).map(boxOf));
      return new Set(boxes.map(({ x }) => Math.round(x))).size;
    };

    it('have one column where there is little room, and more where there is more', async () => {
      await show(items(), 'data-reasons');
      for (const [width, count] of [
        [390, 1],
        [800, 2],
        [1_280, 3],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        expect(await columns()).toBe(count);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        );
        expect(overflow).toBeLessThanOrEqual(0);
        await screenshot(`widget-${width}`);
      }
      const column = `<div style="width: 300px"><${tag} ${asks}></${tag}></div>`;
      await page.context().close();
      await open(servers.publish(column), { viewport: { width: 1_280, height: 800 } });
      await told(1);
      expect(await columns()).toBe(1);
    });

    it('are mirrored on a page that is read from right to left', async () => {
      await show(items(), 'data-reasons', 'lang="ar" dir="rtl"');
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await part('heading').textContent()).toBe('مقالات قد تعجبك');
      const [picture, title] = [
        await boxOf(part('picture').first()),
        await boxOf(part('title').first()),
      ];
      expect(picture.x + picture.width).toBeLessThanOrEqual(title.x);
      await screenshot('widget-right-to-left');
    });

    it("follow the page's colours, light or dark, and its own where they are set", async () => {
      servers.answer = sayItems(items());
      const head = `<style>:root { color-scheme: light dark; color: light-dark(#111, #eee); background: Canvas; } #own { --maylike-accent: rgb(1, 2, 3); --maylike-text: rgb(4, 5, 6); }</style>`;
      const address = servers.publish(
        `<${tag} ${asks}></${tag}><${tag} id="own" ${asks}></${tag}>`,
        {
          head,
        },
      );
      const coloursOf = (id: string) =>
        page.locator(`${tag}${id} [part="section"]`).evaluate((section) => {
          const { color, borderTopColor } = getComputedStyle(section);
          return { color, accent: borderTopColor };
        });
      const seen = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        await open(address, { colorScheme });
        await told(2);
        seen.push(await coloursOf(':not([id])'));
        expect(await coloursOf('#own')).toEqual({ color: 'rgb(4, 5, 6)', accent: 'rgb(1, 2, 3)' });
        await screenshot(`widget-${colorScheme}`);
        if (colorScheme === 'light') await page.context().close();
      }
      expect(seen.map(({ color }) => color)).toEqual(['rgb(17, 17, 17)', 'rgb(238, 238, 238)']);
      expect(seen[0]?.accent).not.toBe(seen[1]?.accent);
    });

    it('are there under a strict content security policy, which nothing violates', async () => {
      servers.answer = sayItems(items());
      const { apiOrigin } = servers;
      const csp = `default-src 'none'; script-src ${apiOrigin}; connect-src ${apiOrigin}; img-src ${apiOrigin}; require-trusted-types-for 'script'`;
      await open(servers.publish(`<${tag} ${asks}>${fallback}</${tag}>`, { csp }));
      await told(1);
      const display = await part('item')
        .first()
        .evaluate((item) => getComputedStyle(item).display);
      expect(display).toBe('flex');
    });
  });

  describe('for those who hear the page or use the keyboard', () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

    it.each(['light', 'dark'] as const)(
      'axe finds nothing wrong with it (%s)',
      async (colorScheme) => {
        const image = `${servers.apiOrigin}/a.svg`;
        const alsoIn = [{ id: '', url: 'https://other.example/a', source: 'Meridian' }];
        servers.answer = sayItems([
          itemNamed('A', { image, because: ['Storm'], alsoIn }),
          itemNamed('B', { because: ['Storm'] }),
        ]);
        const head = `<style>:root { color-scheme: light dark }</style>`;
        const body = `<main><h1>Page</h1><${tag} ${asks} data-reasons></${tag}></main>`;
        await open(servers.publish(body, { head }), { colorScheme });
        await told(1);
        await page.evaluate(axe);
        const violations: unknown = await page.evaluate(
          `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
        );
        expect(violations).toEqual([]);
      },
    );

    it('it is a region named by its heading, with a list of links in the order of the answer', async () => {
      await show([itemNamed('A'), itemNamed('B')]);
      const region = page.getByRole('region', { name: 'Articles You May Like' });
      expect(await region.getByRole('heading', { level: 2 }).count()).toBe(1);
      expect(await region.getByRole('list').getByRole('listitem').count()).toBe(2);
      for (const name of ['A', 'B']) {
        await page.keyboard.press('Tab');
        expect(
          await page.evaluate(
            (host) => document.querySelector(host)?.shadowRoot?.activeElement?.textContent,
            tag,
          ),
        ).toBe(name);
      }
    });

    it('what has the focus is seen to have it', async () => {
      await show([itemNamed('A')]);
      await page.keyboard.press('Tab');
      const outline = await part('link').evaluate(
        (link) => getComputedStyle(link, '::after').outlineStyle,
      );
      expect(outline).toBe('solid');
    });
  });

  it('is on the example page, with what the page says of its looks', async () => {
    servers.answer = sayItems([itemNamed('A', { because: ['Storm'] })]);
    const example = new URL('../../../infra/examples/page.html', import.meta.url);
    await open(servers.publishPage(readFileSync(example, 'utf8')));
    expect(await told(1)).toEqual([['maylike:shown', { count: 1 }]]);
    expect(await part('reason').textContent()).toBe('Both about Storm');
    expect(servers.seen.map(({ url }) => url.searchParams.get('url'))).toEqual([
      'https://www.example.com/some-article',
    ]);
    const font = await part('heading').evaluate((heading) => getComputedStyle(heading).fontFamily);
    expect(font).toBe('Georgia, serif');
  });

  it('is defined once, however often and from wherever its script is loaded', async () => {
    servers.answer = sayItems([itemNamed('A')]);
    const again = `<script type="module" src="API/widget.js?again"></script>`;
    await open(servers.publish(`<${tag} ${asks}></${tag}>${again}`));
    await page.waitForLoadState('load');
    expect(await told(1)).toEqual([['maylike:shown', { count: 1 }]]);
  });
});
