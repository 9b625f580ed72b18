// The sample newsroom as a reader sees it: real pages, the real widget from the real API, in a real browser.
import { beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import {
  describeInBrowser,
  openBrowser,
  screenshot,
  type TestBrowser,
} from '../support/browser.js';
import { Cleanup } from '../support/cleanup.js';
import { SampleSystem } from '../support/newsroom.js';
import { until } from '../support/system.js';

const releaseEverySeconds = 6;
const bridge = { outlet: 'courier', slug: 'halden-bridge-closed-after-crack-is-found' };

describeInBrowser('a reader of the sample newsroom', () => {
  const cleanup = Cleanup.afterAll();
  let newsroom: SampleSystem;
  let browser: TestBrowser;

  beforeAll(async () => {
    newsroom = cleanup.of(await SampleSystem.start(releaseEverySeconds));
    browser = cleanup.of(await openBrowser());
  }, 120_000);

  /** The links of the list under an article. */
  const linksOf = (page: Page): Locator => page.locator('articles-you-may-like').getByRole('link');

  /** Opens an article's page, scrolls to its list and waits for it. */
  async function openList(page: Page, url: string): Promise<void> {
    await page.goto(url);
    await page.locator('articles-you-may-like').scrollIntoViewIfNeeded();
    await page.locator('articles-you-may-like').getByRole('listitem').first().waitFor();
  }

  it('opens the front page, an article, and follows a link of its list', async () => {
    const page = await browser.page({ widthPixels: 1280 });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(newsroom.origin);
    await page.getByRole('link', { name: 'The Ellery Courier' }).first().click();
    await page.locator(`a[href$="${bridge.slug}"]`).first().click();
    await page.locator('articles-you-may-like').scrollIntoViewIfNeeded();
    const items = page.locator('articles-you-may-like').getByRole('listitem');
    await items.first().waitFor();
    expect(await items.count()).toBe(5);
    for (const text of await items.allInnerTexts()) expect(text).toMatch(/Halden|bridge/i);
    expect(await items.first().innerText()).toMatch(/(Courier|Post|Tidings) · .+ ago/);
    const link = linksOf(page).first();
    const [title, target] = [await link.innerText(), await link.getAttribute('href')];
    await link.click();
    await page.waitForURL(target ?? '');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(title.trim());
    expect(errors).toEqual([]);
  }, 60_000);

  it('sees a newly released article appear in an older page’s list', async () => {
    const released = newsroom.lastReleased();
    const older = newsroom
      .edition()
      .articles.filter(({ eventId }) => eventId === released.eventId)
      .map((article) => newsroom.urlOf(article));
    const page = await browser.page();
    const pagesThatShowIt = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const url of older) {
        await openList(page, url);
        const links = await linksOf(page).all();
        const shown = await Promise.all(links.map((link) => link.getAttribute('href')));
        if (shown.includes(newsroom.urlOf(released))) found.push(url);
      }
      return found;
    };
    expect(await pagesThatShowIt()).toEqual([]);
    const found = await until(
      'the released article in a list',
      async () => {
        const pages = await pagesThatShowIt();
        return pages.length > 0 && pages;
      },
      90_000,
    );
    expect(found.length).toBeGreaterThan(0);
  }, 180_000);

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'finds a page that fits the screen: %s, %i pixels',
    async (colorScheme, widthPixels) => {
      const page = await browser.page({ colorScheme, widthPixels });
      const fits = () =>
        page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth');
      await openList(page, newsroom.urlOf(bridge));
      await page.waitForLoadState('networkidle');
      expect(await fits()).toBe(true);
      await screenshot(page, `article-${colorScheme}-${widthPixels}`);
      await page.goto(newsroom.origin);
      await page.waitForLoadState('networkidle');
      expect(await fits()).toBe(true);
      await screenshot(page, `front-${colorScheme}-${widthPixels}`);
    },
    60_000,
  );
});
