import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cmaConstants } from '../../../src/search/cmaes/constants.ts'
import { isotropic, updated } from '../../../src/search/cmaes/distribution.ts'

test('six generations end where those of the cmaes package end', () => {
  // cmaes 0.13.1: CMA(mean=[.5, .4, .6], sigma=.2, population_size=7), told the same points
  const f = ([a = 0, b = 0, c = 0]: Float64Array) =>
    (a - 0.3) ** 2 + 10 * (b - 0.7 + 0.3 * a) ** 2 + 3 * (c - a) ** 2
  let state = isotropic(cmaConstants(3, 7), Float64Array.of(0.5, 0.4, 0.6), 0.2)
  for (let g = 0; g < 6; g++) {
    const { mean, sigma, covariance } = state
    const points = Array.from({ length: 7 }, (_, k) => {
      const z = [
        Math.sin(1 + 7 * g + k * 1.7),
        Math.cos(2 + 3 * g + k * 2.3),
        Math.sin(3 + 5 * g + k * 0.9),
      ]
      return mean.map((m, i) => m + sigma * 1.5 * z[i]! * Math.sqrt(covariance[i * 4]!))
    })
    points.sort((one, other) => f(one) - f(other))
    state = updated(
      state,
      points.map((point) => point.map((x, i) => (x - mean[i]!) / sigma)),
    )
  }
  close(state.mean, [0.3531095562683551, 0.6335004367344994, 0.4032311594834674])
  close([state.sigma], [0.13347620319653847])
  close(
    state.covariance,
    [
      0.9026680569881944, -0.4313485684972647, 0.45400162005096206, -0.4313485684972648,
      0.9163787179384686, -0.07226020693563771, 0.4540016200509621, -0.07226020693563767,
      0.8447197617330946,
    ],
  )
  close(state.pathSigma, [-0.4207002811054025, 0.9151952440645462, -1.35860640523814])
  close(state.pathC, [-0.7985328501855207, 0.8967473719560919, -1.1902112379626453])
})

function close(values: ArrayLike<number>, reference: number[]): void {
  assert.equal(values.length, reference.length)
  // the package adds 1e-8 to the lengths in eq. 46 too, and decomposes by another method
  for (const [i, value] of reference.entries()) assert.ok(Math.abs(values[i]! - value) < 1e-9)
}
