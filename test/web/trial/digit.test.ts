import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fitDigit, inUnits } from '../../../web/src/pages/trial/predict/digit.ts'

/** A drawing of 280 × 280 with ink in a rectangle. */
function rectangle({
  left,
  top,
  width,
  height,
}: Record<'left' | 'top' | 'width' | 'height', number>) {
  const ink = new Float32Array(280 * 280)
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) ink[y * 280 + x] = 1
  }
  return { width: 280, height: 280, ink }
}

describe('a drawn digit', () => {
  it('is twenty pixels large and in the middle, wherever and however large it was drawn', () => {
    for (const drawn of [
      rectangle({ left: 10, top: 5, width: 20, height: 40 }),
      rectangle({ left: 80, top: 60, width: 100, height: 200 }),
    ]) {
      const image = fitDigit(drawn, [28, 28])
      const rows = Array.from({ length: 28 }, (_, row) =>
        Math.max(...image.slice(row * 28, row * 28 + 28)),
      )
      assert.deepEqual(
        rows.map((most) => (most > 0.5 ? 1 : 0)),
        [...new Array(4).fill(0), ...new Array(20).fill(1), ...new Array(4).fill(0)],
      )
      const mass = image.reduce((sum, value) => sum + value)
      assert.ok(Math.abs(mass - 200) < 12, `${mass}`)
    }
  })

  it('is empty where nothing was drawn', () => {
    const image = fitDigit({ width: 4, height: 4, ink: new Float32Array(16) }, [3, 3])
    assert.deepEqual([...image], new Array(9).fill(0))
  })

  it('is brought to the units of the data', () => {
    assert.deepEqual(inUnits(Float32Array.of(0, 0.5, 1), { min: -1, max: 1 }), [-1, 0, 1])
  })
})
