import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signedRankP } from '../../../src/search/early-stopping/signed-rank.ts'

test('agrees with scipy', () => {
  // scipy 1.17.1 scipy.stats.wilcoxon(d, alternative='greater'), method exact, exact, approx
  close(signedRankP([1.5, -0.5, 2, 3, -1, 4.5, 0.25]), 0.078125)
  close(signedRankP([1, 2, 3, 4, 5.5]), 0.03125)
  close(
    signedRankP(Array.from({ length: 60 }, (_, i) => (((i * 37) % 61) - 20.5) / 7)),
    0.00019917770510582912,
  )
})

test('ties and zeros: the share of all signs that give so high a sum', () => {
  // ranks of 0, 1, -1, 2 are 1, 2.5, 2.5, 4: of the 8 signs of the last three, 3 give 6.5 or more
  close(signedRankP([0, 1, -1, 2]), 3 / 8)
  assert.equal(signedRankP([0, 0]), 1)
  assert.equal(signedRankP([]), 1)
})

function close(value: number, reference: number): void {
  assert.ok(Math.abs(value - reference) < 1e-9, `${value} is not ${reference}`)
}
