import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Column } from '../../../src/search/analysis/column.ts'
import { pedAnova } from '../../../src/search/analysis/ped-anova.ts'
import { rngFor } from '../../../src/search/rng.ts'
import {
  evenSample,
  finished,
  type History,
  knownHistory,
  parameterNamed,
  randomHistory,
} from './known-history.ts'

/**
 * optuna 5.0.0, PedAnovaImportanceEvaluator(target_quantile, region_quantile).evaluate(study), with the history of
 * known-history.ts as complete trials: FloatDistribution(-2, 2), (1e-5, 1e-1, log), IntDistribution(1, 8),
 * (4, 400, log), FloatDistribution(0, 3, step=0.25), CategoricalDistribution(a, b, c), FloatDistribution(0, 1) where
 * the kind is not a.
 */
const references = [
  {
    trials: 30,
    options: { target: 0.1, region: 1 },
    expected: [
      0.01779982698908825, 0.023938227193030705, 0.0008756425983732912, 8.18632329978336e-5,
      3.7267128421947495e-5, 0.0017999999999946006, 0.12561664426280864,
    ],
  },
  {
    trials: 30,
    options: { target: 0.25, region: 0.8 },
    expected: [
      0.12101853530019648, 0.05742380794289486, 0.0010445328172352995, 0.00448389898493127,
      0.007718370032768015, 0.02051362304358369, 0.25095716445372107,
    ],
  },
  {
    trials: 200,
    options: { target: 0.1, region: 1 },
    expected: [
      0.019331869369192, 0.009433195423526719, 0.001345793280277873, 0.00019013524503110713,
      6.588354203732528e-5, 0.0028007556848322858, 0.014722311537777037,
    ],
  },
  {
    trials: 200,
    options: { target: 0.25, region: 0.8 },
    expected: [
      0.08747512743538667, 0.01528167911588757, 0.0017259734054014203, 0.0009123076311944131,
      0.0004899252429898955, 0.025043146065608604, 0.040014552334833586,
    ],
  },
]

describe('PED-ANOVA', () => {
  for (const { trials, options, expected } of references) {
    it(`agrees with Optuna on ${trials} trials, quantiles ${options.target} and ${options.region}`, () => {
      const { columns, losses } = knownHistory(trials)
      for (const [i, found] of finished(pedAnova(columns, losses, options)).entries()) {
        const off = Math.abs(found / expected[i]! - 1)
        assert.ok(off < 1e-9, `${columns[i]?.parameter.name}: ${found}, not ${expected[i]}`)
      }
    })
  }

  it('is zero without two trials, and for a parameter that no good trial has', () => {
    const { columns, losses } = knownHistory(1)
    assert.ok(finished(pedAnova(columns, losses)).every((importance) => importance === 0))
    const none = pedAnova(knownHistory(0).columns, new Float64Array())
    assert.ok(finished(none).every((one) => one === 0))
    const values = Float64Array.from({ length: 20 }, (_, i) => (i < 10 ? Number.NaN : 0.5))
    const column = { parameter: parameterNamed('momentum'), values }
    const rising = Float64Array.from({ length: 20 }, (_, i) => i)
    assert.deepEqual(finished(pedAnova([column], rising)), [0])
  })

  it('is zero when every trial is as good', () => {
    const { columns } = knownHistory(50)
    const found = finished(pedAnova(columns, new Float64Array(50).fill(1)))
    assert.ok(found.every((importance) => importance === 0))
  })

  it('of an even sample agrees with that of all trials', () => {
    const history = randomHistory(20_000)
    const shares = ({ columns, losses }: History) => {
      const found = finished(pedAnova(columns, losses))
      const total = found.reduce((sum, one) => sum + one)
      return found.map((one) => one / total)
    }
    const full = shares(history)
    for (const [i, share] of shares(evenSample(history, 2_000)).entries()) {
      const name = history.columns[i]?.parameter.name
      assert.ok(Math.abs(share - full[i]!) < 0.03, `${name}: ${share}, of all ${full[i]}`)
    }
  })

  it('finds the one parameter that matters among nine that do not', () => {
    const rng = rngFor(4, 0)
    const columns: Column[] = Array.from({ length: 10 }, () => ({
      parameter: parameterNamed('x'),
      values: Float64Array.from({ length: 1_000 }, () => 4 * rng.uniform() - 2),
    }))
    const losses = columns[7]!.values.map((x) => Math.abs(x - 1))
    const found = finished(pedAnova(columns, losses))
    const others = found.filter((_, i) => i !== 7)
    assert.ok(found[7]! > 20 * Math.max(...others), String(found))
  })
})
