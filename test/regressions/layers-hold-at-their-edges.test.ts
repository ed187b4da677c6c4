/**
 * Every layer at its edges: sizes of 1, batches of 1, one row left over, one class. What the check accepts must train,
 * compiled as op by op, and what it refuses must be refused at a place that is there.
 */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import type { PreparedData, Split } from '../../src/data/prepare/prepare.ts'
import { decodeBlend } from '../../src/engine/blend/blend.ts'
import { layers } from '../../src/engine/layers/index.ts'
import type { Layer } from '../../src/engine/layers/layer.ts'
import { losses } from '../../src/engine/losses/index.ts'
import { checkNetwork } from '../../src/engine/network/check-network.ts'
import { evaluate, predict } from '../../src/engine/network/model.ts'
import { parseTrialSpec } from '../../src/engine/spec.ts'
import { sizeOf } from '../../src/engine/tensorflow.ts'
import { backend, refuseLeaks, tf } from '../engine/backend-under-test.ts'
import { graphs, runGroup } from '../engine/run-group.ts'
import { circle } from '../engine/test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
/** JSON Schema, as far as options use it. */
interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  prefixItems?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  exclusiveMaximum?: number
}

/** Values near the least that a schema takes, and harmless ones. */
function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(arbitraryOf))
  if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map(arbitraryOf))
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'array') return fc.constantFrom(...blocks)
  const { minimum = 0, exclusiveMinimum, maximum = 1e3, exclusiveMaximum } = schema
  if (schema.type === 'integer')
    return fc.integer({ min: minimum, max: Math.min(maximum, minimum + 3) })
  // a large negative number is a value of the data, such as a fill, and no edge of a layer
  const low = exclusiveMinimum === undefined ? Math.max(minimum, -1) : exclusiveMinimum + 1e-3
  const high = Math.min(
    exclusiveMaximum === undefined ? maximum : exclusiveMaximum - 1e-3,
    low + 0.5,
  )
  return fc.constantFrom(low, (low + high) / 2, high)
}

/** What a residual block may hold. */
const blocks = [
  [{ type: 'dropout', rate: 0.5 }],
  [{ type: 'batchNorm' }],
  [{ type: 'layerNorm' }],
  [{ type: 'activation', activation: 'tanh' }],
  [{ type: 'dropout', rate: 0 }, { type: 'batchNorm' }],
  [{ type: 'dense', units: 1 }],
  [{ type: 'lstm', units: 1, returnSequences: true }],
  [{ type: 'conv2d', filters: 1, kernelSize: 2, padding: 'same' }],
]

function optionsOf(options: z.ZodObject): fc.Arbitrary<Record<string, unknown>> {
  const { properties = {}, required = [] } = z.toJSONSchema(options, { io: 'input' }) as Schema
  const record = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, arbitraryOf(schema)]),
  )
  return fc.record(record, { requiredKeys: required })
}

interface Case {
  spec: Record<string, unknown> & { layers: object[] }
  data: { shape: number[]; rows: number; validationRows: number; loss: keyof typeof losses }
  lanes: number
  folds: number
}

const sizes = [1, 2, 3, 5]
const shapes = [
  ...sizes.map((width) => [width]),
  ...sizes.flatMap((steps) => sizes.map((channels) => [steps, channels])),
  ...sizes.flatMap((height) => sizes.flatMap((width) => [1, 2].map((of) => [height, width, of]))),
]
const end = [{ type: 'flatten' }, { type: 'dense', units: 'outputs' }]

/** Mostly with an input that the layer takes. */
function caseOf(type: keyof typeof layers): fc.Arbitrary<Case> {
  const layer: Layer = layers[type]
  const taken = (options: object) =>
    shapes.filter(
      (shape) =>
        'shape' in layer.outputShape(shape, layer.options.parse(options), contextOf(type, shape)),
    )
  return optionsOf(layer.options).chain((options) =>
    fc
      .record({
        tail: fc.constantFrom(end, end, [{ type: 'batchNorm' }, ...end], end.slice(1), []),
        shape: fc.oneof(
          { weight: 5, arbitrary: fc.constantFrom(...taken(options), ...shapes.slice(0, 1)) },
          { weight: 1, arbitrary: fc.constantFrom(...shapes) },
        ),
        rows: fc.integer({ min: 1, max: 7 }),
        validationRows: fc.integer({ min: 1, max: 3 }),
        batchSize: fc.integer({ min: 1, max: 4 }),
        loss: fc.constantFrom(...(Object.keys(losses) as (keyof typeof losses)[])),
        rest: fc.constantFrom({}, { mixup: { alpha: 0.5 } }, { clipNorm: 0.1 }),
        lanes: fc.constantFrom(1, 1, 2, 3),
        folds: fc.constantFrom(1, 1, 2),
      })
      .map(({ tail, shape, rows, validationRows, batchSize, loss, rest, lanes, folds }) => ({
        spec: {
          layers: [{ ...options, type }, ...tail],
          loss,
          // adaptive ones would make steps of what rounding leaves of a gradient of zero
          optimizer: { type: 'sgd', learningRate: 0.01 },
          batchSize,
          epochs: 2,
          ...rest,
        },
        data: { shape: [...shape], rows, validationRows, loss },
        lanes,
        folds,
      })),
  )
}

/** The first two inputs of a table are one column's levels, where the layer asks for such. */
function contextOf(type: string, shape: readonly number[]) {
  const isCoded = type === 'embedding' && shape.length === 1 && shape[0]! > 1
  return { outputs: 2, categorical: isCoded ? [{ offset: 0, width: 2 }] : [] }
}

function dataOf({ shape, rows, validationRows, loss }: Case['data'], type: string): PreparedData {
  const { categorical } = contextOf(type, shape)
  const isCoded = categorical.length > 0
  const isClasses = losses[loss].tasks[0] === 'classification'
  const size = sizeOf(shape)
  const split = (count: number): Split => ({
    x: Float32Array.from({ length: count * size }, (_, at) =>
      isCoded && at % size < 2 ? Number((at + Math.floor(at / size)) % 2 === 0) : Math.sin(3 * at),
    ),
    y: isClasses
      ? new Int32Array(count)
      : Float32Array.from({ length: count }, (_, row) => Math.cos(row)),
    rows: count,
  })
  return {
    ...circle(1, 1),
    task: isClasses ? 'classification' : 'regression',
    inputShape: shape,
    classes: isClasses ? ['a', 'b'] : null,
    target: isClasses ? null : { mean: 0, deviation: 1 },
    categorical,
    train: split(rows),
    validation: split(validationRows),
  }
}

/** Is the place that a fault names there, or where an option could be? */
function assertPointed(spec: object, path: PropertyKey[]): void {
  let at: unknown = spec
  for (const key of path.slice(0, -1)) at = (at as Record<PropertyKey, unknown>)[key]
  assert.equal(typeof at, 'object', `${path.join('/')} is not there`)
}

/** False: it is refused. */
async function trains({ spec, data, lanes, folds }: Case, type: string): Promise<boolean> {
  const parsed = parseTrialSpec(spec)
  if ('faults' in parsed) {
    for (const { path } of parsed.faults) assertPointed(spec, path)
    return false
  }
  const prepared = dataOf(data, type)
  const { faults } = checkNetwork(parsed.spec, prepared)
  if (faults.length > 0) {
    for (const { path } of faults) assertPointed(spec, path)
    return false
  }
  const run = {
    specs: Array.from({ length: lanes }, () => spec),
    data: Array.from({ length: folds }, () => prepared),
  }
  const compiled = await runGroup({ ...run, execution: 'graph' })
  const eager = await runGroup({ ...run, execution: 'eager' })
  for (const [lane, result] of compiled.results.entries()) {
    assert.equal(result.state, 'complete')
    assert.equal(eager.results[lane]!.state, 'complete')
    const { model } = decodeBlend(result.model)[0]!
    const { metrics } = await evaluate(tf, model, prepared.validation)
    if (folds === 1)
      assertNear(metrics.loss!, compiled.reports[lane]![result.step - 1]!.validation.loss!)
    assert.equal((await predict(tf, model, prepared.train.x)).length, data.rows)
    for (const [epoch, { train, validation }] of compiled.reports[lane]!.entries()) {
      const other = eager.reports[lane]![epoch]!
      assertNear(train.loss!, other.train.loss!)
      assertNear(validation.loss!, other.validation.loss!)
    }
  }
  return true
}

function assertNear(now: number, then: number): void {
  assert.ok(Math.abs(now - then) <= 1e-4 * Math.max(1, Math.abs(then)), `${now}, not ${then}`)
}

describe('at their edges', { skip: hasNative }, () => {
  for (const type of Object.keys(layers) as (keyof typeof layers)[]) {
    test(`${type} trains, or is refused`, async () => {
      let trained = 0
      await fc.assert(
        fc.asyncProperty(caseOf(type), async (one) => {
          if (await trains(one, type)) trained += 1
        }),
        { seed: 3, numRuns: 6 },
      )
      assert.ok(trained > 0, 'some of the cases can be trained')
    })
  }
})
