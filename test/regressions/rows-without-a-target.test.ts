/** A few rows without a target, or of a class that is too rare, had to be removed from the file by hand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { summarize } from '../../src/data/summarize.ts'
import { faultsOf, inputRows, readCsv } from '../data/read-csv.ts'

const classification = { task: 'classification' }
const birds = 'a,b,y\n1,x,10\n2,z,NA\n3,x,30\n4,w,\n5,x,50\n'
const missing = ['NA']

test('rows without a target are refused with the count and the option', async () => {
  assert.deepEqual(await faultsOf(birds, { missing }), [
    `/file: 2 rows have no value in the target column 'y', first row 2: give "dropMissingTarget": true to leave such rows out`,
  ])
})

test('the option leaves them out and the answer says how many, in a regression', async () => {
  const dataset = await readCsv(birds, { missing, dropMissingTarget: true })
  assert.deepEqual(inputRows(dataset), [
    [1, 'x'],
    [3, 'x'],
    [5, 'x'],
  ])
  assert.deepEqual(dataset.target.type === 'values' && [...dataset.target.values], [10, 30, 50])
  const { rows, warnings } = summarize(dataset)
  assert.equal(rows, 3)
  assert.match(warnings[0]!.message, /^2 rows have no value in the target column 'y': left out/)
})

test('the option leaves them out of a classification and of a tensor', async () => {
  const text = 'p,q,y\n1,2,u\n3,4,\n5,6,u\n7,8,v\n9,0,v\n'
  const spec = { ...classification, dropMissingTarget: true, inputShape: [2] }
  const dataset = await readCsv(text, spec)
  assert.deepEqual(dataset.inputs, {
    type: 'tensor',
    shape: [2],
    values: Float32Array.of(1, 2, 5, 6, 7, 8, 9, 0),
  })
  assert.deepEqual(dataset.target.type === 'classes' && [...dataset.target.labels], [0, 0, 1, 1])
})

test('rare classes are refused with the option, which leaves their rows out', async () => {
  const text = 'a,y\n1,u\n2,u\n3,v\n4,v\n5,w\n6,u\n7,\n'
  const spec = { ...classification, dropMissingTarget: true }
  assert.deepEqual(await faultsOf(text, spec), [
    `/spec/target: every class of 'y' needs two rows; with one: 'w': give "minClassRows": 2 to leave such rows out`,
  ])
  const dataset = await readCsv(text, { ...spec, minClassRows: 2 })
  assert.deepEqual(summarize(dataset).classes, ['u', 'v'])
  assert.deepEqual(
    dataset.warnings.map(({ code, message }) => `${code}: ${message}`),
    [
      "rows-without-target: 1 row has no value in the target column 'y': left out",
      "rows-of-rare-classes: 1 row has a class with fewer than 2 rows ('w'): left out",
    ],
  )
  assert.deepEqual(await faultsOf(text, { ...spec, minClassRows: 3 }), [
    "/spec/target: 'y' is 'u' in every row: two classes are needed",
  ])
})

test('options that have nothing to do are no fault, but minClassRows of a regression is', async () => {
  assert.equal((await readCsv('a,y\n1,1\n2,2\n', { dropMissingTarget: true })).rows, 2)
  assert.deepEqual(await faultsOf('a,y\n1,1\n2,2\n', { minClassRows: 2 }), [
    '/spec/minClassRows: a regression has no classes',
  ])
  assert.deepEqual(await faultsOf('a,y\n1,\n2,\n', { dropMissingTarget: true }), [
    "/spec/target: 'y' has no value in any row",
  ])
})
