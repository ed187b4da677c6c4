import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expectNoAxeViolations, site, withBrowser } from './browser.ts'

describe('the dashboard', withBrowser, () => {
  const dashboard = site()

  it('opens at / without a complaint, and is accessible in both themes', async () => {
    const { page } = await dashboard.open('/')
    assert.equal(await page.title(), 'Studies · Sweepd')
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Studies')
    await expectNoAxeViolations(page)
  })

  it('opens each page by its address', async () => {
    for (const [path, heading] of [
      ['/datasets', 'Datasets'],
      ['/workers', 'Workers'],
      ['/studies/new', 'New study'],
    ] as const) {
      const { page } = await dashboard.open(path)
      assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), heading)
      await expectNoAxeViolations(page)
    }
  })

  it('says so, with its navigation, where an address has no page', async () => {
    const visit = await dashboard.open('/no/such/page')
    await visit.page.getByText('There is no such page').waitFor()
    assert.ok(await visit.page.getByRole('link', { name: 'Datasets' }).isVisible())
    // the browser itself notes the status
    assert.deepEqual(
      visit.complaints.splice(0).map((complaint) => /status of 404/.test(complaint)),
      [true],
    )
  })

  it('keeps the chosen theme', async () => {
    const { page } = await dashboard.open('/')
    await page.getByRole('button', { name: /^Theme/ }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.reload()
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
  })
})
