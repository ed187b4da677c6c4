import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expectNoAxeViolations, site, withBrowser } from './browser.ts'

const apiKey = 'a-key-that-is-long-enough'

describe('with an API key', withBrowser, () => {
  const dashboard = site({ env: { SWEEPD_API_KEY: apiKey } })

  it('the dashboard asks for it, keeps it in this tab, and forgets it on demand', async () => {
    const visit = await dashboard.open('/')
    const { page } = visit
    await page.getByRole('heading', { name: 'Sign in to Sweepd' }).waitFor()
    await expectNoAxeViolations(page)
    await page.getByLabel('API key').fill('another-key')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('This is not the key of the service.').waitFor()
    await page.getByLabel('API key').fill(apiKey)
    await page.keyboard.press('Enter')
    await page.getByText('No studies yet').waitFor()

    await page.reload()
    await page.getByText('No studies yet').waitFor()
    assert.ok(!page.url().includes(apiKey))
    assert.match(
      (await page.locator('pre').textContent()) ?? '',
      /Authorization: Bearer \$SWEEPD_API_KEY/,
    )

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in to Sweepd' }).waitFor()
    const stored = await page.evaluate(() => JSON.stringify(sessionStorage))
    assert.ok(!stored.includes(apiKey), stored)
    for (const complaint of visit.complaints.splice(0)) assert.match(complaint, /status of 401/)
  })
})
