import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeInputs } from '../../../src/data/prepare/encode-inputs.ts'
import { encodeRows } from '../../../src/data/prepare/encode-rows.ts'
import type { FittedInputs } from '../../../src/data/prepare/fitted.ts'
import { prepare } from '../../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../../src/data/prepare/preprocess.ts'
import { preview } from '../../../src/data/preview.ts'
import { ValidationSpec } from '../../../src/data/split/validation.ts'
import { Problem } from '../../../src/errors.ts'
import { readCsv } from '../read-csv.ts'

const csv = `size,street,grade,new,id,y
10,Oak,1,true,100,1
20,Elm,2,false,101,2
,Oak,3,true,102,3
40,,1,false,103,4
50,Fir,2,true,104,5
60,Oak,3,false,105,6
`
const spec = { ignore: ['id'], categorical: ['grade'], missing: ['?'] }
const tensor: FittedInputs = {
  type: 'tensor',
  shape: [2, 2, 1],
  resize: null,
  mean: 1,
  deviation: 2,
}

async function fittedTable() {
  const dataset = await readCsv(csv, spec)
  const preprocess = PreprocessSpec.parse({ missingIndicator: true })
  const [{ inputs }] = prepare(dataset, {
    preprocess,
    validation: ValidationSpec.parse({ type: 'holdout' }),
    seed: 1,
  })
  return { dataset, fitted: JSON.parse(JSON.stringify(inputs)) as FittedInputs }
}

function faultsOf(fitted: FittedInputs, rows: unknown[]): string[] {
  try {
    encodeInputs(fitted, rows)
  } catch (error) {
    assert.ok(error instanceof Problem && error.type === 'invalid-inputs', String(error))
    return error.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`)
  }
  return []
}

test('encodes a row as the dataset encodes it, after the fit went through JSON', async () => {
  const { dataset, fitted } = await fittedTable()
  const rows = preview(dataset).map(({ inputs }) => inputs)
  const expected = encodeRows(
    fitted,
    dataset.inputs,
    Uint32Array.from({ length: 6 }, (_, row) => row),
  )
  assert.deepEqual(encodeInputs(fitted, rows), expected)
})

test('takes absent, null, empty and missing texts as missing', async () => {
  const { fitted } = await fittedTable()
  const row = { street: 'Oak', grade: 1, new: true }
  const [absent, ...others] = [
    row,
    { ...row, size: null },
    { ...row, size: '' },
    { ...row, size: ' ? ' },
  ].map((input) => encodeInputs(fitted, [input]).join())
  for (const other of others) assert.equal(other, absent)
  assert.notEqual(encodeInputs(fitted, [{ ...row, size: 10 }]).join(), absent)
})

test('writes values as the levels are written', async () => {
  const { fitted } = await fittedTable()
  const row = { size: 10, street: 'Oak', grade: 1, new: true }
  const expected = encodeInputs(fitted, [row])
  assert.deepEqual(encodeInputs(fitted, [{ ...row, grade: ' 1 ', new: 'TRUE' }]), expected)
  assert.notDeepEqual(encodeInputs(fitted, [{ ...row, grade: '01' }]), expected)
  assert.deepEqual(encodeInputs(fitted, [{ ...row, id: 7, y: 3 }]), expected) // no inputs, but known
})

test('refuses unknown columns, texts for numbers, and rows that are no objects', async () => {
  const { fitted } = await fittedTable()
  const rest = { grade: 1, new: true }
  const rows = [{ size: 1, ...rest }, { Size: 1, size: 'big', ...rest }, [1], null]
  assert.deepEqual(faultsOf(fitted, rows), [
    "/inputs/1/Size: the model has no column of this name: did you mean 'size'?",
    "/inputs/1/size: expected a number, got the text 'big'",
    '/inputs/2: expected an object by column name, got an array',
    '/inputs/3: expected an object by column name, got nothing',
  ])
  assert.deepEqual(faultsOf(fitted, [{ street: { a: 1 }, size: true, ...rest }]), [
    '/inputs/0/size: expected a number, got true',
    '/inputs/0/street: expected a text or a number, got an object',
  ])
})

test('takes no inherited property for a column', async () => {
  const { fitted } = await fittedTable()
  assert.deepEqual(faultsOf(fitted, [JSON.parse('{"__proto__": 1, "grade": 1, "new": true}')]), [
    '/inputs/0/__proto__: the model has no column of this name',
  ])
})

test('encodes flat and nested arrays alike', () => {
  const flat = encodeInputs(tensor, [[1, 3, 5, 7]])
  assert.deepEqual([...flat], [0, 1, 2, 3])
  assert.deepEqual(
    encodeInputs(tensor, [
      [
        [[1], [3]],
        [[5], [7]],
      ],
    ]),
    flat,
  )
})

test('refuses arrays of another shape and what is no number', () => {
  assert.deepEqual(
    faultsOf(tensor, [[1, 2, 3], [[[1], [2]], [[3]]], [1, 2, '3', null], { a: 1 }, []]),
    [
      '/inputs/0: expected an array of 4 (shape [2, 2, 1]), got an array of 3',
      '/inputs/1/1: expected an array of 2 (shape [2, 2, 1]), got an array of 1',
      "/inputs/2/2: expected a number, got the text '3'",
      '/inputs/2/3: expected a number, got nothing',
      '/inputs/3: expected an array, got an object',
      '/inputs/4: expected an array of 4 (shape [2, 2, 1]), got an array of 0',
    ],
  )
})

test('shows at most twenty faults', () => {
  assert.equal(faultsOf(tensor, Array(50).fill('x')).length, 20)
})
