/** The contract of all samplers in the registry; a new one is covered automatically. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { rngFor } from '../../../src/search/rng.ts'
import type { SuggestContext } from '../../../src/search/sampler.ts'
import { SamplerSpec, samplers } from '../../../src/search/samplers/index.ts'
import { randomParams } from '../../../src/search/samplers/random.ts'
import { checkParams } from '../../../src/search/space/check-params.ts'
import { instantiate } from '../../../src/search/space/instantiate.ts'
import type { Params } from '../../../src/search/space/params.ts'
import { parseRestricted, violated } from '../../../src/search/space/restricted-space.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { smallSpace, spaceOf } from '../space-arbitrary.ts'
import { contextOf } from '../suggest-context.ts'

for (const [name, sampler] of Object.entries(samplers)) {
  describe(`sampler ${name}`, () => {
    const mixed = spaceOf({
      rate: { $float: { low: 1e-4, high: 1, log: true, points: 5 } },
      o: { $choice: [{ type: 'p', k: { $int: { low: 1, high: 20 } } }, { type: 'q' }, null] },
      l: [
        { $repeat: { times: { $int: { low: 0, high: 3 } }, each: true, layer: { $bool: true } } },
      ],
    })

    test('suggests params inside of the space, with its name as provenance', () => {
      fc.assert(
        fc.property(smallSpace(1e6), fc.nat(20), (space, number) => {
          const suggestion = sampler.suggest(contextOf(space, number), {})
          assert.notEqual(suggestion, 'unsatisfiable')
          if (suggestion === null || suggestion === 'unsatisfiable') {
            assert.ok(sampler.isFinite)
            return
          }
          assert.deepEqual(checkParams(space, suggestion.params), [])
          instantiate(space, suggestion.params)
          assert.equal(suggestion.provenance.sampler, name)
          assert.deepEqual(JSON.parse(JSON.stringify(suggestion)), suggestion)
        }),
        { seed: 5, numRuns: 150 },
      )
    })

    test('repeats itself for the same seed, number and history', () => {
      for (let number = 0; number < 10; number++) {
        assert.deepEqual(
          sampler.suggest(contextOf(mixed, number), {}),
          sampler.suggest(contextOf(mixed, number), {}),
        )
      }
    })

    test('takes no harm from failed, running, pruned and NaN trials', () => {
      const states = ['complete', 'failed', 'running', 'pruned', 'cancelled', 'waiting'] as const
      const history = Array.from({ length: 24 }, (_, number): Trial => {
        const suggestion = sampler.suggest(contextOf(mixed, number), {})
        assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
        const state = states[number % states.length] ?? 'failed'
        const value = number % 4 === 0 ? Number.NaN : number
        return {
          number,
          state,
          params: suggestion.params,
          values: state === 'complete' ? [value] : null,
          reports: new Map([[1, value]]),
        }
      })
      const suggestion = sampler.suggest(contextOf(mixed, 24, { history }), {})
      assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
      assert.deepEqual(checkParams(mixed, suggestion.params), [])
    })

    test('learns from trials of another study, which have numbers below 0', () => {
      const directions = (['minimize', 'maximize'] as const).slice(0, sampler.minObjectives)
      const taken = Array.from({ length: 40 }, (_, index): Trial => {
        const params = randomParams(mixed, rngFor(9, index), null)
        assert.ok(params)
        const values = directions.map((_, i) => Number(params.rate) * (i + 1))
        return { number: index - 40, state: 'complete', params, values, reports: new Map() }
      })
      for (let number = 0; number < 3; number++) {
        const context = { history: [...taken], directions }
        const suggestion = sampler.suggest(contextOf(mixed, number, context), {})
        assert.deepEqual(suggestion, sampler.suggest(contextOf(mixed, number, context), {}))
        const params = suggested(suggestion)
        assert.ok(params)
        assert.deepEqual(checkParams(mixed, params), [])
      }
    })

    test('minimises as it maximises the negative', () => {
      const searched = (sign: 1 | -1) => {
        const own = (['minimize', 'maximize'] as const).slice(0, sampler.minObjectives)
        const mirrored = own.map((one) => (one === 'minimize' ? 'maximize' : 'minimize'))
        const directions = sign === 1 ? own : mirrored
        const history: Trial[] = []
        for (let number = 0; number < 30; number++) {
          const suggestion = sampler.suggest(contextOf(mixed, number, { history, directions }), {})
          const params = suggested(suggestion)
          assert.ok(params)
          const rate = Number(params.rate)
          const values = own.map((_, i) => sign * (i === 0 ? (rate - 0.2) ** 2 : rate))
          const state = number % 7 === 3 ? 'failed' : 'complete'
          history.push({
            number,
            state,
            params,
            values: state === 'complete' ? values : null,
            reports: new Map([[1, values[0]!]]),
          })
        }
        return history.map(({ params }) => params)
      }
      assert.deepEqual(searched(-1), searched(1))
    })

    test('goes on after 1 to 5,000 trials', () => {
      const directions = (['minimize', 'maximize'] as const).slice(0, sampler.minObjectives)
      const history = Array.from({ length: 5_000 }, (_, number): Trial => {
        const params = randomParams(mixed, rngFor(4, number), null)
        assert.ok(params)
        const values = directions.map((_, i) => (Number(params.rate) - 0.2 * (i + 1)) ** 2)
        return { number, state: 'complete', params, values, reports: new Map([[1, values[0]!]]) }
      })
      for (const number of [1, 2, 30, 1_000, 5_000]) {
        const seen = { history: history.slice(0, number), directions }
        const suggestion = sampler.suggest(contextOf(mixed, number, seen), {})
        assert.notEqual(suggestion, 'unsatisfiable')
        const params = suggested(suggestion)
        if (params === null) assert.ok(sampler.isFinite || sampler.inherits, 'has come to its end')
        else assert.deepEqual(checkParams(mixed, params), [])
      }
    })

    test('handles domains of one value and a space without holes', () => {
      const single = spaceOf({
        a: { $float: { low: 2, high: 2, log: true } },
        b: { $int: { low: 3, high: 3 } },
        c: { $choice: [null] },
      })
      const refused = sampler.check(single, {}).map(({ pointer }) => pointer)
      assert.deepEqual(refused, sampler.needsFreeParameter ? [''] : [])
      assert.deepEqual(suggested(sampler.suggest(contextOf(single, 0), {})), {
        a: 2,
        b: 3,
        c: null,
      })
      assert.deepEqual(suggested(sampler.suggest(contextOf(spaceOf({ a: 1 }), 0), {})), {})
    })

    test('suggests what is feasible only', () => {
      const isFeasible: SuggestContext['isFeasible'] = (params) => params.o === 'q'
      for (let number = 0; number < 5; number++) {
        const suggestion = sampler.suggest(contextOf(mixed, number, { isFeasible }), {})
        assert.equal(suggested(suggestion)?.o, 'q')
      }
      const none = sampler.suggest(contextOf(mixed, 0, { isFeasible: () => false }), {})
      assert.equal(none, sampler.isFinite ? null : 'unsatisfiable')
    })

    test('keeps the constraints of the space, with and without results', () => {
      const json = {
        a: { $int: { low: 1, high: 12 } },
        b: { $float: { low: 0.5, high: 8, log: true, points: 4 } },
        o: { $choice: [{ type: 'p', k: { $int: { low: 1, high: 20 } } }, { type: 'q' }] },
      }
      const { space, faults } = parseRestricted({
        space: json,
        constraints: ['a * b <= 16 and b < a', 'o == "q" or `o[p].k` > a', 'not o[p].k == 20'],
        forbidden: [{ a: 3, o: 'q' }],
      })
      assert.ok(space !== null && faults.length === 0)
      const directions = (['minimize', 'maximize'] as const).slice(0, sampler.minObjectives)
      const isFeasible = sampler.isFinite
        ? null
        : (params: Params) => violated(space, params) === null
      const history: Trial[] = []
      for (let number = 0; number < 40; number++) {
        const context = contextOf(space, number, { history, isFeasible, directions })
        const params = suggested(sampler.suggest(context, {}))
        assert.ok(params)
        assert.equal(violated(space, params)?.clause, undefined)
        const values = directions.map((_, i) => Number(params.a) * (i + 1) - Number(params.b))
        history.push({ number, state: 'complete', params, values, reports: new Map() })
      }
    })

    test('has a schema that refuses an unknown option', () => {
      assert.equal(SamplerSpec.parse({ type: name }).type, name)
      assert.equal(SamplerSpec.safeParse({ type: name, nonsense: 1 }).success, false)
      const schema = JSON.stringify(z.toJSONSchema(SamplerSpec))
      assert.ok(schema.includes(`"${name}"`), 'OpenAPI is built from it')
    })
  })
}

test('an unknown sampler is refused at its type', () => {
  const result = SamplerSpec.safeParse({ type: 'psychic' })
  assert.deepEqual(result.error?.issues[0]?.path, ['type'])
})

function suggested(result: ReturnType<(typeof samplers)['grid']['suggest']>) {
  return result === null || result === 'unsatisfiable' ? null : result.params
}
