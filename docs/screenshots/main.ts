/**
 * `npm run docs:screenshots`: runs four searches on the built-in data, opens each page of the dashboard in chromium, and
 * writes the pictures of the README to docs/images/. Options: --out FOLDER, --widths 1440,390, --themes light,dark.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchChromium, openWindow, settled, type Window } from '../../bench/browser.ts'
import { startService } from '../../examples/service.ts'
import { type Client, createClient } from '../../src/cli/client.ts'
import { digits, flowers, flowersTpe, searchForMe } from './studies.ts'

type Theme = Window['theme']

const height = 900
const pollMs = 500
const drawMs = 800 // plots are drawn after their data have come

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'docs/images' },
    widths: { type: 'string', default: '1440' },
    themes: { type: 'string', default: 'light' },
  },
})
const widths = values.widths.split(',').map(Number)
const themes = values.themes.split(',') as Theme[]

mkdirSync(values.out, { recursive: true })
const service = startService()
const browser = await launchChromium()
try {
  await Promise.race([service.ready, service.died])
  const url = service.url()
  const client = createClient({ url, apiKey: null })
  const addresses = await pages(client, await search(client))
  for (const [name, address] of Object.entries(addresses)) {
    for (const theme of themes) {
      for (const width of widths) await picture(browser, { name, url: url + address, theme, width })
    }
  }
} finally {
  await browser.close()
  await service.stop()
}

interface Searched {
  flowers: string
  flowersTpe: string
  digits: string
}

/** Runs all searches to their ends. @returns their ids */
async function search(client: Client): Promise<Searched> {
  const ids: string[] = []
  for (const body of [searchForMe, flowers, flowersTpe, digits]) {
    const { id } = await client.createStudy(body, body.name)
    while ((await client.study(id)).state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, pollMs))
    }
    ids.push(id)
  }
  return { flowers: ids[1]!, flowersTpe: ids[2]!, digits: ids[3]! }
}

/** The addresses of the pictures, by name. */
async function pages(
  client: Client,
  { digits, flowers, flowersTpe }: Searched,
): Promise<Record<string, string>> {
  const { items } = await client.leaderboard(digits, { limit: 3 })
  const numbers = items.map(({ number }) => number)
  const mnist = (await client.datasets()).find(({ name }) => name === 'mnist')
  return {
    studies: '/',
    'new-study': '/studies/new?dataset=mnist&mode=space',
    study: `/studies/${digits}`,
    trials: `/studies/${flowers}?tab=trials`,
    parameters: `/studies/${flowers}?tab=parameters`,
    curves: `/studies/${digits}?tab=curves`,
    finalists: `/studies/${digits}?tab=finalists`,
    timeline: `/studies/${digits}?tab=timeline`,
    trial: `/studies/${digits}/trials/${numbers[0]}`,
    mistakes: `/studies/${digits}/trials/${numbers[0]}?tab=diagnosis`,
    'compare-trials': `/studies/${digits}/compare?trials=${numbers.join(',')}`,
    compare: `/compare?studies=${flowers},${flowersTpe}`,
    datasets: '/datasets',
    dataset: `/datasets/${mnist?.id}`,
    workers: '/workers',
  }
}

async function picture(
  browser: Browser,
  { name, url, theme, width }: { name: string; url: string; theme: Theme; width: number },
): Promise<void> {
  const context = await openWindow(browser, { width, height, theme })
  try {
    const page = await context.newPage()
    await page.goto(url, { waitUntil: 'load' })
    await settled(page)
    await page.waitForTimeout(drawMs)
    const variant = [
      name,
      ...(widths.length > 1 ? [width] : []),
      ...(themes.length > 1 ? [theme] : []),
    ]
    const file = path.join(values.out, `${variant.join('-')}.png`)
    await page.screenshot({ path: file, fullPage: width < 600 })
    process.stderr.write(`${file}\n`)
  } finally {
    await context.close()
  }
}
