import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApiProblem } from '../../../../web/src/api/problem.ts'
import { faultAt, otherFault } from '../../../../web/src/pages/study/actions/faults.ts'
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

describe('what was refused', () => {
  const refused = (...pointers: string[]) => {
    const errors = pointers.map((pointer) => ({ pointer, detail: `of ${pointer}` }))
    const title = 'The params are not valid'
    return new ApiProblem({ type: 'x', title, status: 422, detail: 'Refused.', errors })
  }

  it('stands at its own field, not at one whose name begins so', () => {
    const error = refused('/params/rate2', '/params/units/0')
    assert.equal(faultAt(error, '/params/rate'), null)
    assert.equal(faultAt(error, '/params/rate2'), 'of /params/rate2')
    assert.equal(faultAt(error, '/params/units'), 'of /params/units/0')
    assert.equal(faultAt(new Error('Away.'), '/params/rate'), null)
  })

  it('is told below the fields where no field shows it', () => {
    const fields = ['/params/rate', '/params/units']
    assert.equal(otherFault(refused('/params/rate'), fields), null)
    assert.equal(
      otherFault(refused('/params/rate', '/params/rate2', '/query/extend'), fields),
      'Refused. · /params/rate2 of /params/rate2 · /query/extend of /query/extend',
    )
    assert.equal(otherFault(refused(), fields), 'Refused.')
    assert.equal(otherFault(new Error('Away.'), fields), 'Away.')
    assert.equal(otherFault(null, fields), null)
  })
})
