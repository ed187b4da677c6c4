import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expectNoAxeViolations, site, withBrowser } from './browser.ts'

const study = {
  name: 'asked by clients',
  objective: { metric: 'loss', direction: 'minimize' },
  space: { x: { $float: { low: 0, high: 1 } } },
  budget: { trials: 3 },
}

describe('a page, while the service restarts', withBrowser, () => {
  const dashboard = site()

  it('says so, keeps what it shows, and goes on by itself', async () => {
    const { id } = (await dashboard.service.call('POST', '/v1/studies', study)).body
    const visit = await dashboard.open(`/studies/${id}`)
    const { page } = visit
    await page.locator('header [data-state="running"]').waitFor()
    const restarted = dashboard.restart()
    await page.getByText('The service does not answer').waitFor()
    assert.ok(await page.getByRole('heading', { level: 1, name: study.name }).isVisible())
    await expectNoAxeViolations(page)
    await restarted
    await page.getByText('The service does not answer').waitFor({ state: 'detached' })
    // told by the event stream that was opened again
    await dashboard.service.call('POST', `/v1/studies/${id}/cancel`)
    await page.locator('header [data-state="cancelled"]').waitFor()
    await page.close()
    expectBroken(visit.complaints.splice(0))
  })

  it('says that the list is not live, and is live again with what has changed meanwhile', async () => {
    const visit = await dashboard.open('/')
    const { page } = visit
    await page.getByText('live', { exact: true }).waitFor()
    const restarted = dashboard.restart()
    await page.getByText('connecting …').waitFor()
    await restarted
    await dashboard.service.call('POST', '/v1/studies', { ...study, name: 'meanwhile' })
    await page.getByRole('row', { name: /meanwhile/ }).waitFor()
    await page.getByText('live', { exact: true }).waitFor()
    await dashboard.service.call('POST', '/v1/studies', { ...study, name: 'afterwards' })
    await page.getByRole('row', { name: /afterwards/ }).waitFor()
    await page.close()
    expectBroken(visit.complaints.splice(0))
  })
})

/** The browser notes that the connection broke, and nothing else. */
function expectBroken(complaints: readonly string[]): void {
  assert.ok(complaints.length > 0)
  for (const complaint of complaints) {
    assert.match(
      complaint,
      /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|status of 503/,
    )
  }
}
