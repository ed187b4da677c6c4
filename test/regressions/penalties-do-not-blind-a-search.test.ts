/** Clients that report a large number for a run that failed: how large must not matter. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Direction } from '../../src/search/compare/direction.ts'
import type { Sampler } from '../../src/search/sampler.ts'
import { samplers } from '../../src/search/samplers/index.ts'
import type { Trial } from '../../src/search/trial.ts'
import { spaceOf } from '../search/space-arbitrary.ts'
import { contextOf } from '../search/suggest-context.ts'

const axis = { $float: { low: -5, high: 5 } }
const space = spaceOf({ x: axis, y: axis })
const trials = 25
const penalties = [1e3, 1e6, 1e308]

interface Search {
  seed: number
  direction: Direction
  penalty: (x: number, y: number, number: number) => number
  fails: (x: number, y: number) => boolean
}

/** The least x² + y² that was found, and where it was looked for. */
function searched(sampler: Sampler, { seed, direction, penalty, fails }: Search) {
  const sign = direction === 'minimize' ? 1 : -1
  const history: Trial[] = []
  let best = Number.POSITIVE_INFINITY
  for (let number = 0; number < trials; number++) {
    const plan = { trials, parallelism: 1 }
    const context = { history: [...history], directions: [direction], seed, plan }
    const suggestion = sampler.suggest(contextOf(space, number, context), {})
    assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
    const { params } = suggestion
    const [x, y] = [Number(params.x), Number(params.y)]
    const value = x ** 2 + y ** 2
    const isFailed = fails(x, y)
    if (!isFailed) best = Math.min(best, value)
    const values = [sign * (isFailed ? penalty(x, y, number) : value)]
    history.push({ number, state: 'complete', params, values, reports: new Map() })
  }
  return { best, path: history.map(({ params }) => params) }
}

for (const [share, fails] of Object.entries({
  'three tenths': (x: number) => x > 2,
  'six tenths': (x: number, y: number) => x ** 2 + y ** 2 > 12,
})) {
  for (const [name, directions] of [
    ['gp', ['minimize', 'maximize']],
    ['auto', ['minimize']],
  ] as const) {
    test(`${name} does as well with ${share} of the trials penalised, whatever the penalty`, () => {
      for (const seed of [1, 2, 3]) {
        const paths = directions.flatMap((direction) =>
          penalties.map((penalty) => {
            const search = { seed, direction, penalty: () => penalty, fails }
            const { best, path } = searched(samplers[name], search)
            assert.ok(best < 0.02, `seed ${seed}, ${penalty}: ${best}`)
            return path
          }),
        )
        for (const path of paths) assert.deepEqual(path, paths[0])
      }
    })
  }
}

test('penalties that say how bad it was are penalties too', () => {
  for (const seed of [1, 2, 3]) {
    const { best } = searched(samplers.gp, {
      seed,
      direction: 'minimize',
      penalty: (_, y) => 1e6 * (1 + Math.abs(y) / 5),
      fails: (x) => x > 0.3,
    })
    assert.ok(best < 0.02, `seed ${seed}: ${best}`)
  }
})

test('penalties of several sizes in one study lead where a single one leads', () => {
  const sizes = [1e3, 1e5, 1e6, 1e100]
  const mixtures: Search['penalty'][] = [
    () => 1e3,
    (_x, _y, number) => sizes[number % sizes.length]!,
    (_x, y, number) => 10 ** (3 + (number % 2) + Math.abs(y) / 5),
  ]
  for (const fails of [(x: number) => x > 2, (x: number, y: number) => x ** 2 + y ** 2 > 12]) {
    for (const seed of [2, 3]) {
      const found = mixtures.map((penalty) =>
        searched(samplers.gp, { seed, direction: 'minimize', penalty, fails }),
      )
      for (const { best, path } of found) {
        assert.ok(best < 0.02, `seed ${seed}: ${best}`)
        assert.deepEqual(path, found[0]!.path)
      }
    }
  }
})
