/** Measures the time of a suggestion in the middle of a search, with the same space and trial objects in every call. */
import { rngFor } from '../../src/search/rng.ts'
import { samplers } from '../../src/search/samplers/index.ts'
import { parseSpace } from '../../src/search/space/parse/parse-space.ts'
import type { Trial } from '../../src/search/trial.ts'
import { float, holes, sum, testFunction, vector } from './functions/test-function.ts'
import { startPeer } from './peer.ts'
import type { Timing } from './tables.ts'

interface Case {
  sampler: 'tpe' | 'gp' | 'cmaes' | 'nsga2'
  trials: number
  parameters: number
  atMostMs: number
  objectives: 1 | 2
  hasPeer: boolean
}

const cases: readonly Case[] = [
  { sampler: 'tpe', trials: 1_000, parameters: 20, atMostMs: 4, objectives: 1, hasPeer: true },
  { sampler: 'gp', trials: 300, parameters: 6, atMostMs: 150, objectives: 1, hasPeer: false },
  { sampler: 'cmaes', trials: 1_000, parameters: 20, atMostMs: 0.2, objectives: 1, hasPeer: true },
  { sampler: 'nsga2', trials: 1_000, parameters: 20, atMostMs: 0.2, objectives: 2, hasPeer: true },
]

const warmUp = 60 // suggestions of ours before the measurement, as in a running service
const measured = 40

export async function timings(python: string, wanted: readonly string[]): Promise<Timing[]> {
  const found: Timing[] = []
  for (const one of cases.filter(({ sampler }) => wanted.includes(sampler))) {
    const { sampler, trials, parameters, atMostMs, hasPeer } = one
    found.push({
      about: `${sampler}, ${trials} trials × ${parameters} parameters`,
      ours: ours(one),
      peer: hasPeer ? await peers(python, one) : [],
      atMostMs,
    })
  }
  return found
}

const bowl = (x: readonly number[]) => sum(x.map((value, i) => (value - 0.3 - 0.02 * i) ** 2))

function valuesOf(x: readonly number[], objectives: number): number[] {
  return objectives === 1 ? [bowl(x)] : [bowl(x), bowl(x.map((value) => 1 - value))]
}

/** Earlier trials resemble those of a converging search: random points that get closer to the optimum. */
function ours({ sampler, trials, parameters, objectives }: Case): number[] {
  const parsed = parseSpace(holes(parameters, float(0, 1)))
  if (!parsed.ok) throw new Error('The search space is not valid')
  const { space } = parsed
  const directions = Array.from({ length: objectives }, () => 'minimize' as const)
  const history: Trial[] = []
  const push = (params: Trial['params']) => {
    const values = valuesOf(vector(params, parameters), objectives)
    history.push({ number: history.length, state: 'complete', params, values, reports: new Map() })
  }
  while (history.length < trials - measured - warmUp) {
    const rng = rngFor(1, history.length)
    const width = 1 - 0.8 * (history.length / trials)
    push(
      Object.fromEntries(
        space.parameters.map(({ name }, i) => {
          const value = 0.3 + 0.02 * i + width * (rng.uniform() - 0.5)
          return [name, Math.min(1, Math.max(0, value))]
        }),
      ),
    )
  }
  const times = Array.from({ length: warmUp + measured }, () => {
    const number = history.length
    const context = { space, directions, history, number, suggestionIndex: number, enqueued: [] }
    const rng = rngFor(1, number)
    const startedAt = performance.now()
    const result = samplers[sampler].suggest({ ...context, seed: 1, rng, isFeasible: null }, {})
    const ms = performance.now() - startedAt
    if (result === null || result === 'unsatisfiable') throw new Error(`${sampler} gave up`)
    push(result.params)
    return ms
  })
  return times.slice(warmUp)
}

/** The mean over a whole search. Later trials take longer, so this favours the peer. */
async function peers(python: string, { sampler, trials, parameters, objectives }: Case) {
  const space = holes(parameters, float(0, 1))
  const parsed = parseSpace(space)
  if (!parsed.ok) throw new Error('The space of the timing is not valid')
  const peer = startPeer(python)
  try {
    const { msPerTrial } = await peer.run({
      sampler,
      space: parsed.space,
      seed: 1,
      budget: trials,
      parallel: 1,
      testFunction: testFunction({
        name: 'timing',
        family: 'continuous',
        about: '',
        half: 'reporting',
        space,
        reference: objectives === 1 ? null : [20, 20],
        evaluate: (params) => valuesOf(vector(params, parameters), objectives),
      }),
    })
    return [msPerTrial]
  } finally {
    peer.stop()
  }
}
