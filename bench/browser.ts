/** The chromium that the system has: playwright-core brings none. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** @throws Error if there is no chromium */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM || paths.find((file) => existsSync(file))
  if (!executablePath) throw new Error('this needs chromium (on Debian: apt-get install chromium)')
  return await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
}
