/** The page of a study while a real search runs: it follows by itself, and its buttons steer it. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { ended, type Json } from '../../e2e/service.ts'
import { expectNoAxeViolations, type Page, settled, site, withBrowser } from './browser.ts'

const iris = {
  name: 'flowers',
  dataset: 'iris',
  objective: 'validation.accuracy',
  space: {
    layers: [
      { type: 'dense', units: { $int: { low: 4, high: 16 } }, activation: 'relu' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: { $float: { low: 1e-4, high: 0.1, log: true } } },
    batchSize: 16,
    epochs: 6,
  },
  sampler: { type: 'random' },
  parallelism: 2,
}

describe('the page of a study', withBrowser, () => {
  const dashboard = site()
  let running: string // without an end
  let finished: string

  const call = (method: string, path: string, body?: unknown) =>
    dashboard.service.call(method, path, body)
  const create = async (study: object): Promise<string> => {
    const { status, body } = await call('POST', '/v1/studies', study)
    assert.equal(status, 201, JSON.stringify(body))
    return body.id
  }
  const study = async (id: string): Promise<Json> => (await call('GET', `/v1/studies/${id}`)).body
  const state = (page: Page, text: string) =>
    page.locator('header [data-state]').getByText(text, { exact: true }).waitFor()

  before(async () => {
    finished = await create({
      ...iris,
      name: 'a search that has ended',
      tags: ['first'],
      note: 'Which rate?',
      budget: { trials: 4 },
      finalists: { top: 2, seeds: 2 },
    })
    await ended(dashboard.service, finished)
    // trials of a second or more, so that one sees them run
    const space = { ...iris.space, epochs: 600 }
    running = await create({ ...iris, space, budget: { trials: 100_000 } })
  })

  it('follows the search without being loaded again', async () => {
    const { page } = await dashboard.open(`/studies/${running}`)
    const facts = () =>
      page
        .getByText(/^[\d\s]+ of [\d\s]+ trials$/)
        .first()
        .textContent()
    const before = await facts()
    await page.waitForFunction(
      (text) =>
        ![...document.querySelectorAll('span')].some(({ textContent }) => textContent === text),
      before,
    )
    assert.notEqual(await facts(), before)
    // epochs of the event stream: a curve is drawn beside a running trial
    await page.getByRole('region', { name: 'Running trials' }).locator('svg path').first().waitFor()
    await page.context().close()
  })

  it('goes on after the service was restarted', async () => {
    const visit = await dashboard.open(`/studies/${running}`)
    await visit.page.getByText('live', { exact: true }).waitFor()
    await dashboard.restart()
    await visit.page.getByText('live', { exact: true }).waitFor({ timeout: 60_000 })
    const before = (await study(running)).trials.complete
    await visit.page.waitForFunction(
      (count) =>
        [...document.querySelectorAll('dd')].some(
          ({ textContent }) => Number(textContent?.replaceAll(/\s/g, '')) > count,
        ),
      before,
      { timeout: 60_000 },
    )
    // the browser notes the lost connections
    await visit.page.context().close()
    visit.complaints.length = 0
  })

  it('pauses, resumes and cancels by its buttons', async () => {
    const id = await create({ ...iris, name: 'steered', budget: { trials: 100_000 } })
    const { page } = await dashboard.open(`/studies/${id}`)
    await page.getByRole('button', { name: 'Pause' }).click()
    await state(page, 'paused')
    assert.equal((await study(id)).state, 'paused')
    await page.getByRole('button', { name: 'Resume' }).click()
    await state(page, 'running')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Keep it running' }).click()
    assert.equal((await study(id)).state, 'running')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Cancel the study' }).click()
    await state(page, 'cancelled')
    await page.getByText('It was cancelled.').waitFor()
  })

  it('trains a variant in a study whose budget is used up', async () => {
    const { page, complaints } = await dashboard.open(`/studies/${finished}`)
    await page.getByRole('button', { name: 'Try a variant' }).click()
    const rate = page.getByLabel('optimizer.learningRate')
    await rate.fill('7')
    await page.getByRole('button', { name: 'Train it next' }).click()
    // outside of the space: the API says so at the field
    await rate.and(page.locator('[aria-invalid="true"]')).waitFor()
    assert.match(complaints.splice(0).join(), /422/) // the browser notes it
    await rate.fill('0.003')
    await page.getByRole('button', { name: 'Train it next' }).click()
    await page.getByText(/^Trial \d+ is next$/).waitFor()
    await ended(dashboard.service, finished)
    const { budget, trials } = await study(finished)
    assert.equal(budget.trials, 5)
    assert.equal(trials.complete, 5)
    const found = await call('GET', `/v1/studies/${finished}/trials?limit=100`)
    assert.ok(
      found.body.items.some(
        ({ source, params }: Json) =>
          source === 'enqueued' && params['optimizer.learningRate'] === 0.003,
      ),
    )
  })

  it('says what is expected of the next trial, and how long nothing was better', async () => {
    const id = await create({
      name: 'nearly done',
      objective: { metric: 'v', direction: 'minimize' },
      space: { x: { $float: { low: 0, high: 1 } } },
      sampler: { type: 'random' },
      seed: 1,
      budget: { expectedImprovement: 1e-300 },
    })
    const tell = async (count: number, value: (place: number) => number) => {
      const trials = `/v1/studies/${id}/trials`
      const { body } = await call('POST', `${trials}/suggest`, { clientId: 'client', count })
      for (const [place, { number }] of body.trials.entries()) {
        await call('POST', `${trials}/${number}/complete`, { value: value(place) })
      }
    }
    await tell(20, (place) => (place === 15 ? 0.5 : 1 + Math.sin(place) / 4))
    const { page } = await dashboard.open(`/studies/${id}`)
    const card = page.getByRole('region', { name: 'Are we done?' })
    const { latest } = (await study(id)).expectedImprovement
    await card.getByText('judged after 20 trials; the search ends below 1e−300.').waitFor()
    assert.ok(latest.value > 0, `${latest.value}`)
    await card.getByText(': 4 trials have ended since, and none was better.').waitFor()
    // without being loaded again
    await tell(1, () => 1)
    await card.getByText('judged after 21 trials').waitFor()
    await card.getByText(': 5 trials have ended since').waitFor()
    await expectNoAxeViolations(page)
  })

  it('changes name, tags and note', async () => {
    const { page } = await dashboard.open(`/studies/${running}`)
    const choose = async (item: string) => {
      await page.getByRole('button', { name: 'More actions' }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    await choose('Edit name')
    await page.getByLabel('Name', { exact: true }).fill('flowers again')
    await page.getByLabel('Tags', { exact: true }).fill('night, second run')
    await page.getByLabel('Note', { exact: true }).fill('**why** it runs')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'flowers again' }).waitFor()
    await page.getByRole('paragraph').filter({ hasText: '**why** it runs' }).waitFor()
    assert.deepEqual((await study(running)).tags, ['night', 'second run'])
  })

  it('deletes, and brings back', async () => {
    const id = await create({ ...iris, name: 'short-lived', budget: { trials: 100_000 } })
    const { page } = await dashboard.open(`/studies/${id}`)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name: 'short-lived' }).click()
    await state(page, 'running')
    assert.equal((await study(id)).deleteAt, null)
    await call('POST', `/v1/studies/${id}/cancel`)
  })

  it('shows curves, finalists with the model, and the timeline, each accessible in both themes', async () => {
    for (const [tab, text] of [
      ['overview', 'Its budget of trials is used up.'],
      ['curves', 'Learning curves: validation.accuracy'],
      ['finalists', 'The model'],
      ['timeline', /busy \d+ % of the time/],
    ] as const) {
      const { page } = await dashboard.open(`/studies/${finished}?tab=${tab}`)
      await page.getByText(text).first().waitFor()
      await settled(page)
      await expectNoAxeViolations(page)
    }
  })

  it('has its actions in one line on a narrow screen', async () => {
    const { page } = await dashboard.open(`/studies/${running}`, { width: 390, height: 800 })
    const more = page.getByRole('button', { name: 'More actions' })
    const heights = await Promise.all(
      [page.getByRole('button', { name: 'Pause' }), more].map((button) => button.boundingBox()),
    )
    assert.equal(heights[0]?.y, heights[1]?.y)
    await more.click()
    await page.getByRole('menuitem', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Keep it running' }).click()
  })

  it('shows which tab is chosen, where the tabs are wider than the screen', async () => {
    const { page } = await dashboard.open(`/studies/${finished}?tab=timeline`, {
      width: 390,
      height: 800,
    })
    await page.waitForFunction(() => {
      const { left, right } = document
        .querySelector('[role="tab"][data-selected]')!
        .getBoundingClientRect()
      return left >= 0 && right <= innerWidth
    })
  })

  it('shows a study that clients train, and one in which nothing was trained', async () => {
    const id = await create({
      name: 'external',
      objective: { metric: 'loss', direction: 'minimize' },
      space: { x: { $float: { low: 0, high: 1 } } },
    })
    const { page } = await dashboard.open(`/studies/${id}`)
    await page.getByText('Clients train the trials of this study').waitFor()
    await call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'laptop' })
    await page.getByRole('link', { name: 'Trial 0' }).waitFor()
    await call('POST', `/v1/studies/${id}/trials/0/report`, { step: 1, value: 0.75 })
    await page.getByText('0.75', { exact: true }).first().waitFor()
    await call('POST', `/v1/studies/${id}/trials/0/complete`, { value: 0.5 })
    await page.getByRole('img', { name: 'Best loss' }).waitFor()
    const empty = await create({ ...iris, name: 'empty', budget: { trials: 100_000 } })
    await call('POST', `/v1/studies/${empty}/cancel`)
    for (const tab of ['overview', 'curves', 'finalists', 'timeline']) {
      const visit = await dashboard.open(`/studies/${empty}?tab=${tab}`)
      await visit.page.getByRole('tabpanel').getByRole('heading').first().waitFor()
      if (tab === 'overview') await expectNoAxeViolations(visit.page)
    }
  })
})
