/** Which models are read for the calibration of a refit. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Sql } from '../../../src/db/client.ts'
import { meanCalibration } from '../../../src/study/finalists/calibrate-refit.ts'

/** A database without models, which counts what is asked of it. */
function emptySql() {
  let queries = 0
  const query = async () => {
    queries += 1
    return { rows: [] }
  }
  return { sql: { query } as unknown as Sql, queries: () => queries }
}

for (const [loss, reads] of [
  ['crossEntropy', 0],
  [{ type: 'crossEntropy', labelSmoothing: 0.1 }, 0],
  ['meanSquaredError', 0],
  ['gaussianNll', 2],
] as const) {
  it(`${JSON.stringify(loss)}: ${reads} of two models are read`, async () => {
    const { sql, queries } = emptySql()
    const spec = { loss }
    assert.equal(await meanCalibration(sql, 'study', { spec, trainings: [3, 4] }), null)
    assert.equal(queries(), reads)
  })
}
