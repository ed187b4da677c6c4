import assert from 'node:assert/strict'
import type { Prediction } from '../../src/engine/network/prediction.ts'
import type { ExportCase } from './cases.ts'

/** What a foreign runtime says, by output. */
export type Outputs = Record<string, ArrayLike<unknown>>

/** Both alike to 1e-5: probabilities as they are, values relative to their size or to the target's deviation. */
export function assertPredicted(
  { name, members }: ExportCase,
  outputs: Outputs,
  expected: readonly Prediction[],
): void {
  const scale = members[0]!.model.target?.deviation ?? 1
  const close = (actual: unknown, wanted: number, what: string) =>
    assert.ok(
      typeof actual === 'number' &&
        Math.abs(actual - wanted) <= 1e-5 * Math.max(scale, Math.abs(wanted)),
      `${name}, ${what}: ${actual} instead of ${wanted}`,
    )
  for (const [row, prediction] of expected.entries()) {
    if ('label' in prediction) {
      const count = prediction.probabilities.length
      const flat = Array.from(outputs.probabilities!).flat() as number[]
      for (const [at, wanted] of prediction.probabilities.entries()) {
        close(flat[row * count + at], wanted, `row ${row}, class ${at}`)
      }
      if (outputs.label) assert.equal(outputs.label[row], prediction.label, `${name}, row ${row}`)
    } else {
      close(outputs.value![row], prediction.value, `row ${row}`)
      assert.equal('deviation' in outputs, prediction.deviation !== undefined)
      if (outputs.deviation) close(outputs.deviation[row], prediction.deviation!, `row ${row}`)
      assert.equal('low' in outputs, prediction.interval !== undefined)
      for (const [at, end] of ['low', 'high'].entries()) {
        if (outputs[end]) close(outputs[end][row], prediction.interval![at]!, `row ${row}, ${end}`)
      }
    }
  }
}
