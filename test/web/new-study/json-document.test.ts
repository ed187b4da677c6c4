import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toPath, toPointer } from '../../../web/src/api/pointer.ts'
import {
  insertIn,
  rangeOf,
  readDocument,
  setIn,
  valueAt,
} from '../../../web/src/pages/new-study/document/json-document.ts'

const text = `{
  "name": "digits",
  "space": { "batchSize": 32,
    "layers": [
      { "type": "flatten" },
      { "type": "dense", "units": "outputs" }
    ]
  },
  "odd/key": 1e-3
}`
const marked = (pointer: string) => {
  const { from, to } = rangeOf(text, pointer)
  return text.slice(from, to)
}

test('a pointer marks the value it names, or the name of a long one', () => {
  assert.equal(marked('/name'), '"digits"')
  assert.equal(marked('/space/layers/1/units'), '"outputs"')
  assert.equal(marked('/space/layers'), '"layers"')
  assert.equal(marked('/space/layers/0'), '{ "type": "flatten" }')
  assert.equal(marked('/odd~1key'), '1e-3')
})

test('a pointer to what is missing marks the nearest thing around it', () => {
  assert.equal(marked('/space/epochs'), '"space"')
  assert.equal(marked('/space/layers/0/rate/$float/low'), '{')
  assert.equal(marked('/space/layers/7'), '"layers"')
  assert.equal(marked('/budget/trials'), '{')
  assert.deepEqual(rangeOf('', '/space'), { from: 0, to: 0 })
})

test('a change leaves everything else as it is written', () => {
  const changed = setIn(text, ['space', 'batchSize'], { $choice: [16, 32] })
  assert.ok(changed.includes('"odd/key": 1e-3'))
  assert.ok(changed.includes('{ "type": "flatten" },'))
  assert.deepEqual(valueAt(changed, ['space', 'batchSize']), { $choice: [16, 32] })
  assert.deepEqual(valueAt(setIn(text, ['budget', 'trials'], 5), ['budget']), { trials: 5 })
})

test('undefined removes a member, and nothing where there is none', () => {
  const without = setIn(text, ['space', 'layers', 0], undefined)
  assert.deepEqual(valueAt(without, ['space', 'layers']), [{ type: 'dense', units: 'outputs' }])
  assert.equal(setIn(text, ['pruner'], undefined), text)
})

test('an element is put into an array before another', () => {
  const changed = insertIn(text, ['space', 'layers'], 1, { type: 'dropout', rate: 0.2 })
  assert.deepEqual(
    (valueAt(changed, ['space', 'layers']) as { type: string }[]).map(({ type }) => type),
    ['flatten', 'dropout', 'dense'],
  )
  const atEnd = insertIn(text, ['space', 'layers'], 2, { type: 'flatten' })
  assert.equal((valueAt(atEnd, ['space', 'layers']) as unknown[]).length, 3)
})

test('pointers and paths say the same', () => {
  const path = ['space', 'layers', '0', 'a/b~c', '']
  assert.deepEqual(toPath(toPointer(path)), path)
  assert.deepEqual(toPath(''), [])
})

test('a text that is no JSON is marked at its place', () => {
  const faultsOf = (wrong: string) => {
    const read = readDocument(wrong)
    assert.ok('faults' in read, wrong)
    return read.faults.map(({ from, detail }) => `${from} ${detail}`)
  }
  assert.deepEqual(faultsOf('{ "name": "a" "seed": 1 }'), ['14 a comma is missing here'])
  assert.match(faultsOf('{ "name": }')[0]!, /^10 a value is missing here/)
  assert.match(faultsOf('{ "seed": 1 // one\n}')[0]!, /JSON has no comments/)
  assert.match(faultsOf("{ 'name': 1 }")[0]!, /double quotes/)
  assert.equal(faultsOf('').length, 1)
  assert.match(faultsOf('[1]')[0]!, /a study is an object/)
  assert.deepEqual(readDocument(text), { value: JSON.parse(text) })
})
