import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changedLimits } from '../../../../web/src/pages/study/actions/limits.ts'
import { variantOf } from '../../../../web/src/pages/study/actions/variant.ts'

describe('a change of limits', () => {
  const study = { budget: { trials: 60, seconds: null, target: null }, parallelism: 4 }
  const same = { ...study.budget, parallelism: 4 }

  it('has what differs alone', () => {
    assert.deepEqual(changedLimits(study, { ...same, trials: 80 }), { budget: { trials: 80 } })
    assert.deepEqual(changedLimits(study, { ...same, seconds: 30, parallelism: 8 }), {
      budget: { seconds: 30 },
      parallelism: 8,
    })
  })

  it('is none where nothing differs, or a field is empty', () => {
    assert.equal(changedLimits(study, same), null)
    assert.equal(changedLimits(study, { ...same, trials: null, parallelism: null }), null)
  })
})

describe('a variant of a trial', () => {
  const params = { rate: 0.01, depth: 3, kind: 'relu', bias: true }

  it('has the parameters of the trial, and the changed ones in their types', () => {
    assert.deepEqual(variantOf(params, {}), params)
    const texts = { rate: ' 3e-3', kind: 'tanh', bias: 'false' }
    assert.deepEqual(variantOf(params, texts), { rate: 0.003, depth: 3, kind: 'tanh', bias: false })
  })

  it('leaves emptied fields to their defaults, and what is no number to the API', () => {
    assert.deepEqual(variantOf(params, { rate: ' ', depth: 'three' }), {
      depth: 'three',
      kind: 'relu',
      bias: true,
    })
  })
})
