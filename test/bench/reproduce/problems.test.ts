/** What the problems declare is valid: each network and each question, on the data that ships. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { makeHouses } from '../../../bench/reproduce/data/made-houses.ts'
import { randomParts } from '../../../bench/reproduce/data/parts.ts'
import { housePrices } from '../../../bench/reproduce/problems/house-prices.ts'
import { usps } from '../../../bench/reproduce/problems/usps.ts'
import { ensureBuiltins } from '../../../src/study/datasets.ts'
import { type TestApi, testApi } from '../../support/api.ts'
import { uploadCsv } from '../../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  await ensureBuiltins(api.db)
})
after(() => api.close())

for (const problem of [usps, housePrices]) {
  describe(problem.title, () => {
    it('has data that ships, and studies that the API accepts', async () => {
      const { dataset, upload, preprocess, testRows } = await problem.load(null)
      if (upload !== null) {
        const uploaded = await uploadCsv(api, upload.spec, upload.file.toString())
        assert.equal(uploaded.status, 201, JSON.stringify(uploaded.body))
        assert.equal(uploaded.body.testRows, testRows?.length)
      }
      const spaces = [...problem.ladder, ...problem.questions].map(({ space }) => space)
      for (const space of spaces) {
        const { status, body } = await api.call('POST', '/v1/studies/validate', {
          ...{ dataset, sampler: 'grid', space: { ...space, preprocess } },
        })
        assert.equal(status, 200, JSON.stringify(body))
      }
    })

    it('draws its questions over parameters that they have', () => {
      for (const { id, space, plot } of problem.questions) {
        const names = 'by' in plot && plot.type === 'curves' ? [plot.by] : Object.values(plot)
        for (const name of names.filter((one) => !['', 'lines', 'heatmap'].includes(String(one)))) {
          const text = JSON.stringify(space)
          assert.ok(
            text.includes(`"name":"${name}"`) || `${name}` in space,
            `${id} has no parameter ${name}`,
          )
        }
      }
    })
  })
}

describe('the data that ship', () => {
  it('are the same each time', () => {
    assert.deepEqual(makeHouses(50), makeHouses(50))
    assert.deepEqual(randomParts(50, 0.2), randomParts(50, 0.2))
    assert.equal(randomParts(50, 0.2).filter((part) => part === 'test').length, 10)
  })
})
