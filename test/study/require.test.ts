import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { requireDataset, requireStudy, requireTrial } from '../../src/study/require.ts'

describe('require', () => {
  it('gives back what was found', () => {
    const found = { id: 'a' }
    assert.equal(requireStudy(found, 'a'), found)
    assert.equal(requireTrial(found, 'a', 0), found)
    assert.equal(requireDataset(found, 'a'), found)
  })

  it('says which study, trial or dataset is missing, whether null or undefined stands for it', () => {
    for (const missing of [null, undefined]) {
      assert.throws(() => requireStudy(missing, 'a'), {
        type: 'study-not-found',
        message: 'No study a.',
      })
      assert.throws(() => requireTrial(missing, 'a', 3), {
        type: 'trial-not-found',
        message: 'Study a has no trial 3.',
      })
      assert.throws(() => requireDataset(missing, 'prices'), {
        type: 'dataset-not-found',
        message: 'No dataset "prices".',
      })
    }
  })
})
