import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codeParts } from '../../../web/src/pages/new-study/code-parts.ts'
import {
  readDocument,
  setIn,
  writeDocument,
} from '../../../web/src/pages/new-study/document/json-document.ts'
import {
  clausesOf,
  placeOfNew,
  removedWith,
} from '../../../web/src/pages/new-study/form/constraints.ts'
import {
  addEdits,
  directionEdit,
  type Edit,
  metricEdit,
  objectivesOf,
  removeEdits,
} from '../../../web/src/pages/new-study/form/objectives.ts'
import {
  choiceOf,
  withOption,
  withoutOption,
} from '../../../web/src/pages/new-study/form/optimizer-choice.ts'
import type { Json } from '../../support/api.ts'

const edited = (study: Json, edits: readonly Edit[]) => {
  const text = edits.reduce((next, [path, value]) => setIn(next, path, value), writeDocument(study))
  const read = readDocument(text)
  assert.ok('value' in read, text)
  return read.value
}

describe('a choice between optimizers', () => {
  const adam = { type: 'adam', learningRate: 0.01 }

  it('begins with the optimizer that stood alone, and ends with the one that is left', () => {
    const two = withOption(adam, 'sgd', 'adam')
    assert.deepEqual(two, { $choice: [adam, { type: 'sgd' }] })
    assert.deepEqual(withoutOption(two, 1), adam)
    assert.deepEqual(withOption(undefined, 'sgd', 'adam').$choice, [
      { type: 'adam' },
      { type: 'sgd' },
    ])
    assert.deepEqual(withOption('rmsprop', 'sgd', 'adam').$choice, ['rmsprop', { type: 'sgd' }])
  })

  it('keeps its name, and weights and default only as long as they fit', () => {
    const beside = { weights: [1, 2, 3], default: 'adam', name: 'optimizer' }
    const three = { $choice: [adam, { type: 'sgd' }, 'rmsprop'], ...beside }
    assert.deepEqual(withOption(three, 'adamw', 'adam'), {
      $choice: [...three.$choice, { type: 'adamw' }],
      default: 'adam',
      name: 'optimizer',
    })
    assert.deepEqual(withoutOption(three, 0), {
      $choice: [{ type: 'sgd' }, 'rmsprop'],
      name: 'optimizer',
    })
    assert.equal((withoutOption(three, 1) as Json).default, 'adam')
  })

  it('is shown where every option has a type', () => {
    assert.equal(choiceOf(adam), null)
    assert.equal(choiceOf({ $choice: [adam, { $choice: [adam] }] }), null)
    assert.equal(choiceOf(undefined), null)
  })
})

describe('objectives', () => {
  it('become a list with the second, and one again', () => {
    const one = { seed: 1, objective: { metric: 'loss', direction: 'minimize' } }
    const two = edited(one, addEdits(objectivesOf(one)))
    assert.deepEqual(two, {
      seed: 1,
      objectives: [one.objective, { metric: '', direction: 'minimize' }],
    })
    assert.deepEqual(edited(two, removeEdits(objectivesOf(two), 1)), one)
  })

  it('are written as short as they were', () => {
    const short = { objective: 'loss' }
    const [loss] = objectivesOf(short)
    assert.deepEqual(edited(short, [metricEdit(loss!, 'error')]), { objective: 'error' })
    const long = edited(short, [directionEdit(loss!, 'maximize')])
    assert.deepEqual(long, { objective: { metric: 'loss', direction: 'maximize' } })
    const sure = { objectives: [{ metric: 'loss', direction: 'maximize', sure: true }, 'size'] }
    const [first] = objectivesOf(sure)
    assert.deepEqual(edited(sure, [metricEdit(first!, 'error')]).objectives, [
      { metric: 'error', direction: 'maximize', sure: true },
      'size',
    ])
  })

  it('without any there is one to be chosen', () => {
    const [empty, ...others] = objectivesOf({})
    assert.deepEqual(others, [])
    assert.deepEqual(edited({}, [metricEdit(empty!, 'loss')]), { objective: 'loss' })
  })
})

describe('constraints', () => {
  it('are listed with their places, beside the space and in it', () => {
    const study = { constraints: ['a < 1', 3], space: { constraints: ['b < 1'] } }
    assert.deepEqual(clausesOf(study), [
      { path: ['constraints', 0], text: 'a < 1' },
      { path: ['constraints', 1], text: '3' },
      { path: ['space', 'constraints', 0], text: 'b < 1' },
    ])
    assert.deepEqual(clausesOf({ constraints: 'a < 1' }), [])
  })

  it('are added to the list that is there, which goes with its last clause', () => {
    assert.deepEqual(placeOfNew({}), { place: ['constraints'], length: 0 })
    const inSpace = { space: { constraints: ['b < 1'] } }
    assert.deepEqual(placeOfNew(inSpace), { place: ['space', 'constraints'], length: 1 })
    const [clause] = clausesOf(inSpace)
    assert.deepEqual(edited(inSpace, [[removedWith(inSpace, clause!), undefined]]), { space: {} })
    const two = { constraints: ['a < 1', 'b < 1'] }
    assert.deepEqual(removedWith(two, clausesOf(two)[0]!), ['constraints', 0])
  })
})

describe('code in a text', () => {
  it('stands in back quotes, which are not shown', () => {
    assert.deepEqual(codeParts('`adam`, not `sgd`'), [
      { text: 'adam', isCode: true },
      { text: ', not ', isCode: false },
      { text: 'sgd', isCode: true },
    ])
    assert.deepEqual(codeParts('a ` alone'), [{ text: 'a ` alone', isCode: false }])
    assert.deepEqual(codeParts(''), [])
  })
})
