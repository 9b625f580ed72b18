// A real browser for tests. `npm test` sees to it that there is one (infra/lib/chromium.mjs) and names it in
// MAYLIKE_CHROMIUM; Jest run by itself takes one from the PATH. A 235 MB program is not fetched for a test that can
// do without: the names of those that cannot end with `browser.test.ts`.
import { accessSync, constants } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';

const testFileEnd = 'browser.test.ts';
const programNames = ['chromium', 'chromium-browser', 'google-chrome'];
const screenshotFolder = join(dirname(dirname(fileURLToPath(import.meta.url))), '.screenshots');
/** The first start after unpacking reads 300 MB from the disk, while another test may keep it busy. */
const launchTimeoutMs = 45_000;
/** A page of these tests comes from this machine: what takes longer will not come. */
const pageTimeoutMs = 10_000;

/**
 * `describe` for tests that use a browser. With MAYLIKE_TEST_BROWSER=0 they are skipped, and their name says why.
 */
export function describeInBrowser(name: string, body: () => void): void {
  if (process.env['MAYLIKE_TEST_BROWSER'] === '0') {
    describe.skip(`${name} (skipped: MAYLIKE_TEST_BROWSER=0)`, body);
  } else {
    describe(name, body);
  }
}

/** How a reader's screen is set. */
export interface Screen {
  /** What `prefers-color-scheme` answers; `light` unless told. */
  readonly colorScheme?: 'light' | 'dark';
  /** Of the viewport, in CSS pixels; 1024 unless told. */
  readonly widthPixels?: number;
  /** Of the viewport, in CSS pixels; 768 unless told. */
  readonly heightPixels?: number;
}

/** A browser that is up; in `Cleanup.of` it ends with the tests. */
export class TestBrowser {
  constructor(private readonly browser: Browser) {}

  /**
   * An empty page of a reader of its own: nothing (cookies, storage, cache) is shared with other pages.
   * Waiting for something on it fails after 10 s.
   */
  async page(screen: Screen = {}): Promise<Page> {
    const { colorScheme = 'light', widthPixels = 1024, heightPixels = 768 } = screen;
    const page = await this.browser.newPage({
      colorScheme,
      viewport: { width: widthPixels, height: heightPixels },
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    page.setDefaultTimeout(pageTimeoutMs);
    return page;
  }

  /** True until it is stopped, or has died. */
  get isOpen(): boolean {
    return this.browser.isConnected();
  }

  /** Closes all pages and ends the process; one that does not end within 30 s is killed (by playwright). */
  async stop(): Promise<void> {
    await this.browser.close();
  }
}

/**
 * Starts a Chromium without a window. Rejects when there is none (saying where it is looked for), when it is not
 * up within 45 s, and in a test file whose name does not end with `browser.test.ts`.
 */
export async function openBrowser(): Promise<TestBrowser> {
  const { testPath } = expect.getState();
  if (testPath?.endsWith(testFileEnd) !== true) {
    throw new Error(`a test that opens a browser has a name that ends with ${testFileEnd}`);
  }
  const browser = await chromium.launch({
    executablePath: browserPath(),
    // A sandbox needs rights that containers withhold, and their /dev/shm is too small for pictures.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    timeout: launchTimeoutMs,
  });
  return new TestBrowser(browser);
}

/**
 * Takes a picture of the whole page, animations at their end, and keeps it as `tests/.screenshots/NAME.png` for a
 * person to look at.
 *
 * @param name - Small letters, digits, hyphens; the same name replaces the picture.
 * @returns The bytes of the PNG.
 */
export async function screenshot(page: Page, name: string): Promise<Buffer> {
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`not a name for a screenshot: ${name}`);
  await mkdir(screenshotFolder, { recursive: true });
  const path = join(screenshotFolder, `${name}.png`);
  return await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}

function browserPath(): string {
  const given = process.env['MAYLIKE_CHROMIUM'] ?? '';
  if (given !== '') return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = programNames
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => isExecutable(path));
  if (found !== undefined) return found;
  throw new Error(
    `no browser: neither MAYLIKE_CHROMIUM nor, on the PATH, ${programNames.join(', ')}; npm test brings one`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for this user to run: another folder of the PATH may have it.
    return false;
  }
}
