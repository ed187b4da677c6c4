/** Every suggestion says why it was made; docs/samplers.md explains every word of it. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { describe, test } from 'node:test'
import type { Provenance } from '../../../src/search/sampler.ts'
import { samplers } from '../../../src/search/samplers/index.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { contextOf } from '../suggest-context.ts'

const docs = fs.readFileSync('docs/samplers.md', 'utf8')

/** What must be there once a sampler has learnt: names, or the parents. */
const learnt: Record<string, readonly string[]> = {
  tpe: ['logL', 'logG', 'logRatio'],
  gp: ['expected', 'deviation', 'logExpectedImprovement', 'feasibility'],
  cmaes: ['generation', 'sigma'],
  nsga2: ['generation', 'parents'],
  bohb: ['budget', 'observed', 'logRatio'],
  pbt: ['parent', 'member', 'generation'],
  auto: ['chosen', 'because', 'expected', 'deviation'],
  random: [],
  sobol: ['point'],
  grid: ['cell'],
}

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

for (const name of Object.keys(samplers) as (keyof typeof samplers)[]) {
  describe(`sampler ${name}`, () => {
    const all = provenances(name)

    test('says what it expected, or whose child a trial is', () => {
      const last = all.filter(({ phase }) => phase !== 'random').at(-1)!
      for (const key of learnt[name]!) assert.ok(key in last, `${key} in ${JSON.stringify(last)}`)
      for (const provenance of all) {
        assert.equal(provenance.sampler, name)
        for (const [key, value] of Object.entries(provenance)) {
          if (typeof value === 'number') assert.ok(Number.isFinite(value), `${key}: ${value}`)
        }
      }
    })

    test('names what it was led by, and parents are trials that had ended', () => {
      for (const [number, { parent, parents }] of all.entries()) {
        const named = [parent, ...String(parents ?? '').split(' ')].filter((one) => one)
        for (const one of named) {
          const ancestor = Number(one)
          assert.ok(Number.isInteger(ancestor) && ancestor <= number - 4, `${one} of ${number}`)
        }
      }
    })

    test('is explained, options and all', () => {
      assert.ok(docs.includes(`| \`${name}\` |`))
      const words = new Set(all.flatMap((one) => [...Object.keys(one), one.phase]))
      for (const word of words) assert.ok(docs.includes(`\`${word}\``), word)
      const options = Object.keys(samplers[name].options.shape)
      for (const option of options) assert.ok(docs.includes(`\`${option}\``), option)
    })
  })
}
