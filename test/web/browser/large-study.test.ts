/** What a study of 100,000 trials asks of the browser and the network. How long it takes: `npm run bench -- dashboard`. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { seedStudy } from '../../../bench/analysis/seeded-study.ts'
import { heapBytes } from '../../../bench/dashboard/page.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { type Page, settled, site, withBrowser } from './browser.ts'

const trials = 100_000
const mostFirstBytes = 500_000
const mostAnswerBytes = 200_000
const mostHeapBytes = 150e6
const mostRows = 60 // 20 are in sight
const mostSiblings = 200

describe('a study of 100,000 trials with 30 reports', withBrowser, () => {
  const env: Record<string, string> = {}
  let database: TestDatabase
  let id = ''
  before(async () => {
    database = await testDatabase()
    env.DATABASE_URL = database.url
  })
  const dashboard = site({ env })
  before(async () => {
    const post = async (path: string, body: unknown) =>
      (await dashboard.service.call('POST', path, body)).body
    const seeded = await seedStudy(post, database.db.pool, { trials, reports: 30 })
    id = seeded.id
  })
  after(() => database?.close())

  const openTrials = () => dashboard.open(`/studies/${id}?tab=trials`)
  const rows = (page: Page) => page.locator('[role="grid"] tbody tr[aria-rowindex]')

  it('moves at most 500 kB until its trials and their plot are shown', async () => {
    const { page } = await openTrials()
    await rows(page).first().waitFor()
    const received = await receivedBy(page)
    assert.ok(received.some(({ name }) => name.includes('/table?')))
    assert.ok(received.some(({ name }) => name.includes('/parallel?')))
    const bytes = received.reduce((sum, { encoded }) => sum + encoded, 0)
    assert.ok(bytes > 200_000, `${bytes} bytes: not everything is counted`)
    assert.ok(bytes <= mostFirstBytes, `${bytes} bytes: ${JSON.stringify(received, null, 1)}`)
  })

  it('keeps few rows in the page however far one scrolls', async () => {
    const { page } = await openTrials()
    await rows(page).first().waitFor()
    let furthest = 0
    while (furthest < 1_000) {
      const last = await scrolledToEnd(page)
      assert.ok((await rows(page).count()) <= mostRows)
      await page.waitForFunction((before) => {
        const grid = document.querySelector('[role="grid"]')!
        const { scrollTop, clientHeight, scrollHeight } = grid.parentElement!
        return scrollHeight > before || scrollTop + clientHeight >= scrollHeight - 2
      }, last.scrollHeight)
      furthest = last.rowIndex
    }
    await expectShortLists(page)
  })

  it('filters its table by a brush', async () => {
    const { page } = await openTrials()
    await page.getByText(/^100\s000 trials, best first$/).waitFor()
    const box = (await page.getByRole('img', { name: 'Parallel coordinates' }).boundingBox())!
    const x = box.x + box.width - 72 // the last axis is the objective's
    await page.mouse.move(x, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(x, box.y + 80, { steps: 3 })
    await page.mouse.move(x, box.y + 100, { steps: 3 })
    await page.mouse.up()
    const note = page.getByText(/^[\d\s]+ of 100\s000 trials fit the filter$/)
    await note.waitFor()
    const where = new URL(page.url()).searchParams.get('where')!
    const query = new URLSearchParams({ where, limit: '1', count: 'true' })
    const { body } = await dashboard.service.call('GET', `/v1/studies/${id}/table?${query}`)
    const shown = Number((await note.textContent())!.split(' of ')[0]!.replace(/\s/g, ''))
    assert.ok(shown > 0 && shown < trials, `${shown} fit`)
    assert.equal(shown, body.matching)
    const { from, to } = JSON.parse(where).value
    const values = await columnOf(page, 'accuracy')
    assert.ok(values.length > 0)
    for (const value of values) {
      assert.ok(value >= from - 1e-3 && value <= to + 1e-3, `${value} is not in ${from} to ${to}`)
    }
  })

  it('has plots of at most 200 kB, and a heap of at most 150 MB with all of them seen', async () => {
    const { page } = await openTrials()
    for (const tab of ['Overview', 'Parameters', 'Learning curves', 'Timeline', 'Trials']) {
      await page.getByRole('tab', { name: tab }).click()
      // until its code is loaded, the tab before it is shown, and nothing is marked as loading
      await page.getByRole('tab', { name: tab, selected: true }).waitFor()
      await seeToTheEnd(page)
      await expectShortLists(page)
    }
    for (const plot of ['parallel', 'importance', 'slice', 'contour', 'edf', 'pruning', 'curves']) {
      await waitForAnswer(page, plot)
    }
    const answers = (await receivedBy(page)).filter(({ name }) => name.includes('/v1/'))
    const large = answers.filter(({ encoded }) => encoded > mostAnswerBytes)
    assert.deepEqual(large, [])
    const session = await page.context().newCDPSession(page)
    const heap = await heapBytes(session)
    assert.ok(heap <= mostHeapBytes, `${heap} bytes`)
  })
})

interface Received {
  name: string
  encoded: number // bytes of the body, compressed
}

/** The page and all that it has received, by the Performance API; what was read again counts once. */
async function receivedBy(page: Page): Promise<Received[]> {
  return await page.evaluate(() => {
    const all = [
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource'),
    ] as PerformanceResourceTiming[]
    const byName = new Map<string, { name: string; encoded: number }>()
    for (const { name, encodedBodySize } of all) {
      const encoded = Math.max(encodedBodySize, byName.get(name)?.encoded ?? 0)
      byName.set(name, { name, encoded })
    }
    return [...byName.values()]
  })
}

/** What came into sight is asked for some frames later, more of them on a busy machine. */
async function waitForAnswer(page: Page, plot: string): Promise<void> {
  await page.waitForFunction(
    (part) => performance.getEntriesByType('resource').some(({ name }) => name.includes(part)),
    `/${plot}`,
  )
}

async function scrolledToEnd(page: Page): Promise<{ rowIndex: number; scrollHeight: number }> {
  return await page.evaluate(async () => {
    const grid = document.querySelector('[role="grid"]')!
    const scroll = grid.parentElement!
    const { scrollHeight } = scroll
    scroll.scrollTop = scrollHeight
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))
    const last = [...grid.querySelectorAll('tr[aria-rowindex]')].at(-1)
    return { rowIndex: Number(last?.getAttribute('aria-rowindex')), scrollHeight }
  })
}

/** Scrolls down the page, so that the plots further down are loaded too. */
async function seeToTheEnd(page: Page): Promise<void> {
  for (let isAtEnd = false; !isAtEnd; ) {
    await settled(page)
    isAtEnd = await page.evaluate(async () => {
      const before = window.scrollY
      window.scrollBy(0, 500)
      // what comes into sight is told of with the next frame
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))
      return window.scrollY === before
    })
  }
}

/** No list in the page has a member for each trial. */
async function expectShortLists(page: Page): Promise<void> {
  const longest = await page.evaluate(() => {
    const counts = [...document.querySelectorAll('body *')].map((one) => one.childElementCount)
    return Math.max(...counts)
  })
  assert.ok(longest <= mostSiblings, `an element of ${page.url()} has ${longest} children`)
}

async function columnOf(page: Page, title: string): Promise<number[]> {
  const texts = await page.evaluate((wanted) => {
    const grid = document.querySelector('[role="grid"]')!
    const heads = [...grid.querySelectorAll('th')].map((head) => head.textContent?.trim())
    const column = heads.indexOf(wanted)
    return [...grid.querySelectorAll('tbody tr[aria-rowindex]')].map(
      (row) => row.children[column]?.textContent ?? '',
    )
  }, title)
  return texts.map(Number)
}
