/**
 * Debian's chromium, driven by playwright-core. Whatever a page complains of fails its test: errors on the console,
 * violations of the Content-Security-Policy, answers that are no success.
 */
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import {
  findChromium,
  launchChromium,
  openWindow,
  settled,
  type Window,
} from '../../../bench/browser.ts'
import {
  type Service,
  type ServiceOptions,
  startService,
  temporaryFolder,
} from '../../e2e/service.ts'

export type { Page } from 'playwright-core'
export { settled } from '../../../bench/browser.ts'

const hasBrowser = findChromium() !== undefined

if (!hasBrowser && process.env.CI !== undefined) {
  throw new Error('CI runs the browser tests, and there is no chromium: apt-get install chromium')
}

/** For `describe`: skips, with the reason, where there is no browser. */
export const withBrowser = hasBrowser
  ? {}
  : { skip: 'there is no chromium (set CHROMIUM to its path)' }

export interface Visit {
  page: Page
  /** What the page complained of; emptied by a test that expects something. */
  complaints: string[]
}

export interface Site {
  service: Service
  /**
   * Opens an address in a window of its own and waits until nothing is loaded any more.
   */
  open(path: string, options?: Partial<Window>): Promise<Visit>
  /** Ends the service and starts it again at the same address, with the same data. */
  restart(): Promise<void>
}

/** A service and a browser for the tests of one file; each visit is checked for complaints at the end. */
export function site(options: Partial<ServiceOptions> = {}): Site {
  const visits: Visit[] = []
  const contexts: BrowserContext[] = []
  const folder = options.folder ?? temporaryFolder()
  let browser: Browser
  let service: Service
  before(async () => {
    service = await startService({ folder, ...options })
    browser = await launchChromium(['--force-color-profile=srgb'])
  })
  after(async () => {
    await Promise.all(contexts.map((context) => context.close()))
    await browser?.close()
    await service?.stop()
    const complaints = visits.flatMap((visit) => visit.complaints)
    assert.deepEqual(complaints, [], 'pages complained')
  })
  return {
    get service() {
      return service
    },
    async open(path, { width = 1440, height = 900, theme = 'light' } = {}) {
      const context = await openWindow(browser, { width, height, theme })
      contexts.push(context)
      const page = await context.newPage()
      const visit = { page, complaints: complaintsOf(page) }
      visits.push(visit)
      await page.goto(service.url + path, { waitUntil: 'load' })
      await settled(page)
      return visit
    },
    async restart() {
      const { port } = new URL(service.url)
      await service.stop()
      service = await startService({
        folder,
        ...options,
        env: { ...options.env, SWEEPD_PORT: port },
      })
    },
  }
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

/** WCAG 2.2 AA by axe's rules, in the light and the dark theme. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    // the page hears of the theme later, and paints it later still
    await page.waitForFunction((shown) => document.documentElement.dataset.theme === shown, theme)
    await page.evaluate(
      () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
    )
    await page.evaluate(axe.source)
    const found = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(
        document,
        {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        },
      )
      return violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
      }))
    })
    assert.deepEqual(found, [], `${theme} theme, ${page.url()}`)
  }
}
