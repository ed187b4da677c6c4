/**
 * An update rule against its reference, written out in double precision for one weight: PyTorch's where it has one, from
 * its documentation (torch.optim.SGD, Adam, …, "Algorithm").
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { optimizers } from '../../../src/engine/optimizers/index.ts'
import type { Optimizer } from '../../../src/engine/optimizers/optimizer.ts'
import { dispose, type Tensor, tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'

type Numbers = Record<string, number>

/** @param memory  of the weight, kept from step to step */
export type Rule = (
  weight: number,
  grad: number,
  memory: Numbers,
  options: Numbers,
  step: number,
) => number

/** 30 steps from the rule, for three weights. */
export function follows(
  title: string,
  { type, options: given }: { type: keyof typeof optimizers; options: object },
  rule: Rule,
): void {
  refuseLeaks()
  test(`${title}, over 30 steps`, () => {
    const optimizer = optimizers[type] as Optimizer
    const options = optimizer.options.parse(given)
    const expected = [1, -2, 0.003]
    const memories: Numbers[] = expected.map(() => ({}))
    let weight: Tensor = tf.tensor2d([expected])
    let slots = Object.fromEntries(
      optimizer.slots.map((slot) => [slot, tf.zeros([1, 3])]),
    ) as Record<string, Tensor>
    for (let step = 1; step <= 30; step++) {
      const grads = expected.map((w, index) => Math.sin(step * 0.7 + index) + 0.3 * w)
      for (const [index, grad] of grads.entries()) {
        expected[index] = rule(expected[index]!, grad, memories[index]!, {}, step)
      }
      const before = { weight, slots }
      const next = tidy(tf, () =>
        optimizer.update(tf, {
          weight,
          grad: tf.tensor2d([grads]),
          slots,
          hyperparameters: Object.fromEntries(
            Object.entries(optimizer.atStep(options, step)).map(([key, number]) => [
              key,
              tf.tensor2d([[number]]),
            ]),
          ),
          options,
        }),
      )
      // a slot that the rule leaves alone is the same tensor again
      const kept = Object.values(next.slots)
      dispose(tf, [
        before.weight,
        Object.values(before.slots).filter((slot) => !kept.includes(slot)),
      ])
      weight = next.weight
      slots = next.slots
      for (const [index, value] of weight.dataSync().entries()) {
        const difference = Math.abs(value - expected[index]!)
        assert.ok(difference < 5e-5, `step ${step}, weight ${index}: ${value}, ${expected[index]}`)
      }
    }
    dispose(tf, [weight, slots])
  })
}
