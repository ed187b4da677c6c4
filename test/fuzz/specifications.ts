/** Any study that is accepted trains; any other is refused with pointers into it. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { layers } from '../../src/engine/layers/index.ts'
import type { Layer } from '../../src/engine/layers/layer.ts'
import { losses } from '../../src/engine/losses/index.ts'
import type { Loss } from '../../src/engine/losses/loss.ts'
import { ended, type Json, type Service, upload } from '../e2e/service.ts'
import { type JsonSchema, valuesOf } from './from-json-schema.ts'

const rows = 40

/** One dataset of each kind of input and task. */
const datasets: Record<string, { spec: object; row(i: number): (string | number)[] }> = {
  table: {
    spec: { task: 'regression', target: 'y' },
    row: (i) => [Math.sin(i), ['red', 'green', 'blue'][i % 3]!, i % 7, Math.cos(i)],
  },
  classes: {
    spec: { task: 'classification', target: 'y' },
    row: (i) => [Math.sin(i), Math.cos(i), i % 7, ['a', 'b', 'c'][i % 3]!],
  },
  images: {
    spec: { task: 'classification', target: 'y', inputShape: [4, 4, 1] },
    row: (i) => [...Array.from({ length: 16 }, (_, at) => Math.sin(i * at)), ['a', 'b'][i % 2]!],
  },
  sequences: {
    spec: { task: 'regression', target: 'y', inputShape: [5, 2] },
    row: (i) => [...Array.from({ length: 10 }, (_, at) => Math.sin(i + at)), Math.sin(i)],
  },
}

/** @returns how many were accepted */
export async function fuzzSpecifications(
  service: Service,
  { cases, seed }: { cases: number; seed: number },
): Promise<number> {
  for (const [name, { spec, row }] of Object.entries(datasets)) {
    const lines = Array.from({ length: rows }, (_, i) => row(i).join(','))
    const header = row(0).map((_, at, all) => (at === all.length - 1 ? 'y' : `x${at}`))
    const file = [header.join(','), ...lines].join('\n')
    const answer = await upload(service, { name, format: 'csv', testFraction: 0, ...spec }, file)
    assert.equal(answer.rows, rows, JSON.stringify(answer))
  }
  let accepted = 0
  await fc.assert(
    fc.asyncProperty(await studies(service), async (study) => {
      const { status, body } = await service.call('POST', '/v1/studies', study)
      if (status === 201) {
        accepted += 1
        await assertTrains(service, body.id)
      } else assertRefused(status, body, study)
    }),
    { numRuns: cases, seed, endOnFailure: true },
  )
  return accepted
}

/** It may diverge or be too large: that is said in a word. */
async function assertTrains(service: Service, id: string): Promise<void> {
  await ended(service, id)
  const { body } = await service.call('GET', `/v1/studies/${id}/trials`)
  for (const { state, reason } of body.items) {
    const isResult = state === 'complete' || reason === 'diverged' || reason === 'out-of-memory'
    assert.ok(isResult, `${state}: ${reason}`)
  }
  assert.equal(body.items.length, 1)
}

function assertRefused(status: number, body: Json, study: object): void {
  assert.ok(status === 400 || status === 422, `${status} ${JSON.stringify(body)}`)
  assert.ok(body.errors.length > 0, JSON.stringify(body))
  for (const { pointer, detail } of body.errors) {
    assert.ok(detail.length > 0)
    // a missing member is pointed at, too: what it is missing from must be there
    const parent = pointer.split('/').slice(1, -1)
    let at: Json = study
    for (const part of parent) at = at?.[part.replaceAll('~1', '/').replaceAll('~0', '~')]
    assert.notEqual(at, undefined, `${pointer} points at nothing: ${detail}`)
  }
}

/** Axes of a sample. */
const axes: Record<keyof typeof datasets, number> = {
  table: 1,
  classes: 1,
  images: 3,
  sequences: 2,
}

/** Layers for inputs of so many axes, by their examples: others are drawn too, but rarely, for they are refused. */
function fits(dataset: string, type: string): boolean {
  const { examples } = layers[type as keyof typeof layers] as Layer
  return (
    examples.length === 0 || examples.some(({ inputShape }) => inputShape.length === axes[dataset])
  )
}

interface Definition {
  type: string
  schema: JsonSchema
}

async function studies(service: Service): Promise<fc.Arbitrary<object>> {
  const registry = async (name: string): Promise<Definition[]> =>
    (await service.call('GET', `/v1/${name}`)).body.items
  const [layerTypes, lossTypes, optimizers, schedules] = await Promise.all([
    registry('layers'),
    registry('losses'),
    registry('optimizers'),
    registry('schedules'),
  ])
  const ofDataset = (dataset: string): fc.Arbitrary<object> => {
    const layersThat = (test: (type: string) => boolean): fc.Arbitrary<unknown> =>
      oneOf(
        layerTypes.filter(({ type }) => !isNesting(type) && test(type)),
        fc.constant(undefined),
      )
    const flat = fc.oneof(
      { weight: 9, arbitrary: layersThat((type) => fits(dataset, type)) },
      { weight: 1, arbitrary: layersThat(() => true) },
    )
    const layer = fc.oneof(
      { weight: 9, arbitrary: flat },
      {
        weight: 1,
        arbitrary: fc
          .array(flat, { minLength: 1, maxLength: 2 })
          .map((list) => ({ type: 'residual', layers: list })),
      },
    )
    const isTable = dataset === 'table' || dataset === 'classes'
    const isClasses = dataset === 'classes' || dataset === 'images'
    const end = [...(isTable ? [] : [{ type: 'flatten' }]), { type: 'dense', units: 'outputs' }]
    const space = fc.record(
      {
        layers: fc.array(layer, { maxLength: 3 }).map((list) => [...list, ...end]),
        loss: oneOf(
          lossTypes.filter(({ type }) => isOfClasses(type) === isClasses),
          fc.constant(undefined),
        ),
        optimizer: oneOf(optimizers, oneOf(schedules, fc.constantFrom(0, 1, 2))),
        batchSize: fc.constantFrom(1, 3, 16, 40, 1_000),
        epochs: fc.constantFrom(1, 2, 3),
        mixup: fc.constantFrom({ alpha: 0.2 }, { alpha: 2 }),
        earlyStopping: fc.constantFrom({ patience: 1 }, { patience: 50 }),
      },
      { requiredKeys: ['layers', 'batchSize', 'epochs'] },
    )
    return fc.record(
      {
        name: fc.constant('fuzz'),
        dataset: fc.constant(dataset),
        space,
        budget: fc.constant({ trials: 1 }),
        sampler: fc.constant({ type: 'random' }),
        validation: fc.constantFrom(
          { type: 'holdout', fraction: 0.2 },
          { type: 'kfold', folds: 2 },
          { type: 'kfold', folds: 20 },
        ),
      },
      { requiredKeys: ['name', 'dataset', 'space', 'budget', 'sampler'] },
    )
  }
  return fc.constantFrom(...Object.keys(datasets)).chain(ofDataset)
}

const isNesting = (type: string) =>
  (layers[type as keyof typeof layers] as Layer).nested !== undefined

const isOfClasses = (type: string) =>
  (losses[type as keyof typeof losses] as Loss).tasks.includes('classification')

function oneOf(
  definitions: readonly Definition[],
  wild: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  return fc.oneof(
    ...definitions.map(({ type, schema }) =>
      valuesOf(schema, wild).map((value) => ({ ...(value as object), type })),
    ),
  )
}
