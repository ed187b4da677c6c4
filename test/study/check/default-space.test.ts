import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DatasetSummary } from '../../../src/data/summary.ts'
import { patient } from '../../../src/search/pruners/patient.ts'
import { parseSpace } from '../../../src/search/space/parse/parse-space.ts'
import { checkSpace } from '../../../src/study/check/check-space.ts'
import { completeSpace } from '../../../src/study/check/default-space.ts'

const input = {
  name: 'a',
  type: 'number',
  role: 'input',
  encoding: 'numeric',
  missing: 0,
  distinct: 9,
} as const

function summaryOf(
  inputShape: number[] | null,
  rows: number,
  task: DatasetSummary['task'],
): DatasetSummary {
  return {
    task,
    rows,
    testRows: 0,
    inputShape,
    classes: task === 'classification' ? ['a', 'b', 'c'] : null,
    columns: [input],
    warnings: [],
  } as unknown as DatasetSummary
}

describe('the default space', () => {
  it('lets trials end before the pruner `patient` would stop them all', () => {
    const { patience } = patient.options.parse({}) as { patience: number }
    for (const rows of [20, 5_000, 50_000, 500_000]) {
      const { earlyStopping } = completeSpace(undefined, summaryOf(null, rows, 'classification'))
      assert.ok((earlyStopping as { patience: number }).patience < patience, `${rows} rows`)
    }
  })

  const shapes = [
    null,
    [5],
    [20, 3],
    [28, 28, 1],
    [8, 8, 1],
    [7, 7, 1],
    [9, 100, 3],
    [224, 224, 3],
    [2, 3, 4, 5],
  ]
  for (const shape of shapes) {
    // half a million images are more than can be prepared
    const isLarge = (shape?.length ?? 0) === 3
    it(`makes networks that can be built for ${shape === null ? 'a table' : `[${shape}]`}`, () => {
      for (const rows of [20, 5_000, 50_000, ...(isLarge ? [] : [500_000])]) {
        for (const task of ['classification', 'regression'] as const) {
          const data = summaryOf(shape, rows, task)
          const parsed = parseSpace(completeSpace(undefined, data))
          assert.ok(parsed.ok)
          assert.ok(parsed.space.parameters.length >= 4)
          assert.deepEqual(checkSpace(parsed.space, data), [])
        }
      }
    })
  }

  it('has more units and fewer epochs for more rows', () => {
    const [few, many] = [100, 200_000].map((rows) =>
      completeSpace(undefined, summaryOf(null, rows, 'regression')),
    )
    assert.deepEqual([few?.epochs, many?.epochs], [100, 10])
  })

  it('leaves what is given as it is', () => {
    const given = {
      layers: [],
      loss: 'huber',
      batchSize: { $choice: [1, 2] },
      epochs: 3,
      optimizer: 'sgd',
    }
    assert.deepEqual(completeSpace(given, summaryOf(null, 100, 'regression')), given)
  })
})
