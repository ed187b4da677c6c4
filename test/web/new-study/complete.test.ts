import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { complete } from '../../../web/src/pages/new-study/document/complete.ts'
import type { Schema } from '../../../web/src/pages/new-study/document/schema.ts'
import { type TestApi, testApi } from '../../support/api.ts'

let api: TestApi
let schema: Schema
before(async () => {
  api = await testApi()
  schema = (await api.call('GET', '/v1/schemas/study')).body
})
after(() => api.close())

/** Labels suggested where `|` stands. */
function labels(marked: string): string[] {
  return found(marked)?.options.map(({ label }) => label) ?? []
}

function found(marked: string) {
  return complete(marked.replace('|', ''), marked.indexOf('|'), schema)
}

/** The text after the suggestion of this label is taken. */
function taken(marked: string, label: string): string {
  const { from, to, options } = found(marked)!
  const text = marked.replace('|', '')
  return text.slice(0, from) + options.find((one) => one.label === label)!.apply + text.slice(to)
}

describe('completion', () => {
  it('names the members of a study that it does not have yet', () => {
    const names = labels('{ "dataset": "iris", | }')
    for (const name of ['space', 'sampler', 'budget', 'objective'])
      assert.ok(names.includes(name), name)
    assert.ok(!names.includes('dataset'))
  })

  it('names the parts of a space, and the types of its layers', () => {
    assert.ok(labels('{ "space": { "|" } }').includes('epochs'))
    const types = labels('{ "space": { "layers": [ { "type": | } ] } }')
    assert.ok(types.includes('"conv2d"'), `${types}`)
    assert.ok(types.includes('"dense"'))
  })

  it('names the options of the layer that stands there, not those of others', () => {
    const options = labels('{ "space": { "layers": [ { "type": "conv2d", | } ] } }')
    assert.ok(options.includes('filters'))
    assert.ok(options.includes('kernelSize'))
    assert.ok(!options.includes('units'))
    assert.ok(!options.includes('type'))
  })

  it('offers whole layers and repeats as elements', () => {
    const values = labels('{ "space": { "layers": [ | ] } }')
    assert.ok(values.includes('"dense"'), `${values}`)
    assert.ok(values.includes('$repeat'))
    const layer = taken('{ "space": { "layers": [ | ] } }', '"dense"')
    assert.equal(layer, '{ "space": { "layers": [ { "type": "dense" } ] } }')
  })

  it('offers holes for numbers, and the options of a hole', () => {
    const values = labels('{ "space": { "batchSize": | } }')
    assert.ok(values.includes('$int') && values.includes('$choice'), `${values}`)
    const hole = labels('{ "space": { "batchSize": { "$int": { "low": 1, | } } } }')
    assert.deepEqual(hole.slice(0, 3), ['high', 'log', 'step'])
  })

  it('offers the names of activations inside of quotes, which it replaces', () => {
    const marked = '{ "space": { "layers": [ { "type": "dense", "activation": "re|" } ] } }'
    assert.ok(labels(marked).includes('"relu"'))
    assert.ok(taken(marked, '"relu"').includes('"activation": "relu" }'))
  })

  it('offers samplers with their options', () => {
    assert.ok(labels('{ "sampler": { "type": | } }').includes('"tpe"'))
    assert.ok(labels('{ "sampler": { "type": "tpe", | } }').length > 1)
  })

  it('writes the colon behind a name unless it is there', () => {
    assert.equal(taken('{ "bud|" }', 'budget'), '{ "budget":  }')
    assert.equal(taken('{ "bud|": {} }', 'budget'), '{ "budget": {} }')
  })
})
