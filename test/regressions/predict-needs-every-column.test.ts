/** A model that is asked about nothing has nothing to say: {} was answered with a class and a probability of 0.99. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeInputs } from '../../src/data/prepare/encode-inputs.ts'
import { prepare } from '../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { imputedIn, unknownFinder } from '../../src/data/prepare/stand-ins.ts'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import { Problem } from '../../src/errors.ts'
import { faultsOf, readCsv } from '../data/read-csv.ts'

const csv = `length,width,colour,constructor,toString,id,y
1,5,red,1,u,a,1
2,,blue,2,v,b,2
3,6,,3,u,c,3
4,7,red,4,v,d,4
5,8,blue,5,u,e,5
`

async function fitted() {
  const dataset = await readCsv(csv, { ignore: ['id'], missing: ['NA'] })
  const [{ inputs }] = prepare(dataset, {
    preprocess: PreprocessSpec.parse({}),
    validation: ValidationSpec.parse({ type: 'holdout' }),
    seed: 1,
  })
  return inputs
}

const whole = { length: 3, width: 6, colour: 'red', constructor: 2, toString: 'u' }

async function pointersOf(row: unknown): Promise<string[]> {
  try {
    encodeInputs(await fitted(), [row])
  } catch (error) {
    assert.ok(error instanceof Problem && error.type === 'invalid-inputs', String(error))
    return error.faults.map(({ pointer }) => pointer)
  }
  return []
}

test('every column that the data have whole is asked for by its name', async () => {
  const needed = ['/inputs/0/length', '/inputs/0/constructor', '/inputs/0/toString']
  assert.deepEqual(await pointersOf({}), needed)
  assert.deepEqual(await pointersOf({ ...whole, length: undefined }), [needed[0]])
})

test('null, nothing and the texts that mean missing are one and the same', async () => {
  for (const length of [null, '', ' NA ']) {
    assert.deepEqual(await pointersOf({ ...whole, length }), ['/inputs/0/length'])
  }
})

test('where the data lack values, a row may lack them too, and the answer says so', async () => {
  const inputs = await fitted()
  const { width: _, ...row } = whole
  assert.deepEqual(await pointersOf(row), [])
  assert.deepEqual(imputedIn(inputs, row), ['width'])
  assert.deepEqual(imputedIn(inputs, { ...row, colour: null }), ['width', 'colour'])
  assert.deepEqual(imputedIn(inputs, whole), [])
})

test('a text that no training row had is told of', async () => {
  const unknownIn = unknownFinder(await fitted())
  assert.deepEqual(unknownIn(whole), [])
  for (const colour of ['ultraviolet', 5, true]) {
    assert.deepEqual(unknownIn({ ...whole, colour }), ['colour'])
  }
  assert.deepEqual(unknownIn({ ...whole, colour: null }), [])
})

test('the target and ignored columns may be sent along, unknown ones may not', async () => {
  assert.deepEqual(await pointersOf({ ...whole, y: 1, id: 'a' }), [])
  assert.deepEqual(await pointersOf({ ...whole, valueOf: 1 }), ['/inputs/0/valueOf'])
})

test('names of JavaScript’s own are columns like others; the one that JSON cannot send is refused', async () => {
  const inputs = await fitted()
  assert.notDeepEqual(
    encodeInputs(inputs, [whole]),
    encodeInputs(inputs, [{ ...whole, constructor: 4, toString: 'v' }]),
  )
  const proto = csv.replace('constructor', '__proto__')
  const [fault, ...others] = await faultsOf(proto)
  assert.match(fault ?? '', /^\/file: column '__proto__' .* name it in ignore$/)
  assert.deepEqual(others, [])
  await readCsv(proto, { ignore: ['__proto__'] })
})
