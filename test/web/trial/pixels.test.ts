import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { neighboursOf } from '../../../web/src/pages/trial/neighbours.ts'
import { imageShape, pixelsOf, rangeOf } from '../../../web/src/pages/trial/pixels.ts'

describe('the pixels of a picture', () => {
  it('are greys of one channel and colours of three, in the range of the data', () => {
    assert.deepEqual(
      [...pixelsOf([-1, 1], [1, 2, 1], { min: -1, max: 1 })],
      [0, 0, 0, 255, 255, 255, 255, 255],
    )
    assert.deepEqual(
      [...pixelsOf([0, 128, 255], [1, 1, 3], { min: 0, max: 255 })],
      [0, 128, 255, 255],
    )
  })

  it('are those of images alone', () => {
    assert.equal(imageShape([8, 8, 2]), null)
    assert.equal(imageShape(null), null)
    assert.deepEqual(imageShape([8, 8, 3]), [8, 8, 3])
  })

  it('have the range of the inputs, which is never empty', () => {
    assert.deepEqual(rangeOf([{ role: 'input', min: 2, max: 2 }]), { min: 2, max: 3 })
  })
})

describe('the neighbours of a trial', () => {
  const ranked = [5, 2, 9].map((number, at) => ({ number, rank: at + 1 }))

  it('are before and after it by rank', () => {
    assert.deepEqual(neighboursOf(ranked, 2), { rank: 2, better: 5, worse: 9 })
    assert.deepEqual(neighboursOf(ranked, 5), { rank: 1, better: null, worse: 2 })
    assert.deepEqual(neighboursOf(ranked, 7), { rank: null, better: null, worse: null })
  })
})
