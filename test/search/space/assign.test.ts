import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { rngFor } from '../../../src/search/rng.ts'
import { assign } from '../../../src/search/space/assign.ts'
import { checkParams } from '../../../src/search/space/check-params.ts'
import { drawFrom } from '../../../src/search/space/domain.ts'
import type { Params } from '../../../src/search/space/params.ts'
import type { Condition } from '../../../src/search/space/space.ts'
import { smallSpace } from '../space-arbitrary.ts'

describe('parameters that are asked for', () => {
  test('are those whose conditions hold, and those that params must have', () => {
    fc.assert(
      fc.property(smallSpace(1e9), fc.nat(), (space, seed) => {
        const rng = rngFor(seed, 0)
        const drawn = assign(space, ({ domain }) => drawFrom(domain, rng))
        const active = Object.keys(drawn)
        const byConditions = space.parameters
          .filter(({ conditions }) => conditions.length === 0 || conditions.some(holdsIn(drawn)))
          .map(({ name }) => name)
        assert.deepEqual(byConditions.toSorted(), active.toSorted())
        assert.deepEqual(checkParams(space, drawn), [])
      }),
      { seed: 2, numRuns: 500 },
    )
  })
})

function holdsIn(params: Params) {
  return (condition: Condition) =>
    condition.every((requirement) => {
      const value = params[requirement.parameter]
      if (value === undefined) return false
      return 'equals' in requirement
        ? value === requirement.equals
        : Number(value) > requirement.above
    })
}
