// What the other browser tests rely on. A Chromium that finds no fonts starts, loads pages, has their text in its
// document, and paints nothing: so this looks at pictures.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser, openBrowser, screenshot, type TestBrowser } from './browser.js';
import { Cleanup } from './cleanup.js';

describeInBrowser('the browser of the tests', () => {
  const cleanup = Cleanup.afterAll();
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = cleanup.of(await openBrowser());
  }, 60_000);

  /** A hash of the picture of a page with this text alone, in letters of one width: only their shapes differ. */
  async function pictureOf(text: string, name: string): Promise<string> {
    const page = await browser.page({ widthPixels: 400, heightPixels: 100 });
    await page.setContent(`<body style="font: 32px monospace">${text}</body>`);
    expect(await page.textContent('body')).toBe(text);
    const bytes = await screenshot(page, `browser-${name}`);
    await page.close();
    return createHash('sha256').update(bytes).digest('hex');
  }

  it('paints letters: a text is no blank page, and another text of the same length is another picture', async () => {
    const blank = await pictureOf('', 'blank');
    expect(await pictureOf('', 'blank-again')).toBe(blank);
    const stocks = await pictureOf('wind stocks', 'wind-stocks');
    const yields = await pictureOf('bond yields', 'bond-yields');
    expect(stocks).not.toBe(blank);
    expect(yields).not.toBe(blank);
    expect(yields).not.toBe(stocks);
  });

  it.each([
    { colorScheme: 'light', widthPixels: 1280 },
    { colorScheme: 'dark', widthPixels: 360 },
  ] as const)('gives a page its screen: $colorScheme, $widthPixels pixels wide', async (screen) => {
    const page = await browser.page(screen);
    expect(
      await page.evaluate(`({
        colorScheme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
        widthPixels: innerWidth,
      })`),
    ).toEqual(screen);
  });

  it('shares no storage between pages', async () => {
    const [first, second] = [await browser.page(), await browser.page()];
    const address = 'http://127.0.0.1:1/';
    for (const page of [first, second]) {
      await page.route(address, (route) => route.fulfill({ body: 'here' }));
      await page.goto(address);
    }
    await first.evaluate("localStorage.setItem('kept', 'yes')");
    expect(await first.evaluate("localStorage.getItem('kept')")).toBe('yes');
    expect(await second.evaluate("localStorage.getItem('kept')")).toBeNull();
  });

  it('keeps a screenshot as the file of its name, and only below its folder', async () => {
    const page = await browser.page({ widthPixels: 100, heightPixels: 100 });
    const bytes = await screenshot(page, 'browser-kept');
    expect(await readFile(new URL('../.screenshots/browser-kept.png', import.meta.url))).toEqual(
      bytes,
    );
    await expect(screenshot(page, '../kept')).rejects.toThrow('not a name for a screenshot');
  });

  it('is gone once it is stopped', async () => {
    const another = await openBrowser();
    expect(another.isOpen).toBe(true);
    await another.stop();
    expect(another.isOpen).toBe(false);
    await expect(another.page()).rejects.toThrow('closed');
    expect(browser.isOpen).toBe(true);
  });
});
