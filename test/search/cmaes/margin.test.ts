import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Axis } from '../../../src/search/cmaes/axes.ts'
import { cmaConstants } from '../../../src/search/cmaes/constants.ts'
import { isotropic } from '../../../src/search/cmaes/distribution.ts'
import { withMargin } from '../../../src/search/cmaes/margin.ts'
import { spaceOf } from '../space-arbitrary.ts'

test('the step of the mean is found in as many looks as the count of steps has bits', () => {
  const [parameter] = spaceOf({ a: { $int: { low: 0, high: 1 } } }).parameters
  assert.ok(parameter)
  for (const bits of [4, 31, 32, 53]) {
    const steps = 2 ** bits
    let looks = 0
    const edge = (index: number) => {
      looks += 1
      if (looks > bits + 3) throw new Error('it looks without end')
      return index / steps
    }
    const axes: Axis[] = [{ parameter, steps, edge }]
    const state = isotropic(cmaConstants(1, 6), Float64Array.of(0.999), 0.15)
    const { mean, widening } = withMargin(state, axes, Float64Array.of(1))
    assert.ok(Number.isFinite(mean[0]) && Number.isFinite(widening[0]))
  }
})
