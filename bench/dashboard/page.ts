/** What a page costs in a browser: seconds until its rows are there, bytes, heap, frames while it is used. */
import type { Browser, CDPSession, Page } from 'playwright-core'

const gestureMs = 2_000

export interface Rows {
  url: string
  /** CSS selector of a row of the table. */
  row: string
  /** CSS selector of what is dragged across to brush; absent if the page has nothing to brush. */
  brush?: string
}

export interface PageCost {
  seconds: number // from the request until the first row is seen
  kilobytes: number // received over the network until then
  heapMb: number // of JavaScript, after a collection
  scrollFps: number
  brushFps: number | null
}

/** In a window with an empty cache. @throws Error if no row is seen within `limitSeconds` */
export async function measurePage(
  browser: Browser,
  { url, row, brush }: Rows,
  limitSeconds: number,
): Promise<PageCost> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    let bytes = 0
    session.on('Network.dataReceived', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    const start = performance.now()
    await page.goto(url, { waitUntil: 'commit', timeout: limitSeconds * 1_000 })
    const left = limitSeconds * 1_000 - (performance.now() - start)
    await page.locator(row).first().waitFor({ state: 'visible', timeout: left })
    const seconds = (performance.now() - start) / 1_000
    const kilobytes = bytes / 1_000
    await page.waitForTimeout(1_000) // plots are drawn behind the table
    const heapMb = (await heapBytes(session)) / 1e6
    const scrollFps = await scrolled(page, row)
    const brushFps = brush === undefined ? null : await brushed(page, brush)
    return { seconds, kilobytes, heapMb, scrollFps, brushFps }
  } finally {
    await context.close()
  }
}

export async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize
}

async function scrolled(page: Page, row: string): Promise<number> {
  await page.locator(row).first().hover()
  return await framesDuring(page, async () => {
    await page.mouse.wheel(0, 120)
  })
}

/** Holds the button at the first axis and moves up and down along it. */
async function brushed(page: Page, brush: string): Promise<number> {
  const plot = page.locator(brush).first()
  await plot.scrollIntoViewIfNeeded()
  const box = await plot.boundingBox()
  if (box === null) throw new Error(`${brush} has no size`)
  const x = await axisOf(page, brush)
  const at = (share: number) => box.y + box.height * share
  await page.mouse.move(x, at(0.3))
  await page.mouse.down()
  let moves = 0
  const fps = await framesDuring(page, async () => {
    moves++
    await page.mouse.move(x, at(0.5 + 0.2 * Math.sin(moves / 8)))
  })
  await page.mouse.up()
  return fps
}

async function axisOf(page: Page, brush: string): Promise<number> {
  const box = (await page.locator(brush).first().boundingBox())!
  return box.x + box.width / 2
}

/** What the page has while frames are counted; a benchmark is compiled without the types of a browser. */
interface Counting {
  frames: number
  counts: boolean
  requestAnimationFrame(then: () => void): void
}

/** Frames a second while `move` is repeated about 60 times a second. */
async function framesDuring(page: Page, move: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const counter = globalThis as unknown as Counting
    counter.frames = 0
    counter.counts = true
    const count = () => {
      counter.frames++
      if (counter.counts) counter.requestAnimationFrame(count)
    }
    counter.requestAnimationFrame(count)
  })
  const start = performance.now()
  while (performance.now() - start < gestureMs) {
    await move()
    await page.waitForTimeout(12)
  }
  const frames = await page.evaluate(() => {
    const counter = globalThis as unknown as Counting
    counter.counts = false
    return counter.frames
  })
  return frames / ((performance.now() - start) / 1_000)
}
