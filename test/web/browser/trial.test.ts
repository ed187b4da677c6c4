import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { ended } from '../../e2e/service.ts'
import { expectNoAxeViolations, type Page, settled, site, withBrowser } from './browser.ts'

const dense = (units: unknown, epochs: number, isImage = false) => ({
  layers: [
    ...(isImage ? [{ type: 'flatten' }] : []),
    { type: 'dense', units, activation: 'relu' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: { $float: { low: 0.003, high: 0.02, log: true } } },
  batchSize: 32,
  epochs,
})

describe('the pages of trials', withBrowser, () => {
  const dashboard = site()
  let flowers: string
  let digits: string

  before(async () => {
    const { service } = dashboard
    const create = async (body: object) => (await service.call('POST', '/v1/studies', body)).body.id
    const common = { seed: 1, sampler: { type: 'random' } }
    const units = { $int: { low: 4, high: 16 } }
    flowers = await create({
      ...{ ...common, name: 'flowers', dataset: 'iris', budget: { trials: 2 } },
      space: dense(units, 4),
    })
    digits = await create({
      ...{ ...common, name: 'digits', dataset: 'mnist', budget: { trials: 1 } },
      space: dense(32, 1, true),
    })
    for (const id of [flowers, digits]) {
      assert.equal((await ended(service, id)).state, 'complete')
    }
  })

  const openTab = async (study: string, tab: string, number = 0) => {
    const query = tab === 'overview' ? '' : `?tab=${tab}`
    const { page } = await dashboard.open(`/studies/${study}/trials/${number}${query}`)
    return page
  }

  it('show what a trial is and how it went', async () => {
    const page = await openTab(flowers, 'overview')
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Trial 0')
    await page.getByText('Suggested by random: drawn at random from the space.').waitFor()
    await page.getByRole('img', { name: 'loss by epoch', exact: true }).waitFor()
    await page.getByRole('rowheader', { name: 'optimizer.learningRate' }).waitFor()
    await expectNoAxeViolations(page)
  })

  it('draw the curves of a running trial further without being loaded again', async () => {
    const { service } = dashboard
    const { body } = await service.call('POST', '/v1/studies', {
      ...{ name: 'long', dataset: 'iris', budget: { trials: 1 }, seed: 1 },
      space: dense(8, 10_000),
    })
    const page = await openTab(body.id, 'overview')
    let loads = 0
    page.on('load', () => loads++)
    // what the plot says to those who do not see it is made from the points that it draws
    const plot = page.getByRole('img', { name: 'loss by epoch', exact: true })
    const lastEpoch = async () => {
      const description = page.locator(`[id="${await plot.getAttribute('aria-describedby')}"]`)
      return Number(/in epoch (\d+)\.$/.exec((await description.textContent()) ?? '')?.[1])
    }
    const first = await lastEpoch()
    assert.ok(first >= 1, `${first}`)
    for (let last = first; last <= first; last = await lastEpoch()) await page.waitForTimeout(200)
    assert.equal(loads, 0)
    await service.call('POST', `/v1/studies/${body.id}/cancel`)
  })

  it('draw the network with shapes', async () => {
    const page = await openTab(digits, 'network')
    const chain = page.getByRole('list', { name: 'Layers in the order in which they run' })
    await chain.getByText('input · 28 × 28 × 1').waitFor()
    await chain.getByText('25\u202f120 parameters').waitFor()
    await expectNoAxeViolations(page)
  })

  it('have a confusion matrix of all validation rows, whose cells show their mistakes', async () => {
    const page = await openTab(digits, 'diagnosis')
    const cells = await page
      .getByRole('region', { name: 'Confusion matrix' })
      .locator('tbody td')
      .allTextContents()
    const total = cells.reduce((sum, text) => sum + Number(text.replace(/\D/g, '') || 0), 0)
    assert.equal(total, 1600)
    await page.getByText('1600 validation rows').waitFor()
    const cell = page.locator('tbody td button').first()
    const [, label, predicted] = /^(\d) predicted as (\d)/.exec(
      (await cell.getAttribute('aria-label')) ?? '',
    )!
    await cell.click()
    await page.getByRole('heading', { name: `${label} taken for ${predicted}` }).waitFor()
    await page
      .getByRole('img', { name: new RegExp(`row \\d+: ${label}`) })
      .first()
      .waitFor()
    await expectNoAxeViolations(page)
  })

  it('predict a drawn digit, and a row of the data without a pointer', async () => {
    const page = await openTab(digits, 'predict')
    const pad = (await page.locator('canvas[aria-label^="Drawing"]').boundingBox())!
    await drawOne(page, pad)
    await page.getByTestId('prediction').waitFor()
    const shares = await page
      .getByRole('list', { name: 'Probability of each class' })
      .locator('li')
      .count()
    assert.equal(shares, 10)
    await page.getByRole('button', { name: 'Clear' }).click()
    const row = page.getByRole('button', { name: /^Predict row \d+, which is/ }).first()
    await row.focus()
    await page.keyboard.press('Enter')
    await settled(page)
    await expectNoAxeViolations(page)
  })

  it('predict a typed row, and tell what is wrong with one', async () => {
    const visit = await dashboard.open(`/studies/${flowers}/trials/0?tab=files`)
    const { page } = visit
    let letPass = () => {}
    const isLate = new Promise<void>((resolve) => {
      letPass = resolve
    })
    await page.route('**/rows?*', async (route) => {
      await isLate
      await route.continue()
    })
    await page.getByRole('tab', { name: 'Predict' }).click()
    const predict = page.getByRole('button', { name: 'Predict' })
    await predict.waitFor()
    assert.ok(await predict.isDisabled(), 'an empty form cannot be predicted')
    letPass()
    await predict.click()
    const answer = page.getByTestId('prediction')
    await answer.waitFor()
    assert.match((await answer.textContent()) ?? '', /setosa|versicolor|virginica/)
    await page.getByRole('textbox', { name: 'petalWidth' }).fill('wide')
    await page.getByRole('button', { name: 'Predict' }).click()
    await page.getByText('/inputs/0/petalWidth').waitFor()
    // the browser itself notes the status
    assert.equal(visit.complaints.splice(0).length, 1)
    await expectNoAxeViolations(page)
  })

  it('download the model', async () => {
    const page = await openTab(flowers, 'files')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download ONNX' }).click()
    assert.equal((await download).suggestedFilename(), 'flowers-trial-0-onnx.onnx')
    const card = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download Model card' }).click()
    const saved = await card
    assert.equal(saved.suggestedFilename(), 'flowers-trial-0-card.json')
    const { study, trials } = JSON.parse(readFileSync(await saved.path(), 'utf8'))
    assert.equal(study.name, 'flowers')
    assert.equal(trials[0].number, 0)
    await expectNoAxeViolations(page)
  })

  it('enqueue a variant while the study is open', async () => {
    const { service } = dashboard
    const { body } = await service.call('POST', '/v1/studies', {
      ...{ name: 'paused', dataset: 'iris', budget: { trials: 50 }, parallelism: 1, seed: 1 },
      space: dense(8, 2),
    })
    await service.call('POST', `/v1/studies/${body.id}/pause`)
    const made = await service.call('POST', `/v1/studies/${body.id}/trials`, {
      params: { 'optimizer.learningRate': 0.01 },
    })
    const page = await openTab(body.id, 'overview', made.body.number)
    await page.getByRole('button', { name: 'Try a variant' }).click()
    const rate = page.getByRole('textbox', { name: 'optimizer.learningRate' })
    await rate.fill('0.005')
    await rate.press('Tab')
    await page.getByRole('button', { name: 'Train it next' }).click()
    await page.getByText(`Trial ${made.body.number + 1} is next`).waitFor()
    const variant = await service.call(
      'GET',
      `/v1/studies/${body.id}/trials/${made.body.number + 1}`,
    )
    assert.equal(variant.body.params['optimizer.learningRate'], 0.005)
    await service.call('POST', `/v1/studies/${body.id}/cancel`)
  })

  it('compare trials, and their differences alone', async () => {
    const { page } = await dashboard.open(`/studies/${flowers}/compare?trials=0,1`)
    const same = page.getByRole('rowheader', { name: 'batchSize' })
    await same.waitFor()
    await page.getByRole('img', { name: 'accuracy by epoch of each trial' }).waitFor()
    await expectNoAxeViolations(page)
    await page.getByText('Only differences').click()
    await same.waitFor({ state: 'detached' })
    assert.match(page.url(), /different=true/)
  })

  it('compare studies', async () => {
    const { page } = await dashboard.open(`/compare?studies=${flowers},${digits}`)
    await page.getByRole('img', { name: 'Best value so far by trials' }).waitFor()
    await page.getByRole('columnheader', { name: /flowers/ }).waitFor()
    await expectNoAxeViolations(page)
  })

  it('show the workers', async () => {
    const { page } = await dashboard.open('/workers')
    await page.getByText('Nothing is trained here at the moment.').waitFor()
    await expectNoAxeViolations(page)
  })
})

async function drawOne(page: Page, pad: { x: number; y: number; width: number; height: number }) {
  await page.mouse.move(pad.x + pad.width / 2, pad.y + 30)
  await page.mouse.down()
  await page.mouse.move(pad.x + pad.width / 2, pad.y + pad.height - 30, { steps: 10 })
  await page.mouse.up()
}
