import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { variantOf } from '../../../../web/src/pages/variant/variant.ts'

describe('a variant of a trial', () => {
  const params = { rate: 0.01, depth: 3, kind: 'relu', bias: true }

  it('has the parameters of the trial, and the changed ones in their types', () => {
    assert.deepEqual(variantOf(params, {}), params)
    const changes = { rate: ' 3e-3', kind: 'tanh', bias: false }
    assert.deepEqual(variantOf(params, changes), { ...changes, rate: 0.003, depth: 3 })
  })

  it('leaves emptied numbers to their defaults, and what is no number to the API', () => {
    assert.deepEqual(variantOf(params, { rate: ' ', depth: 'three' }), {
      depth: 'three',
      kind: 'relu',
      bias: true,
    })
  })

  it('takes null where it is an option', () => {
    assert.deepEqual(variantOf({ decay: 'cosine' }, { decay: null }), { decay: null })
  })
})
