import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ended } from '../../e2e/service.ts'
import { expectNoAxeViolations, type Page, settled, site, withBrowser } from './browser.ts'

describe('the page of a new study', withBrowser, () => {
  const dashboard = site()

  const study = async (id: string) =>
    (await dashboard.service.call('GET', `/v1/studies/${id}`)).body
  const idOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const editorText = (page: Page) =>
    page
      .evaluate(() => sessionStorage.getItem('sweepd.new-study'))
      .then((kept) => {
        return (JSON.parse(kept ?? '{}') as { text: string }).text
      })
  const typeInto = async (page: Page, label: string, value: string) => {
    const field = page.getByRole('textbox', { name: label, exact: true })
    await field.fill(value)
    await field.press('Tab')
  }
  const start = (page: Page) => page.getByRole('button', { name: 'Start', exact: true })
  const started = async (page: Page) => {
    await start(page).and(page.locator(':not([data-disabled])')).click()
    await page.waitForURL(/\/studies\/[0-9a-f-]{36}/)
  }
  /** The answers that say a study is not valid are noted by the browser itself. */
  const forgetRefusals = (complaints: string[]) => {
    const others = complaints.filter((complaint) => !/status of 4(00|22)/.test(complaint))
    complaints.splice(0, complaints.length, ...others)
  }

  it('leads from a dataset and the form to the end of a real search', async () => {
    const { page } = await dashboard.open('/studies/new')
    await expectNoAxeViolations(page)
    await page.getByRole('option', { name: 'iris' }).click()
    await page.getByRole('tab', { name: 'Choose the space' }).click()
    await page.getByRole('textbox', { name: 'Study as JSON' }).waitFor()
    await typeInto(page, 'Name', 'from the form')
    await typeInto(page, 'Trials', '3')
    await typeInto(page, 'Epochs', '2')
    await page.getByText('The study is valid.').waitFor()
    assert.deepEqual(JSON.parse(await editorText(page)).budget, { trials: 3 })
    await page.getByText('Networks of the space').waitFor({ state: 'attached' })
    await settled(page)
    await expectNoAxeViolations(page)
    await started(page)
    const { state, name, trials } = await ended(dashboard.service, idOf(page))
    assert.equal(name, 'from the form')
    assert.equal(state, 'complete')
    assert.equal(trials.complete + trials.pruned, 3)
  })

  it('leads to a study of several objectives that clients train, with nested choices', async () => {
    const { page, complaints } = await dashboard.open('/studies/new')
    await page.getByRole('button', { name: 'No data: my own program evaluates' }).click()
    await page.getByText('The study is valid.').waitFor()
    await typeInto(page, 'Name of beta1', 'decay')
    await page.getByRole('button', { name: 'Parameter: add to optimizer sgd' }).click()
    await page.getByRole('menuitem', { name: 'True or false' }).click()
    await page.getByRole('button', { name: 'Objective', exact: true }).click()
    await typeInto(page, 'Objective 2', 'seconds')
    await page.getByText('The study is valid.').waitFor()
    await settled(page)
    await expectNoAxeViolations(page)
    forgetRefusals(complaints)
    await started(page)
    const { spec } = await study(idOf(page))
    assert.equal(spec.dataset, undefined)
    assert.deepEqual(
      spec.objectives.map(({ metric }: { metric: string }) => metric),
      ['loss', 'seconds'],
    )
    const [adam, sgd] = spec.space.optimizer.$choice
    assert.deepEqual(Object.keys(adam), ['type', 'decay'])
    assert.deepEqual(sgd.parameter, { $bool: true })
  })

  it('shows a fault at its field, in the editor and in a list that leads to it', async () => {
    const { page, complaints } = await dashboard.open('/studies/new?dataset=iris&mode=space')
    await page.getByText('The study is valid.').waitFor()
    await typeInto(page, 'Units, from', '900')
    await page.getByRole('list', { name: 'Faults' }).waitFor()
    const group = page.getByRole('group', { name: 'Units, searched in a range' })
    await group.getByText(/low/).waitFor()
    assert.equal(
      await page.getByRole('textbox', { name: 'Units, from' }).getAttribute('aria-invalid'),
      'true',
    )
    await page.locator('.cm-lintRange-error').first().waitFor()
    await page
      .getByRole('button', { name: /units.*low/ })
      .first()
      .click()
    assert.ok(
      await page.evaluate(() => document.activeElement?.classList.contains('cm-content')),
      'the editor has the focus',
    )
    assert.ok(await start(page).isDisabled())
    await expectNoAxeViolations(page)
    await typeInto(page, 'Units, from', '4')
    await page.getByText('The study is valid.').waitFor()
    forgetRefusals(complaints)
  })

  it('keeps one document: what is typed as JSON is in the form, and stays where the form has no field', async () => {
    const { page } = await dashboard.open('/studies/new?dataset=iris&mode=space')
    await page.getByText('The study is valid.').waitFor()
    const editor = page.getByRole('textbox', { name: 'Study as JSON' })
    await editor.fill(`{
  "dataset": "iris", "metrics": ["validation.f1"],
  "space": { "layers": [{ "type": "dense", "units": "outputs" }], "epochs": 7 },
  "budget": { "trials": 4 }
}`)
    await page.waitForFunction(
      () =>
        document.querySelector<HTMLInputElement>('[aria-label="Training"] input')?.value === '7',
    )
    await page.getByRole('button', { name: 'Search Epochs' }).click()
    await page.getByRole('menuitem', { name: 'In a range' }).click()
    await page.getByText('The study is valid.').waitFor()
    const text = await editorText(page)
    assert.ok(text.includes('"dataset": "iris", "metrics": ["validation.f1"],'), text)
    assert.deepEqual(JSON.parse(text).space.epochs, { $int: { low: 3, high: 14 } })

    await page.reload()
    await page.getByText('The study is valid.').waitFor()
    assert.equal(await editorText(page), text)
  })

  it('builds a choice of optimizers, objectives and constraints by the form', async () => {
    const { page, complaints } = await dashboard.open('/studies/new?dataset=iris&mode=space')
    await page.getByText('The study is valid.').waitFor()
    const another = page.getByRole('button', { name: 'Another optimizer to choose from' })
    await another.click()
    await page.getByRole('menuitem', { name: /^sgd:/ }).click()
    const options = page.getByRole('list', { name: 'Optimizers to choose from' })
    await options.getByRole('button', { name: 'Add an option of Optimizer 2' }).click()
    await page.getByRole('menuitem', { name: 'Momentum' }).click()
    await page.getByRole('button', { name: 'Constraint', exact: true }).click()
    const clause = 'batchSize <= 64 or optimizer == "sgd"'
    await typeInto(page, 'Constraint 1', clause)
    await page.getByText('The study is valid.').waitFor()
    await expectNoAxeViolations(page)
    const { space, constraints } = JSON.parse(await editorText(page))
    const types = space.optimizer.$choice.map(({ type }: { type: string }) => type)
    assert.deepEqual(types.slice(1), ['sgd'])
    assert.ok('momentum' in space.optimizer.$choice[1])
    assert.deepEqual(constraints, [clause])

    // a study without a dataset may have several objectives
    const { dataset: _, objective: __, ...external } = JSON.parse(await editorText(page))
    const editor = page.getByRole('textbox', { name: 'Study as JSON' })
    await editor.fill(JSON.stringify({ ...external, pruner: { type: 'none' } }, null, 2))
    await typeInto(page, 'Objective', 'loss')
    await page.getByRole('button', { name: /Direction of objective/ }).click()
    await page.getByRole('option', { name: 'Minimize' }).click()
    await page.getByRole('button', { name: 'Objective', exact: true }).click()
    await typeInto(page, 'Objective 2', 'accuracy')
    await page.getByRole('button', { name: /Direction of objective 2/ }).click()
    await page.getByRole('option', { name: 'Maximize' }).click()
    await page.getByText('The study is valid.').waitFor()
    await expectNoAxeViolations(page)
    assert.deepEqual(JSON.parse(await editorText(page)).objectives, [
      { metric: 'loss', direction: 'minimize' },
      { metric: 'accuracy', direction: 'maximize' },
    ])

    await page.getByRole('button', { name: 'Remove objective 1' }).click()
    await page.getByRole('button', { name: 'Remove optimizer', exact: true }).click()
    await page
      .getByRole('group', { name: 'Constraints' })
      .getByText(/optimizer/)
      .waitFor()
    await page.getByRole('button', { name: 'Remove constraint 1' }).click()
    await page.getByText('The study is valid.').waitFor()
    const left = JSON.parse(await editorText(page))
    assert.deepEqual(left.objective, { metric: 'accuracy', direction: 'maximize' })
    assert.equal('optimizer' in left.space, false)
    assert.equal(left.constraints, undefined)
    forgetRefusals(complaints)
  })

  it('shows faults of a constraint, an optimizer and an objective at their fields', async () => {
    const { page, complaints } = await dashboard.open('/studies/new?dataset=iris&mode=space')
    await page.getByText('The study is valid.').waitFor()
    const isInvalid = (label: string) =>
      page.locator(`input[aria-invalid="true"]`).and(page.getByRole('textbox', { name: label }))
    await page.getByRole('button', { name: 'Constraint', exact: true }).click()
    await typeInto(page, 'Constraint 1', 'batchSize > 0')
    await page.getByRole('button', { name: 'Constraint', exact: true }).click()
    await typeInto(page, 'Constraint 2', 'batchSise <= 64')
    await isInvalid('Constraint 2').waitFor()
    assert.equal(await isInvalid('Constraint 1').count(), 0)
    await page
      .getByRole('group', { name: 'Constraints' })
      .getByText(/batchSise/)
      .waitFor()
    await page.getByRole('button', { name: 'Remove constraint 2' }).click()
    await page.getByText('The study is valid.').waitFor()

    const study = JSON.parse(await editorText(page))
    const editor = page.getByRole('textbox', { name: 'Study as JSON' })
    const optimizer = { $choice: [{ type: 'adam' }, { type: 'sgd', learningRate: -1 }] }
    const { objective, ...rest } = study
    const objectives = ['validation.accuracy', 'validation.speed']
    await editor.fill(
      JSON.stringify({ ...rest, objectives, space: { ...study.space, optimizer } }, null, 2),
    )
    const second = page
      .getByRole('list', { name: 'Optimizers to choose from' })
      .locator('li')
      .nth(1)
    await second.locator('input[aria-invalid="true"]').waitFor()
    await editor.fill(JSON.stringify({ ...rest, objectives }, null, 2))
    const group = page.getByRole('group', { name: 'Objectives' })
    await group.getByText(/"validation.speed" is not reported/).waitFor()
    await group.getByText(/has one objective/).waitFor()
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Remove objective 2' }).click()
    await page.getByText('The study is valid.').waitFor()
    assert.equal(JSON.parse(await editorText(page)).objective, 'validation.accuracy')
    assert.equal(typeof objective, 'string')
    forgetRefusals(complaints)
  })

  it('marks what is no JSON, and the form waits', async () => {
    const { page } = await dashboard.open('/studies/new?dataset=iris&mode=space')
    await page.getByText('The study is valid.').waitFor()
    await page
      .getByRole('textbox', { name: 'Study as JSON' })
      .fill('{ "dataset": "iris" "seed": 1 }')
    await page.getByText('a comma is missing here').first().waitFor()
    await page.getByText('The form goes on once it is').waitFor()
    await page.locator('.cm-lintRange-error').first().waitFor()
    assert.ok(await start(page).isDisabled())
  })

  it('completes the names and values of a study', async () => {
    const { page, complaints } = await dashboard.open('/studies/new?dataset=iris&mode=space')
    await page.getByText('The study is valid.').waitFor()
    const editor = page.getByRole('textbox', { name: 'Study as JSON' })
    await editor.fill('{ "dataset": "iris", ')
    await editor.press('End')
    await page.keyboard.type('"samp')
    await page.getByRole('option', { name: /^sampler/ }).waitFor()
    // CodeMirror takes no Enter in the first 75 ms of a list (interactionDelay): nobody can have meant it
    await page.waitForTimeout(150)
    await page.keyboard.press('Enter')
    assert.match((await editor.textContent()) ?? '', /"sampler": /)
    forgetRefusals(complaints)
  })

  it('searches with a time alone, after showing what the rules choose', async () => {
    const { page } = await dashboard.open('/studies/new?dataset=iris')
    const rules = page.getByRole('table').filter({ hasText: 'Because' })
    await rules.locator('code').getByText('epochs').waitFor()
    assert.ok(!(await rules.textContent())?.includes('`'))
    await typeInto(page, 'Minutes', '0.2')
    await page.getByRole('rowheader', { name: 'Batch size' }).waitFor()
    await start(page).and(page.locator(':not([data-disabled])')).waitFor()
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Copy as' }).click()
    await page.getByText('"seconds": 12').waitFor()
    await page.getByRole('tab', { name: 'Python' }).click()
    await page.getByText('import urllib.request').waitFor()
    await page.keyboard.press('Escape')
    await started(page)
    const { plan, budget, finalists } = await study(idOf(page))
    assert.ok(plan.length > 5)
    assert.ok(budget?.seconds !== undefined || finalists !== undefined)
    await dashboard.service.call('POST', `/v1/studies/${idOf(page)}/cancel`)
  })
})
