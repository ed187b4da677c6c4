import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Resampling, rankFinalists } from '../../../src/search/compare/rank-finalists.ts'
import { rngFor } from '../../../src/search/rng.ts'

const candidate = (name: string, values: (number | null)[], isUnsound = false) => ({
  name,
  values,
  isUnsound,
})
type Candidate = ReturnType<typeof candidate>
const rank = (
  candidates: Candidate[],
  direction: 'minimize' | 'maximize' = 'minimize',
  resampling: Resampling | null = null,
) => rankFinalists(candidates, { direction, resampling })
const near = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-6, `${found} is not ${expected}`)

describe('ranked finalists', () => {
  const steady = candidate('steady', [1, 1.1, 0.9, 1, 1])
  const worse = candidate('worse', [2, 2.2, 1.9, 2, 2.1])

  it('are in the order of their means, in either direction', () => {
    const names = (direction: 'minimize' | 'maximize') =>
      rank([worse, steady], direction).map(({ one }) => one.name)
    assert.deepEqual(names('minimize'), ['steady', 'worse'])
    assert.deepEqual(names('maximize'), ['worse', 'steady'])
  })

  it('have the 95 % interval of the t distribution over the seeds', () => {
    // mean 1, s = 0.0707107, t(0.975, 4) = 2.7764451
    const [first] = rank([steady])
    near(first!.interval![0], 1 - (2.7764451 * 0.0707107) / Math.sqrt(5))
    near(first!.interval![1], 1 + (2.7764451 * 0.0707107) / Math.sqrt(5))
  })

  it('have a wider one where each training held back other rows', () => {
    const [first] = rank([steady], 'minimize', { share: 0.2, folds: 1 })
    near(first!.interval![1], 1 + 2.7764451 * 0.0707107 * Math.sqrt(1 / 5 + 0.25))
    const [folded] = rank([steady], 'minimize', { share: 0.2, folds: 5 })
    near(folded!.interval![1], 1 + 2.7764451 * 0.0707107 * Math.sqrt(1 / 5 + 1.25))
  })

  it('are tied if pairs of the same seed do not tell them apart', () => {
    const shifted = candidate('shifted', [1.01, 1.12, 0.9, 1.02, 1.01])
    const [first, second, third] = rank([worse, shifted, steady])
    assert.deepEqual([first!.one.name, first!.isTied, first!.difference], ['steady', true, null])
    // differences are small, and always on one side but for one seed
    assert.deepEqual([second!.one.name, second!.isTied], ['shifted', false])
    assert.deepEqual([third!.one.name, third!.isTied], ['worse', false])
    near(second!.difference!.mean, -0.012)
    const noisy = candidate('noisy', [0.8, 1.3, 1, 1.1, 0.9])
    assert.equal(rank([steady, noisy])[1]!.isTied, true)
  })

  it('are tied as long as there are no two pairs', () => {
    const [, second] = rank([candidate('a', [1, null]), candidate('b', [null, 2])])
    assert.deepEqual([second!.isTied, second!.interval, second!.difference], [true, null, null])
  })

  it('come after all others if a training failed, and are left out without a value', () => {
    const lucky = candidate('lucky', [0.1, 0.1, 0.1, 0.1, null], true)
    const names = rank([lucky, worse, candidate('none', [null, null], true), steady])
    assert.deepEqual(
      names.map(({ one }) => one.name),
      ['steady', 'worse', 'lucky'],
    )
  })

  it('leave out the truly best one in at most 5 % of cases', () => {
    // four equal configurations, the first of which counts as the best: odds of more than 70 in 1,000 are below 0.4 %
    const rng = rngFor(1, 2)
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - rng.uniform())) * Math.cos(2 * Math.PI * rng.uniform())
    let missed = 0
    for (let round = 0; round < 1_000; round++) {
      const candidates = ['best', 'b', 'c', 'd'].map((name) =>
        candidate(name, Array.from({ length: 5 }, normal)),
      )
      if (!rank(candidates).find(({ one }) => one.name === 'best')!.isTied) missed += 1
    }
    assert.ok(missed <= 70, `${missed} of 1,000`)
  })
})
