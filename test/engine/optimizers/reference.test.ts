/**
 * Update rules against PyTorch's, written out here in double precision from its documentation (torch.optim.SGD, Adam,
 * AdamW, RMSprop, Adamax, Adagrad, "Algorithm"), for one weight; nadam and lion from their papers.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { optimizers } from '../../../src/engine/optimizers/index.ts'
import type { Optimizer } from '../../../src/engine/optimizers/optimizer.ts'
import { dispose, type Tensor, tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'

type Numbers = Record<string, number>
type Rule = (
  weight: number,
  grad: number,
  memory: Numbers,
  options: Numbers,
  step: number,
) => number

const references: Record<string, { type: keyof typeof optimizers; options: object; rule: Rule }> = {
  'sgd without momentum': {
    type: 'sgd',
    options: { learningRate: 0.1 },
    rule: (w, g) => w - 0.1 * g,
  },
  'sgd with momentum and weight decay': {
    type: 'sgd',
    options: { learningRate: 0.1, momentum: 0.9, weightDecay: 0.05 },
    rule: (w, g, m) => {
      m.v = 0.9 * (m.v ?? 0) + (g + 0.05 * w)
      return w - 0.1 * m.v
    },
  },
  'sgd with Nesterov momentum': {
    type: 'sgd',
    options: { learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.05 },
    rule: (w, g, m) => {
      const d = g + 0.05 * w
      m.v = 0.8 * (m.v ?? 0) + d
      return w - 0.1 * (d + 0.8 * m.v)
    },
  },
  'adam with weight decay': {
    type: 'adam',
    options: { learningRate: 0.02, weightDecay: 0.1, epsilon: 1e-3 },
    rule: (w, g, m, _, t) => {
      const d = g + 0.1 * w
      m.m = 0.9 * (m.m ?? 0) + 0.1 * d
      m.v = 0.999 * (m.v ?? 0) + 0.001 * d * d
      return w - (0.02 * (m.m / (1 - 0.9 ** t))) / (Math.sqrt(m.v / (1 - 0.999 ** t)) + 1e-3)
    },
  },
  'adam with betas 0, which is the sign of the gradient': {
    type: 'adam',
    options: { learningRate: 0.02, beta1: 0, beta2: 0 },
    rule: (w, g) => w - (0.02 * g) / (Math.abs(g) + 1e-8),
  },
  'adamw, whose decay is apart from the gradient': {
    type: 'adamw',
    options: { learningRate: 0.02, weightDecay: 0.1, beta1: 0.8, beta2: 0.99 },
    rule: (w, g, m, _, t) => {
      m.m = 0.8 * (m.m ?? 0) + 0.2 * g
      m.v = 0.99 * (m.v ?? 0) + 0.01 * g * g
      const root = Math.sqrt(m.v / (1 - 0.99 ** t)) + 1e-8
      return w * (1 - 0.02 * 0.1) - (0.02 * (m.m / (1 - 0.8 ** t))) / root
    },
  },
  'nadam, whose momentum is constant': {
    type: 'nadam',
    options: { learningRate: 0.02, epsilon: 1e-3, weightDecay: 0.1 },
    rule: (w, g, m, _, t) => {
      const d = g + 0.1 * w
      m.m = 0.9 * (m.m ?? 0) + 0.1 * d
      m.v = 0.999 * (m.v ?? 0) + 0.001 * d * d
      const ahead = (0.9 * m.m) / (1 - 0.9 ** (t + 1)) + (0.1 * d) / (1 - 0.9 ** t)
      return w - (0.02 * ahead) / (Math.sqrt(m.v / (1 - 0.999 ** t)) + 1e-3)
    },
  },
  adamax: {
    type: 'adamax',
    options: { learningRate: 0.02, epsilon: 1e-3 },
    rule: (w, g, m, _, t) => {
      m.m = 0.9 * (m.m ?? 0) + 0.1 * g
      m.u = Math.max(0.999 * (m.u ?? 0), Math.abs(g) + 1e-3)
      return w - ((0.02 / (1 - 0.9 ** t)) * m.m) / m.u
    },
  },
  'adagrad with weight decay': {
    type: 'adagrad',
    options: { learningRate: 0.1, weightDecay: 0.05, epsilon: 1e-3 },
    rule: (w, g, m) => {
      const d = g + 0.05 * w
      m.s = (m.s ?? 0) + d * d
      return w - (0.1 * d) / (Math.sqrt(m.s) + 1e-3)
    },
  },
  // Chen et al. 2023, Alg. 2
  lion: {
    type: 'lion',
    options: { learningRate: 0.01, beta1: 0.9, beta2: 0.98, weightDecay: 0.1 },
    rule: (w, g, m) => {
      const between = 0.9 * (m.m ?? 0) + 0.1 * g
      m.m = 0.98 * (m.m ?? 0) + 0.02 * g
      return w - 0.01 * (Math.sign(between) + 0.1 * w)
    },
  },
  'rmsprop with momentum and weight decay': {
    type: 'rmsprop',
    options: { learningRate: 0.01, decay: 0.95, momentum: 0.9, weightDecay: 0.1, epsilon: 1e-2 },
    rule: (w, g, m) => {
      const d = g + 0.1 * w
      m.v = 0.95 * (m.v ?? 0) + 0.05 * d * d
      m.b = 0.9 * (m.b ?? 0) + d / (Math.sqrt(m.v) + 1e-2)
      return w - 0.01 * m.b
    },
  },
}

refuseLeaks()
for (const [title, { type, options: given, rule }] of Object.entries(references)) {
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
          numbers: Object.fromEntries(
            Object.entries(optimizer.numbers(options, step)).map(([key, number]) => [
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

for (const [name, optimizer] of Object.entries(optimizers) as [string, Optimizer][]) {
  describe(name, () => {
    test('its options have a JSON Schema, and what is tunable is a number among them', () => {
      const schema = z.toJSONSchema(optimizer.options, { io: 'input' })
      assert.equal(schema.additionalProperties, false)
      for (const tunable of optimizer.tunables) {
        assert.equal((schema.properties![tunable] as { type: string }).type, 'number')
      }
    })

    test('every number among its options is tunable', () => {
      const numbers = Object.entries(optimizer.options.parse({}))
        .filter(([, value]) => typeof value === 'number')
        .map(([key]) => key)
      assert.deepEqual(numbers.toSorted(), [...optimizer.tunables].toSorted())
    })
  })
}
