import { existsSync } from 'node:fs';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** A browser to test in; undefined where none is installed. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

/**
 * Starts a browser that ends with the test.
 * @returns what opens its pages; nothing waits for a time of its own: on a busy machine all takes long
 */
export async function browser(): Promise<(options?: BrowserContextOptions) => Promise<Page>> {
  // A container may have hardly any /dev/shm.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  const started = await chromium.launch({ executablePath: CHROMIUM!, args, timeout: 0 });
  onTestFinished(() => started.close());
  return async (options) => {
    const page = await started.newPage(options);
    page.setDefaultTimeout(0);
    return page;
  };
}
