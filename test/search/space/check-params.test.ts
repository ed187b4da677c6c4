import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkParams } from '../../../src/search/space/check-params.ts'
import { conv, params } from '../conv-space.ts'
import { spaceOf } from '../space-arbitrary.ts'

describe('checkParams', () => {
  const told = (given: Record<string, unknown>) =>
    checkParams(conv, given).map(({ pointer, detail }) => `${pointer}: ${detail}`)

  test('accepts what fits', () => {
    assert.deepEqual(told(params), [])
  })

  test('finds every fault', () => {
    assert.deepEqual(
      told({
        'layers[0].times': 2.5,
        optimizer: 'adam',
        'optimizer[adam].learningRate': 1,
        'a/b': 1,
      }),
      [
        '/layers[0].times: 2.5 is not an integer from 1 to 4',
        '/optimizer[adam].learningRate: 1 is not a number from 0.0001 to 0.01',
        '/layers[0].kernelSize: missing; one of 3, 5 is needed',
        '/a~1b: the space has no parameter of this name',
      ],
    )
    assert.deepEqual(told({ 'layers[0].times': 1, optimizer: 'sgd' }), [
      '/layers[0].kernelSize: missing; one of 3, 5 is needed',
    ])
  })

  test('refuses an inactive parameter, unless what it hangs on is faulty itself', () => {
    const rate = { 'optimizer[adam].learningRate': 1e-3 }
    assert.deepEqual(told({ ...params, ...rate }), [
      '/optimizer[adam].learningRate: not active with these params; it needs optimizer = "adam"',
    ])
    assert.deepEqual(told({ ...params, ...rate, optimizer: 'ada' }), [
      '/optimizer: "ada" is not one of "adam", "sgd"',
    ])
  })

  test('takes no text for a number, and no NaN', () => {
    for (const value of ['3', Number.NaN, null, true, [3]]) {
      assert.equal(checkParams(conv, { ...params, 'layers[0].times': value }).length, 1)
    }
  })

  test('holds steps, as far as a client can compute them', () => {
    const space = spaceOf({ a: { $float: { low: 0, high: 1, step: 0.1 } } })
    assert.deepEqual(checkParams(space, { a: 0.1 + 0.2 }), [])
    assert.equal(checkParams(space, { a: 0.35 }).length, 1)
    const odd = spaceOf({ a: { $int: { low: 1, high: 9, step: 2 } } })
    assert.deepEqual(checkParams(odd, { a: 7 }), [])
    assert.equal(checkParams(odd, { a: 8 }).length, 1)
  })
})
