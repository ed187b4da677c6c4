import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ensureBuiltins } from '../../../src/study/datasets.ts'
import { type TemplateData, templates } from '../../../web/src/pages/new-study/templates.ts'
import { type TestApi, testApi } from '../../support/api.ts'
import { houses, housesSpec, uploadCsv } from '../../support/upload.ts'

let api: TestApi
const data: TemplateData[] = []
before(async () => {
  api = await testApi()
  await ensureBuiltins(api.db)
  await uploadCsv(api, housesSpec, houses)
  for (const name of ['mnist', 'iris', 'houses']) {
    const { body } = await api.call('GET', `/v1/datasets/${name}`)
    data.push({ name, task: body.task, inputShape: body.inputShape })
  }
})
after(() => api.close())

describe('templates of studies', () => {
  for (const { id, suits, body } of templates) {
    it(`${id} is a valid study for every dataset that it suits`, async () => {
      const suited = data.filter(suits)
      assert.ok(suited.length > 0, `no dataset suits ${id}`)
      for (const dataset of suited) {
        const answer = await api.call('POST', '/v1/studies/validate', body(dataset))
        assert.equal(answer.status, 200, `${id} ${dataset.name} ${JSON.stringify(answer.body)}`)
      }
    })
  }

  it('are there for images, classes and numbers', () => {
    const ids = (name: string) =>
      templates
        .filter(({ suits }) => suits(data.find((one) => one.name === name)!))
        .map(({ id }) => id)
    assert.deepEqual(ids('mnist'), ['digits', 'grid', 'random'])
    assert.deepEqual(ids('iris'), ['classes', 'grid', 'random'])
    assert.deepEqual(ids('houses'), ['prices', 'grid', 'random'])
  })
})
