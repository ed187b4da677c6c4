/** Embeddings of numbers, alone and beside those of categories. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { PreparedData } from '../../../src/data/prepare/prepare.ts'
import { checkNetwork } from '../../../src/engine/network/check-network.ts'
import { initialWeights } from '../../../src/engine/network/initial-weights.ts'
import { buildNetwork, forward } from '../../../src/engine/network/network.ts'
import { checked } from '../../../src/engine/spec.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { dense, graphs } from '../run-group.ts'
import { circle, table } from '../test-data.ts'
import { trainsAlike } from '../trains-alike.ts'

refuseLeaks()
after(() => graphs.dispose())

const numbers = { type: 'numericEmbedding', units: 2, frequencies: 3, activation: 'tanh' }
const levels = { type: 'embedding', units: 2 }
const end = { type: 'dense', units: 'outputs' }

/** Rows of 3 levels, a number, 4 levels, two numbers. */
const mixed: PreparedData = {
  ...table(1, 1),
  inputShape: [10],
  categorical: [
    { offset: 0, width: 3 },
    { offset: 4, width: 4 },
  ],
}
const rows = [
  [0, 1, 0, 0.3, 0, 0, 0, 1, -1.5, 2],
  [0, 0, 1, -0.7, 1, 0, 0, 0, 0.1, 40],
]

/** What a network of one lane makes of the rows before its last layer, and its parameters. */
function valuesOf(layers: object[]) {
  const spec = checked({ ...dense, layers: [...layers, end] })
  const whole = buildNetwork(spec, mixed)
  const flat = initialWeights(whole, 5)
  const parameters: Record<string, number[]> = {}
  let at = 0
  for (const { key, shape } of whole.parameters) {
    const size = shape.reduce((product, length) => product * length, 1)
    parameters[key] = [...flat.weights.slice(at, at + size)]
    at += size
  }
  const network = { ...whole, layers: whole.layers.slice(0, -1) }
  const values = tidy(tf, () => {
    const { outputs } = forward(tf, network, {
      x: tf.tensor3d([rows]),
      weights: tf.tensor2d(flat.weights, [1, flat.weights.length]),
      statistics: null,
      mask: tf.ones([1, 2]),
      hyperparameters: { layers: network.layers.map(() => ({})), loss: {} },
      noise: null,
    })
    return (outputs.arraySync() as number[][][])[0]!
  })
  return { values, parameters, width: whole.shapes.at(-2)! }
}

/** The vector of a column's number by the formula. */
function vector(x: number, column: number, own: Record<string, number[]>, layer: number) {
  const of = (name: string) => own[`layers.${layer}.${name}`]!
  const frequencies = of('frequencies').slice(3 * column, 3 * column + 3)
  const waves = [Math.sin, Math.cos].flatMap((wave) =>
    frequencies.map((frequency) => wave(2 * Math.PI * frequency * x)),
  )
  return [0, 1].map((unit) =>
    Math.tanh(
      waves.reduce((sum, w, at) => sum + w * of('kernel')[12 * column + 2 * at + unit]!, 0) +
        of('bias')[2 * column + unit]!,
    ),
  )
}

/** The vector of a level, levels of both columns numbered from 0. */
const levelVector = (level: number, own: Record<string, number[]>) =>
  own['layers.0.kernel']!.slice(2 * level, 2 * level + 2)

const levelsOf = [
  [1, 6],
  [2, 3],
]
const numbersOf = (row: number) => [3, 8, 9].map((at) => rows[row]![at]!)

function assertClose(actual: number[], expected: number[]): void {
  assert.equal(actual.length, expected.length)
  for (const [at, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[at]!) < 1e-5, `${at}: ${value}, not ${expected[at]}`)
  }
}

describe('a table of categories and numbers', () => {
  for (const keepNumber of [false, true]) {
    test(`${keepNumber ? 'numbers beside vectors' : 'vectors of numbers'} come after the categories, which pass`, () => {
      const { values, parameters } = valuesOf([{ ...numbers, keepNumber }])
      for (const [row, own] of values.entries()) {
        const codes = rows[row]!.filter((_, at) => ![3, 8, 9].includes(at))
        const vectors = numbersOf(row).flatMap((x, column) => [
          ...(keepNumber ? [x] : []),
          ...vector(x, column, parameters, 0),
        ])
        assertClose(own, [...codes, ...vectors])
      }
    })
  }

  for (const [title, layers] of [
    ['one after the other', [levels, numbers]],
    ['with the numbers scaled between', [levels, { type: 'scaling' }, numbers]],
  ] as const) {
    test(`both embeddings, ${title}: each finds its columns`, () => {
      const { values, parameters, width } = valuesOf([...layers])
      assert.deepEqual(width, [2 * 2 + 3 * 2])
      for (const [row, own] of values.entries()) {
        const ofLevels = levelsOf[row]!.flatMap((level) => levelVector(level, parameters))
        const ofNumbers = numbersOf(row).flatMap((x, column) =>
          vector(x, column, parameters, layers.length - 1),
        )
        assertClose(own, [...ofLevels, ...ofNumbers])
      }
    })
  }

  test('scaled numbers are numbers still, and scaled codes pass', () => {
    const { values, parameters } = valuesOf([{ type: 'scaling' }, numbers])
    for (const [row, own] of values.entries()) {
      const codes = rows[row]!.filter((_, at) => ![3, 8, 9].includes(at))
      const vectors = numbersOf(row).flatMap((x, column) => vector(x, column, parameters, 1))
      assertClose(own, [...codes, ...vectors])
    }
  })

  test('a number however large has a bounded vector', () => {
    const { values } = valuesOf([{ ...numbers, activation: 'linear', frequencyScale: 100 }])
    assert.ok(values.flat().every((value) => Math.abs(value) < 10))
  })
})

test('initial frequencies are normal, of the given deviation', () => {
  for (const frequencyScale of [0.05, 3]) {
    const layers = [{ ...numbers, frequencies: 256, frequencyScale }, end]
    const network = buildNetwork(checked({ ...dense, layers }), mixed)
    const drawn = initialWeights(network, 1).weights.subarray(0, 768)
    const deviation = Math.sqrt(drawn.reduce((sum, f) => sum + f * f, 0) / 768)
    // the relative standard error is 2.6 %
    assert.ok(Math.abs(deviation / frequencyScale - 1) < 0.13, `${deviation}`)
  }
})

trainsAlike(
  'vectors of numbers and levels, mixed',
  [0.1, 1].map((frequencyScale) => ({
    ...dense,
    layers: [
      levels,
      { ...numbers, frequencyScale, learningRateFactor: 0.5 },
      { type: 'dense', units: 6, activation: 'tanh' },
      end,
    ],
    mixup: { alpha: 0.3 },
  })),
  table(90, 40),
)
trainsAlike(
  'numbers beside their vectors',
  [0.1, 1].map((frequencyScale) => ({
    ...dense,
    layers: [{ type: 'scaling' }, { ...numbers, frequencyScale, keepNumber: true, l2: 0.01 }, end],
  })),
  circle(90, 40),
)

test('what reads columns is refused where there are none, or none any more', () => {
  const faultOf = (layers: object[], data: PreparedData) =>
    checkNetwork(checked({ ...dense, layers: [...layers, end] }), data).faults[0]
  const onlyLevels = { ...mixed, inputShape: [3], categorical: [{ offset: 0, width: 3 }] }
  const image = { ...mixed, inputShape: [4, 4, 1], categorical: [] }
  for (const [layers, data, at, detail] of [
    [[numbers], onlyLevels, 0, /needs numeric columns, and these data have none/],
    [[numbers], image, 0, /needs the columns of a table, but its input is \[4, 4, 1\]/],
    [[numbers, numbers], mixed, 1, /these data have none/],
    [
      [{ type: 'dense', units: 3 }, numbers],
      mixed,
      1,
      /reads the columns of the data: put it before/,
    ],
    [
      [{ type: 'dropout', rate: 0.1 }, levels],
      mixed,
      1,
      /reads the columns of the data: put it before/,
    ],
    [[{ type: 'scaling' }, levels], mixed, 1, /reads the columns of the data: put it before/],
    [[numbers, levels], mixed, 1, /embedding comes first/],
    [[levels, levels], mixed, 1, /reads the columns of the data: put it before/],
    [[levels], circle(1, 1), 0, /needs categorical columns, and these data, \[2\], have none/],
  ] as const) {
    const fault = faultOf([...layers], data)
    assert.deepEqual(fault?.path, ['layers', at, 'type'])
    assert.match(fault.detail, detail)
  }
})
