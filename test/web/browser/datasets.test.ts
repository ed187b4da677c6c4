import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expectNoAxeViolations, type Page, settled, site, withBrowser } from './browser.ts'

/** Ids that no model can learn from, a size, a colour and a price. */
const flats = [
  'id,size,colour,price',
  ...Array.from({ length: 80 }, (_, row) => [
    `k${row * 7}`,
    40 + ((row * 37) % 61),
    ['red', 'blue', 'green'][row % 3],
    900 * ((row * 53) % 47) + row,
  ]),
].join('\n')

describe('the pages of datasets', withBrowser, () => {
  const dashboard = site()
  const dataset = (name: string) => dashboard.service.call('GET', `/v1/datasets/${name}`)
  const choose = async (page: Page, text: string) => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose a file' }).click()
    await (await chooser).setFiles({
      name: 'flats.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(text),
    })
  }

  it('read a file, mend what it warns of with one click, and store it', async () => {
    const { page, complaints } = await dashboard.open('/datasets')
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await choose(page, flats.replace(',40,', ',NA,'))
    // which column is the target, the file does not say
    await page.getByText('Choose the column to predict.').waitFor()
    complaints.splice(0)
    await page.getByRole('button', { name: /Target$/ }).click()
    await page.getByRole('option', { name: 'price' }).click()
    await page.getByRole('button', { name: /^“NA” means missing: column 'size'/ }).click()
    const mend = page.getByRole('button', { name: /^Leave it out: .*'id'/ })
    await mend.waitFor()
    await settled(page)
    await expectNoAxeViolations(page)
    assert.equal((await dataset('flats')).status, 404)
    await mend.click()
    await mend.waitFor({ state: 'detached' })
    await page.getByText('Nothing looks wrong in the columns.').waitFor()
    await page.getByRole('button', { name: 'Store dataset' }).click()
    await page.waitForURL(/\/datasets\/flats$/)
    const { body } = await dataset('flats')
    assert.deepEqual(body.spec.ignore, ['id'])
    assert.deepEqual(body.spec.missing, ['NA'])
    assert.deepEqual(body.warnings, [])
    assert.equal(body.spec.target, 'price')
    await settled(page)
    await expectNoAxeViolations(page)
    complaints.splice(0) // the browser notes the 404 and 422 that were expected
  })

  it('change what a column is for', async () => {
    const { page, complaints } = await dashboard.open('/datasets?upload=true')
    await choose(page, flats)
    await page.getByRole('button', { name: /Target$/ }).click()
    await page.getByRole('option', { name: 'price' }).click()
    await page.getByRole('button', { name: /Role of size$/ }).click()
    await page.getByRole('option', { name: 'Input, as categories' }).click()
    await page.getByRole('img', { name: /^Most frequent of size/ }).waitFor()
    // the name is that of the file, and free
    assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'flats-2')
    await page.getByRole('textbox', { name: 'Name' }).fill('flats')
    await page.getByRole('button', { name: 'Store dataset' }).click()
    await page.getByText('"flats" is taken').first().waitFor()
    assert.equal(
      await page.getByRole('textbox', { name: 'Name' }).getAttribute('aria-invalid'),
      'true',
    )
    complaints.splice(0)
  })

  it('show images as pictures', async () => {
    const { page } = await dashboard.open('/datasets/mnist')
    await page.getByRole('img', { name: 'Row 0' }).waitFor()
    assert.equal(await page.locator('canvas').count(), 40)
    await expectNoAxeViolations(page)
  })

  it('delete a dataset once no study uses it', async () => {
    const { body } = await dashboard.service.call('POST', '/v1/studies', {
      dataset: 'flats',
      budget: { trials: 1 },
    })
    const { page, complaints } = await dashboard.open('/datasets?name=flat')
    await page.getByRole('button', { name: 'Delete flats' }).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText(/studies use this dataset/).waitFor()
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Keep it' }).click()
    await dashboard.service.call('DELETE', `/v1/studies/${body.id}`)
    await page.getByRole('button', { name: 'Delete flats' }).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText(/No dataset has “flat”/).waitFor()
    assert.equal((await dataset('flats')).status, 404)
    complaints.splice(0)
  })
})
