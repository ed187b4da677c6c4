/** Runs a search with a sampler of this repository. */
import { setImmediate } from 'node:timers/promises'
import { rngFor } from '../../src/search/rng.ts'
import { samplers } from '../../src/search/samplers/index.ts'
import type { Trial } from '../../src/search/trial.ts'
import { type Job, type Run, runOf } from './run.ts'
import { type Outcome, outcomeOf } from './trial-values.ts'

/** Pauses between suggestions, so that output of the peers is processed. */
export async function runOurs(job: Job): Promise<Run> {
  const { sampler: name, testFunction, space, seed, budget, parallel } = job
  const sampler = samplers[name as keyof typeof samplers]
  const directions = (testFunction.reference ?? [0]).map(() => 'minimize' as const)
  const history: Trial[] = []
  const outcomes: Outcome[] = []
  let ms = 0
  for (let number = 0; number < budget; number++) {
    if (number >= parallel) tell(history[number - parallel]!, outcomes[number - parallel]!)
    const startedAt = performance.now()
    const suggested = sampler.suggest(
      {
        space,
        directions,
        history,
        number,
        suggestionIndex: number,
        enqueued: [],
        seed,
        rng: rngFor(seed, number),
        isFeasible: null,
        plan: { trials: budget, parallelism: parallel },
      },
      {},
    )
    ms += performance.now() - startedAt
    if (suggested === null || suggested === 'unsatisfiable') throw new Error(`${name} gave up`)
    const { params } = suggested
    outcomes.push(outcomeOf(testFunction, params, { seed, number }))
    await setImmediate()
    history.push({ number, state: 'running', params, values: null, reports: new Map() })
  }
  return runOf(job, outcomes, ms)
}

function tell(trial: Trial, { observed }: Outcome): void {
  trial.state = observed === null ? 'failed' : 'complete'
  trial.values = observed
}
