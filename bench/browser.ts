/** The chromium that the system has, as tests, benchmarks and pictures open it: playwright-core brings none. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Path of the program: `CHROMIUM` if it exists, else where distributions install it. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM ?? '', ...paths].find((file) => existsSync(file))
}

/**
 * @param extra  arguments besides those that containers need
 * @throws Error if there is no chromium
 */
export async function launchChromium(extra: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('this needs chromium (on Debian: apt-get install chromium)')
  return await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...extra],
  })
}

export interface Window {
  width: number
  height: number
  theme: 'light' | 'dark' // that the system asks for
}

/** A window that shows the same wherever and whenever it is opened. */
export async function openWindow(
  browser: Browser,
  { width, height, theme }: Window,
): Promise<BrowserContext> {
  return await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  })
}

/** What `settled` needs of a page; a benchmark is compiled without the types of a browser. */
interface Shown {
  document: { querySelector(selector: string): object | null }
}

/** Waits until the page's own marks of loading are gone. An event stream never ends, so the network is no measure. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const { document } = globalThis as unknown as Shown
    return (
      document.querySelector('main') !== null &&
      document.querySelector('[aria-busy="true"]') === null
    )
  })
}
