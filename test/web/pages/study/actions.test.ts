import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changedLimits } from '../../../../web/src/pages/study/actions/limits.ts'

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
