import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromiumPackage from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";

const screenshots = join(tmpdir(), "slipway-screenshots");

export interface PageOptions extends BrowserContextOptions {
  /** Runs in the page before its own scripts. */
  initScript?: () => void;
}

/** Opens a page in a profile of its own; the page is closed when the test ends. */
export type OpenPage = (url: string, options?: PageOptions) => Promise<Page>;

/**
 * One headless Chromium for a file's tests. A test fails if its page reports an error, such as an
 * exception or something that the content security policy refused.
 */
export function useBrowser(): OpenPage {
  let browser: Browser | undefined;
  beforeAll(async () => {
    // The package's own arguments switch CORS and the separation of profiles off.
    browser = await chromium.launch({ ...(await installed()), args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());
  return async (url, { initScript, ...options } = {}) => {
    if (!browser) throw new Error("The browser has not started.");
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      // That a server which a test has stopped cannot be reached is no error of the page.
      const isUnreachable = /net::ERR_|Failed to fetch/.test(message.text());
      if (message.type() === "error" && !isUnreachable) errors.push(message.text());
    });
    onTestFinished(async () => {
      await context.close();
      expect(errors).toEqual([]);
    });
    if (initScript) await page.addInitScript(initScript);
    await page.goto(url);
    return page;
  };
}

/** The Chromium of the npm package is for Linux; elsewhere the installed Chrome is used. */
async function installed(): Promise<{ executablePath: string } | { channel: string }> {
  if (process.platform !== "linux") return { channel: "chrome" };
  return { executablePath: await chromiumPackage.executablePath() };
}

/** Keeps a picture of a page in the folder for temporary files, for people to look at. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), animations: "disabled" });
}
