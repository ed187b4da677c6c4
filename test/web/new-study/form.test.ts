import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  fixedFrom,
  parseOptions,
  rangeAround,
  readHeld,
  writeHeld,
} from '../../../web/src/pages/new-study/form/hole.ts'
import { optionFields } from '../../../web/src/pages/new-study/form/schema-fields.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'

describe('values of the form', () => {
  it('come back from the document as they were written', () => {
    for (const value of [
      0.01,
      'relu',
      true,
      { $float: { low: 0.1, high: 1, prior: { mean: 0.5, sd: 1 } }, name: 'rate' },
      { $int: { low: 1, high: 8, points: 3 } },
      { $choice: [8, 16], weights: [1, 2], default: 8 },
      { $bool: true, name: 'bias' },
    ]) {
      assert.deepEqual(writeHeld(readHeld(value), value), value)
    }
  })

  it('that the form cannot show are left to the JSON', () => {
    for (const value of [
      { $expr: 'a * 2' },
      { $choice: [{ type: 'adam' }] },
      { type: 'adam' },
      [3],
    ]) {
      assert.deepEqual(readHeld(value), { kind: 'other' })
    }
    assert.deepEqual(readHeld(undefined), { kind: 'unset' })
  })

  it('keep the name of a hole, and weights only as long as they fit', () => {
    const before = { $choice: [8, 16], weights: [1, 2], name: 'units' }
    const longer = { kind: 'choice' as const, options: [8, 16, 32] }
    assert.deepEqual(writeHeld(longer, before), { $choice: [8, 16, 32], name: 'units' })
    const range = { kind: 'range' as const, mark: '$int' as const, range: { low: 1, high: 9 } }
    assert.deepEqual(writeHeld(range, before), { $int: { low: 1, high: 9 }, name: 'units' })
    assert.equal(writeHeld({ kind: 'fixed', value: 8 }, before), 8)
  })

  it('become ranges that contain them, and numbers inside of the range again', () => {
    for (const [value, isWhole] of [
      [0.001, false],
      [0.3, false],
      [32, true],
      [1, true],
      [0, false],
    ] as const) {
      const held = rangeAround(value, isWhole)
      assert.ok(held.kind === 'range')
      const { low, high } = held.range
      assert.ok(low < high)
      if (value > 0) assert.ok(low <= value && value <= high)
      const back = fixedFrom(held, isWhole) as number
      assert.ok(low <= back && back <= high)
      assert.equal(Number.isInteger(back), isWhole || Number.isInteger(back))
    }
  })

  it('are typed as a list: numbers where all are', () => {
    assert.deepEqual(parseOptions('16, 32,64'), [16, 32, 64])
    assert.deepEqual(parseOptions('relu, 3'), ['relu', '3'])
    assert.deepEqual(parseOptions(' , '), [])
  })
})

describe('fields from JSON Schemas', () => {
  let api: TestApi
  before(async () => {
    api = await testApi()
  })
  after(() => api.close())

  const fieldsOf = async (registry: string, type: string) => {
    const { items } = (await api.call('GET', `/v1/${registry}`)).body
    return optionFields(items.find((one: Json) => one.type === type).schema)
  }

  it('have the kind, the limits and the default of each option', async () => {
    const dense = await fieldsOf('layers', 'dense')
    assert.equal(dense.find(({ name }) => name === 'units')?.kind, 'integer')
    const activation = dense.find(({ name }) => name === 'activation')
    assert.equal(activation?.kind, 'choice')
    assert.ok(activation.choices.includes('relu'))
    const [rate] = await fieldsOf('layers', 'dropout')
    assert.deepEqual([rate?.name, rate?.kind, rate?.minimum], ['rate', 'number', 0])
    assert.ok(!dense.some(({ name }) => name === 'type'))
  })

  it('show every option of every sampler, pruner, layer and optimizer', async () => {
    for (const registry of ['samplers', 'pruners', 'layers', 'optimizers']) {
      const { items } = (await api.call('GET', `/v1/${registry}`)).body
      for (const { type, schema } of items) {
        const names = optionFields(schema).map(({ name }) => name)
        assert.deepEqual(
          names,
          Object.keys(schema.properties).filter((name) => name !== 'type'),
          type,
        )
      }
    }
  })
})
