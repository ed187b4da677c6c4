import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { expectNoAxeViolations, type Page, settled, site, withBrowser } from './browser.ts'

describe('the analyses of a study', withBrowser, () => {
  const dashboard = site()
  let id = ''
  before(async () => {
    id = await toldStudy()
  })

  const post = async (path: string, body: object) => {
    const { status, body: answer } = await dashboard.service.call('POST', path, body)
    assert.ok(status < 300, JSON.stringify(answer))
    return answer
  }

  /** Parameters of all kinds; trials that are complete, pruned, failed and running. */
  async function toldStudy(): Promise<string> {
    const study = await post('/v1/studies', {
      name: 'told',
      objectives: [
        { metric: 'accuracy', direction: 'maximize' },
        { metric: 'size', direction: 'minimize' },
      ],
      sampler: { type: 'random' },
      pruner: { type: 'asha' },
      seed: 1,
      space: {
        rate: { $float: { low: 1e-5, high: 1, log: true } },
        units: { $int: { low: 8, high: 512, log: true } },
        flag: { $choice: [true, false] },
        optimizer: {
          $choice: [
            { type: 'adam' },
            { type: 'sgd', momentum: { $float: { low: 0, high: 0.99 } } },
          ],
        },
      },
    })
    const at = `/v1/studies/${study.id}/trials`
    const { trials } = await post(`${at}/suggest`, { clientId: 'client', count: 40 })
    for (const [i, { number }] of trials.slice(0, 38).entries()) {
      const result =
        i % 10 === 9
          ? { state: 'failed', reason: 'the loss is not finite' }
          : { values: [Math.abs(Math.sin(i)), i] }
      await post(`${at}/${number}/complete`, { clientId: 'client', ...result })
    }
    return study.id
  }

  const trialsPath = (search = '') => `/studies/${id}?tab=trials${search}`
  const searchOf = (page: Page) => new URL(page.url()).searchParams
  const rowNumbers = (page: Page) =>
    page
      .getByRole('grid', { name: 'Trials' })
      .getByRole('row')
      .filter({ has: page.getByRole('checkbox') })
      .count()

  it('a brush on an axis filters the table, and is there after a reload', async () => {
    const { page } = await dashboard.open(trialsPath())
    await page.getByText('40 trials, best first').waitFor()
    const box = (await page.getByRole('img', { name: 'Parallel coordinates' }).boundingBox())!
    // the last axis is the objective's
    const x = box.x + box.width - 72
    await page.mouse.move(x, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(x, box.y + 90, { steps: 3 })
    await page.mouse.move(x, box.y + 140, { steps: 3 })
    await page.mouse.up()
    const chip = page.getByRole('list', { name: 'Filters' }).getByText(/≤ accuracy ≤/)
    await chip.waitFor()
    await page.getByText(/^\d+ of 40 trials fit the filter$/).waitFor()
    const { value } = JSON.parse(searchOf(page).get('where')!)
    assert.ok(value.from > 0.3 && value.to < 1 && value.from < value.to, JSON.stringify(value))
    const note = await page.getByText(/trials fit the filter$/).textContent()

    await page.reload()
    await settled(page)
    assert.equal(await page.getByText(/trials fit the filter$/).textContent(), note)
    await page.getByRole('button', { name: /^Remove the filter/ }).click()
    await page.getByText('40 trials, best first').waitFor()
    assert.equal(searchOf(page).get('where'), null)
  })

  it('columns, order, filter and selection survive a reload', async () => {
    const { page } = await dashboard.open(trialsPath())
    await page.getByRole('button', { name: 'Filter' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('failed', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByText('3 of 40 trials fit the filter').waitFor()

    await page.getByRole('button', { name: 'rate', exact: true }).click()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('dialog').getByText('Sampler').click()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'Sampler' }).waitFor()
    const search = searchOf(page)
    assert.equal(search.get('sort'), 'params.rate')
    assert.deepEqual(JSON.parse(search.get('where')!), { state: ['failed'] })

    await page.reload()
    await settled(page)
    await page.getByText('3 of 40 trials fit the filter').waitFor()
    await page.getByRole('columnheader', { name: 'Sampler' }).waitFor()
    const sorted = page.getByRole('columnheader', { name: 'rate' })
    assert.equal(await sorted.getAttribute('aria-sort'), 'ascending')
    assert.ok((await rowNumbers(page)) >= 3)
  })

  it('selected trials are compared, and a row opens its trial', async () => {
    const { page } = await dashboard.open(trialsPath('&selected="3,1"'))
    await page.getByRole('button', { name: 'Compare 2' }).click()
    await page.waitForURL(/\/compare\?/)
    assert.equal(searchOf(page).get('trials')?.replaceAll('"', ''), '3,1')
    await page.goBack()
    await settled(page)
    await page.getByRole('gridcell', { name: '2', exact: true }).first().click()
    await page.waitForURL(/\/trials\/\d+/)
  })

  it('trials and parameters are accessible in both themes', async () => {
    const { page } = await dashboard.open(trialsPath())
    await expectNoAxeViolations(page)
    await page.getByRole('tab', { name: 'Parameters' }).click()
    await settled(page)
    await page.getByRole('heading', { name: 'Which parameters matter' }).waitFor()
    for (const title of ['Slices', 'Two parameters', 'What has been tried', 'Pareto', 'How good']) {
      await page.getByRole('heading', { name: new RegExp(`^${title}`) }).scrollIntoViewIfNeeded()
      await settled(page)
    }
    await page.getByRole('button', { name: 'Table' }).first().click()
    await page.getByRole('cell', { name: 'units' }).first().waitFor()
    await expectNoAxeViolations(page)
  })

  it('the method and the pair of parameters are in the address', async () => {
    const { page } = await dashboard.open(
      `/studies/${id}?tab=parameters&method=fanova&x=units&y=rate`,
    )
    await page.getByText('forest of trees', { exact: false }).waitFor()
    await page.getByRole('heading', { name: /^Two parameters/ }).scrollIntoViewIfNeeded()
    await settled(page)
    await page.getByRole('img', { name: 'accuracy over units and rate' }).waitFor()
  })

  it('say what is missing where there are too few trials', async () => {
    const { id: none } = await post('/v1/studies', {
      name: 'new',
      objective: { metric: 'loss', direction: 'minimize' },
      space: { x: { $float: { low: 0, high: 1 } } },
    })
    const { page } = await dashboard.open(`/studies/${none}?tab=trials`)
    await page.getByText('Needs 2 complete trials; none so far.').waitFor()
    await page.getByText('No trial yet').waitFor()
    await expectNoAxeViolations(page)
  })
})
