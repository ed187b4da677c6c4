/** Every suggestion explains itself, with the keys that `phases` of the sampler documents. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Provenance, Sampler } from '../../../src/search/sampler.ts'
import { samplers } from '../../../src/search/samplers/index.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { fileOf } from '../../support/registry.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { contextOf } from '../suggest-context.ts'

const space = spaceOf({
  x: { $float: { low: 0, high: 1, points: 10 } },
  y: { $float: { low: 1e-4, high: 1, log: true, points: 10 } },
})

/** A search of 40 trials on a bowl; the last 4 of them run when the next is suggested. */
function provenances(name: keyof typeof samplers): Provenance[] {
  const sampler = samplers[name]
  const directions = (['minimize', 'maximize'] as const).slice(0, sampler.minObjectives)
  const history: Trial[] = []
  const all: Provenance[] = []
  for (let number = 0; number < 40; number++) {
    const ended = history[number - 4]
    if (ended) ended.state = 'complete'
    const seen = history.map((trial) => ({
      ...trial,
      values: trial.state === 'complete' ? trial.values : null,
    }))
    const more = { directions, history: seen, seed: 3, plan: { trials: 40, parallelism: 4 } }
    const suggestion = sampler.suggest(contextOf(space, number, more), {})
    assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
    const { params, provenance } = suggestion
    const value = (Number(params.x) - 0.3) ** 2 + (Math.log10(Number(params.y)) + 2) ** 2
    const values = directions.map((_, i) => (i === 0 ? value : Number(params.x)))
    history.push({ number, state: 'running', params, values, reports: new Map([[1, value]]) })
    all.push(provenance)
  }
  return all
}

/** Keys that a suggestion may have, and those that it must. */
function keysOf({ chosen, phase }: Provenance, name: string) {
  const { phases, choosesAmong } = samplers[name as keyof typeof samplers] as Sampler
  const own = phases[phase] ?? (choosesAmong ? phases['*'] : undefined)
  const file = fileOf('src/search/samplers', name)
  assert.ok(own, `sampler ${name} suggests in the phase "${phase}": add it to "phases" of ${file}`)
  const inner = choosesAmong?.[String(chosen)]?.phases[phase] ?? {}
  const keys = ['sampler', 'phase', ...Object.keys(own), ...Object.keys(inner)]
  const isKnown = (key: string) =>
    keys.some((one) => one === key || one === `${key}?` || one === key.replace(/\d+$/, '*'))
  return { isKnown, needed: keys.filter((key) => !/[?*]$/.test(key)), file }
}

for (const name of Object.keys(samplers) as (keyof typeof samplers)[]) {
  describe(`sampler ${name}`, () => {
    const all = provenances(name)

    test('has its name, and finite numbers', () => {
      for (const provenance of all) {
        assert.equal(provenance.sampler, name)
        for (const [key, value] of Object.entries(provenance)) {
          if (typeof value === 'number') assert.ok(Number.isFinite(value), `${key}: ${value}`)
        }
      }
    })

    test('has the keys of its phase', () => {
      for (const provenance of all) {
        const { phase } = provenance
        const { isKnown, needed, file } = keysOf(provenance, name)
        const unknown = Object.keys(provenance).filter((key) => !isKnown(key))
        const missing = needed.filter((key) => !(key in provenance))
        const advice = `: correct the phase "${phase}" in "phases" of ${file}`
        assert.deepEqual(unknown, [], `keys that are not explained${advice}`)
        assert.deepEqual(missing, [], `keys that no suggestion has${advice}`)
      }
    })

    test('names parents that had ended', () => {
      for (const [number, { parent, parents }] of all.entries()) {
        const named = [parent, ...String(parents ?? '').split(' ')].filter((one) => one)
        for (const one of named) {
          const ancestor = Number(one)
          assert.ok(Number.isInteger(ancestor) && ancestor <= number - 4, `${one} of ${number}`)
        }
      }
    })
  })
}

test('samplers that learn reach a phase in which they say what they have learnt', () => {
  const learning = Object.entries<Sampler>(samplers).filter(([, one]) => one.usesHistory)
  for (const [name] of learning) {
    const last = provenances(name as keyof typeof samplers).filter(
      ({ phase }) => phase !== 'random',
    )
    assert.ok(Object.keys(last.at(-1)!).length > 3, `${name}: ${JSON.stringify(last.at(-1))}`)
  }
})
