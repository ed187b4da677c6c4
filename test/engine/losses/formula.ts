/** A loss against its definition, row by row, in double precision. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Task } from '../../../src/data/dataset.ts'
import { losses } from '../../../src/engine/losses/index.ts'
import type { Loss } from '../../../src/engine/losses/loss.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { spacedValues } from '../numeric-gradient.ts'

const lanes = 2
const values = [0.31, -1.17, 0.03, 1.9, -0.42]
const labels = [0, 2, 1, 1, 0]
const rows = values.length

/** @param formula  the loss of a row: what the network gives, and the target: a value, or the index of one of three classes */
export function isFormula(
  name: keyof typeof losses,
  formula: (outputs: number[], target: number) => number,
  given: object = {},
  task: Task = (losses[name] as Loss).tasks[0] ?? 'regression',
): void {
  refuseLeaks()
  test(`${name} of a ${task} is its formula, row by row`, () => {
    const loss = losses[name] as Loss
    const options = loss.options.parse(given)
    const isClasses = task === 'classification'
    const width = loss.outputs(isClasses ? 3 : null)
    const outputs = spacedValues(lanes * rows * width, 4)
    const found = tidy(tf, () =>
      loss
        .perSample(tf, {
          outputs: tf.tensor(outputs, [lanes, rows, width]),
          // shared by the lanes
          targets: isClasses ? tf.tensor2d([labels], [1, rows], 'int32') : tf.tensor2d([values]),
          options,
          training: true,
          hyperparameters: Object.fromEntries(
            loss.hyperparameters.map((key) => [key, tf.fill([lanes], options[key] as number)]),
          ),
        })
        .dataSync(),
    )
    assert.equal(found.length, lanes * rows)
    for (const [at, value] of found.entries()) {
      const row = at % rows
      const cells = Array.from(outputs.subarray(at * width, (at + 1) * width))
      const expected = formula(cells, isClasses ? labels[row]! : values[row]!)
      assert.ok(Math.abs(value - expected) < 1e-5, `row ${row}: ${value}, not ${expected}`)
    }
  })
}
