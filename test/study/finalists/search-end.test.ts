import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endBefore } from '../../../src/study/finalists/search-end.ts'

describe('the end of a search with finalists', () => {
  it('leaves the share of the seconds while nothing is known', () => {
    assert.equal(endBefore(300, { most: 120, after: null, epoch: null }), 180)
  })

  it('leaves what the round takes, and the share at most', () => {
    assert.equal(endBefore(300, { most: 120, after: 65, epoch: null }), 235)
    assert.equal(endBefore(300, { most: 120, after: 500, epoch: null }), 180)
  })

  it('comes an epoch earlier: running epochs are not cut', () => {
    assert.equal(endBefore(300, { most: 120, after: 118, epoch: 6 }), 176)
    assert.equal(endBefore(3, { most: 1, after: 1, epoch: 5 }), 0)
  })
})
