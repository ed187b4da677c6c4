import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { learnCalibration } from '../../../src/engine/calibration/learn.ts'
import { normalQuantile } from '../../../src/search/math/normal-quantile.ts'
import { rngFor } from '../../../src/search/rng.ts'

/** Residuals of a network whose deviations are too small by a factor, in the quantiles of the normal distribution. */
function residuals(rows: number, factor: number) {
  const z = Float64Array.from(
    { length: rows },
    (_, row) => factor * normalQuantile((row + 0.5) / rows),
  )
  return { weight: 1, z, nll: z.map((own) => own ** 2 / 2) }
}

/** Normal numbers, one after the other. */
function noise(seed: number) {
  const rng = rngFor(seed, 0)
  return () => normalQuantile(rng.uniform() * (1 - 2e-9) + 1e-9)
}

function near(found: number, expected: number, tolerance: number) {
  assert.ok(Math.abs(found / expected - 1) < tolerance, `${found} is not ${expected}`)
}

describe('calibration', () => {
  for (const factor of [0.5, 1, 3]) {
    test(`deviations that are too small by the factor ${factor} are corrected by it`, () => {
      const { deviation, interval } = learnCalibration([residuals(2_000, factor)])!
      near(deviation, factor, 0.01)
      near(interval, factor, 0.01)
    })
  }

  test('a few great errors widen the deviation, but hardly the interval', () => {
    const one = residuals(1_000, 1)
    one.z[0] = -30
    one.z[999] = 30
    const { deviation, interval } = learnCalibration([one])!
    const squares = one.z.reduce((sum, own) => sum + own ** 2, 0) / 1_000
    near(deviation, Math.sqrt(squares), 1e-4)
    near(interval, 1, 0.01)
  })

  test('the interval holds the rank ⌈0.9 (n + 1)⌉ of the rows', () => {
    const one = residuals(50, 1)
    const { interval } = learnCalibration([one])!
    const inside = one.z.filter((own) => Math.abs(own) <= 1.6448536269514722 * interval)
    assert.equal(inside.length, 46)
  })

  test('the mean of networks has the factor of the mixture, which is below that of each', () => {
    // each network is off by its own noise, which their mean half averages out
    const rows = 4_000
    const next = noise(5)
    const targets = Float64Array.from({ length: rows }, next)
    const members = [0, 1].map(() => {
      const z = targets.map((target) => 2 * (target + next()))
      return { weight: 0.5, z, nll: z.map((own) => own ** 2 / 2) }
    })
    const alone = learnCalibration([{ ...members[0]!, weight: 1 }])!
    const both = learnCalibration(members)!
    near(alone.deviation, 2 * Math.SQRT2, 0.05)
    assert.ok(both.deviation < alone.deviation)
    assert.ok(both.interval < alone.interval)
  })

  test('a network that is mixed with itself has its own factors', () => {
    const one = residuals(500, 1.7)
    const half = { ...one, weight: 0.5 }
    const alone = learnCalibration([one])!
    const twice = learnCalibration([half, half])!
    near(twice.deviation, alone.deviation, 1e-4)
    near(twice.interval, alone.interval, 1e-4)
  })

  test('few rows, and residuals that are no numbers, teach nothing', () => {
    assert.equal(learnCalibration([residuals(29, 2)]), null)
    const one = residuals(100, 1)
    one.z[3] = Number.NaN
    assert.equal(learnCalibration([one]), null)
    assert.equal(learnCalibration([]), null)
  })

  test('intervals learned on some rows hold nine of ten others, within a binomial margin', () => {
    const next = noise(11)
    const draw = (rows: number) => {
      const z = Float64Array.from({ length: rows }, () => {
        const own = next()
        return 2.5 * own * (own > 1.5 ? 2 : 1) // tails of another form than the network says
      })
      return { weight: 1, z, nll: z.map((own) => own ** 2 / 2) }
    }
    const { interval } = learnCalibration([draw(2_000)])!
    const others = draw(2_000)
    const inside = others.z.filter((own) => Math.abs(own) <= 1.6448536269514722 * interval).length
    // four deviations of the difference of two binomial shares
    const margin = 4 * Math.sqrt((0.9 * 0.1 * 2) / 2_000)
    assert.ok(Math.abs(inside / 2_000 - 0.9) < margin, `${inside} of 2000`)
  })
})
