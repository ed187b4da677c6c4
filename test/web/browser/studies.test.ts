import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expectNoAxeViolations, site, withBrowser } from './browser.ts'

describe('the studies', withBrowser, () => {
  const dashboard = site()

  it('begin with an example in one press, which runs to its end before one’s eyes', async () => {
    const { page } = await dashboard.open('/')
    await page.getByText('No studies yet').waitFor()
    await expectNoAxeViolations(page)
    await page.setViewportSize({ width: 390, height: 800 })
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390)
    await page.setViewportSize({ width: 1440, height: 900 })
    const marked = () => page.evaluate(() => (globalThis as { mark?: boolean }).mark === true)
    await page.evaluate(() => Object.assign(globalThis, { mark: true }))
    await page.getByRole('button', { name: 'Run the digits example' }).click()
    await page.getByRole('heading', { level: 1, name: 'Digits example' }).waitFor()
    await page.locator('header [data-state="complete"]').waitFor({ timeout: 240_000 })
    await page.getByRole('link', { name: 'Studies' }).first().click()
    const row = page.getByRole('row', { name: /Digits example/ })
    await row.getByText('complete').waitFor()
    assert.match((await row.textContent()) ?? '', /validation\.accuracy/)
    assert.ok(await marked(), 'the page was loaded again')
    await expectNoAxeViolations(page)
  })

  it('change in the list while one looks at it', async () => {
    const { page } = await dashboard.open('/')
    const { status } = await dashboard.service.call('POST', '/v1/studies', {
      name: 'from elsewhere',
      tags: ['red'],
      objective: { metric: 'loss', direction: 'minimize' },
      space: { x: { $float: { low: 0, high: 1 } } },
      budget: { trials: 2 },
    })
    assert.equal(status, 201)
    const row = page.getByRole('row', { name: /from elsewhere/ })
    await row.getByText('running').waitFor()
    await row.getByRole('button', { name: /^Actions/ }).click()
    await page.getByRole('menuitem', { name: 'Pause' }).click()
    await row.getByText('paused').waitFor()
  })

  it('come with their events: the list is not read again for a new figure', async () => {
    const { call } = dashboard.service
    const { page } = await dashboard.open('/')
    await page.getByText('live', { exact: true }).waitFor()
    await page.route('**/v1/studies?*', () => {}) // no answer: the list can only change by events
    const { items } = (await call('GET', '/v1/studies?q=elsewhere')).body
    await call('PATCH', `/v1/studies/${items[0].id}`, { budget: { trials: 7 } })
    const row = page.getByRole('row', { name: /from elsewhere/ })
    await row.getByText('0 / 7 trials').waitFor()
    await page.close()
  })

  it('are searched and filtered, and the address says how', async () => {
    const { page } = await dashboard.open('/')
    await page.keyboard.press('/')
    await page.keyboard.type('elsewhere')
    await page.waitForURL(/q=elsewhere/)
    await page.getByRole('row', { name: /Digits example/ }).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('row', { name: /from elsewhere/ }).waitFor()
    assert.equal(await page.getByRole('row', { name: /Digits example/ }).count(), 0)
    assert.equal(await page.getByLabel('Search by name or tag').inputValue(), 'elsewhere')
  })

  it('come back when their deletion is undone', async () => {
    const { page } = await dashboard.open('/')
    const row = page.getByRole('row', { name: /from elsewhere/ })
    await row.getByRole('button', { name: /^Actions/ }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await row.waitFor({ state: 'detached' })
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Undo' }).click()
    await row.waitFor()
  })

  it('are cards on a narrow screen, and nothing is wider than it', async () => {
    const { page } = await dashboard.open('/', { width: 390, height: 800 })
    await page.getByRole('link', { name: 'Digits example' }).waitFor()
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.equal(width, 390)
    await expectNoAxeViolations(page)
  })

  it('are reached by keyboard alone', async () => {
    const { page } = await dashboard.open('/workers')
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    const row = page.getByRole('row', { name: /Digits example/ })
    await row.waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await expectNoAxeViolations(page)
    await page.keyboard.press('Escape')
    await row.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Digits example' }).waitFor()
  })
})
