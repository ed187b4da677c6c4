import { z } from 'zod'
import { defineSampler, type Sampler, type SuggestContext, type SuggestResult } from '../sampler.ts'
import { profileSpace } from '../space/space-profile.ts'
import { cmaes } from './cmaes.ts'
import { gp } from './gp.ts'
import { grid } from './grid.ts'
import { nsga2 } from './nsga2.ts'
import { random } from './random.ts'
import { sobol } from './sobol.ts'
import { tpe } from './tpe.ts'

const longestProcess = 300 // up to this number of trials, gp suggests all of them
const firstOfMany = 200 // with more trials, gp suggests this many; another sampler continues from them
const firstOfUnknown = 100 // the same, if no number is planned: there may be many quick trials
const tinyCells = 32
const wideSpace = 12 // parameters; with more, a process of few trials learns too little
const wideStart = 40 // number of first trials in such a space

/**
 * Chooses a sampler for each trial by the space, the number of objectives, and the numbers of planned and parallel
 * trials; `provenance` names the sampler and the reason. The first matching rule applies:
 *
 * | when | chosen |
 * | --- | --- |
 * | nothing is free | random |
 * | at most 32 configurations, and trials for all of them | grid, shuffled |
 * | half of the planned trials or more run at once | sobol |
 * | several objectives | gp for up to four, then nsga2 |
 * | one objective | gp, then cmaes (numbers only, no outcome constraints) or tpe |
 *
 * `gp` suggests all trials if at most 300 are planned, otherwise the first 200, or 100 if their number is unknown. In a
 * space of more than 12 numbers, cmaes suggests the first 40.
 */
export const auto = defineSampler({
  summary: 'Chooses by space, budget, parallelism and objectives, and says why',
  suits: 'any space and budget; says what it chose and why',
  source: null,
  phases: {
    '*': { chosen: 'the sampler that made the suggestion', because: 'reason for this sampler' },
  },
  choosesAmong: { random, grid, sobol, gp, nsga2, cmaes, tpe },
  options: z.strictObject({}),
  usesHistory: true,
  isFinite: false,
  maxObjectives: Number.POSITIVE_INFINITY,
  costMs(context) {
    const { sampler, options = {} } = choose(context)
    return sampler.costMs(context, options)
  },
  suggest(context) {
    const { chosen, sampler, options = {}, because } = choose(context)
    return named(sampler.suggest(context, options), chosen, because)
  },
})

interface Choice {
  chosen: string
  sampler: Sampler
  options?: object
  because: string
}

function choose(context: SuggestContext): Choice {
  const { space, directions, plan = { trials: null, parallelism: null } } = context
  const { trials, parallelism } = plan
  const { free, cells } = profileSpace(space)
  if (free === 0) return { chosen: 'random', sampler: random, because: 'nothing is free' }
  if (trials !== null && cells !== null && cells <= Math.min(tinyCells, trials)) {
    const because = `${cells} configurations in all, ${trials} trials`
    return { chosen: 'grid', sampler: grid, options: { shuffle: true }, because }
  }
  if (trials !== null && parallelism !== null && parallelism > 1 && 2 * parallelism >= trials) {
    const because = `${parallelism} of ${trials} trials run at once: few would learn from others`
    return { chosen: 'sobol', sampler: sobol, because }
  }
  return directions.length > 1 ? forSeveral(context) : forOne(context)
}

function forSeveral({ directions, plan, suggestionIndex: index }: SuggestContext): Choice {
  const until = processUntil(plan?.trials ?? null)
  const because = `${directions.length} objectives, trial ${index + 1}: `
  return index < until && directions.length <= gp.maxObjectives
    ? { chosen: 'gp', sampler: gp, because: `${because}few, each should count` }
    : { chosen: 'nsga2', sampler: nsga2, because: `${because}enough for generations` }
}

function forOne({ space, plan, suggestionIndex: index, history }: SuggestContext): Choice {
  const { free, categorical, conditional } = profileSpace(space)
  const isConstrained = history.some(({ violations }) => (violations ?? []).length > 0)
  const suitsCmaes = categorical === 0 && conditional === 0 && !isConstrained
  const parameters = `${free} parameters, ${categorical} without order, ${conditional} conditional`
  const until = processUntil(plan?.trials ?? null)
  const because = `${parameters}; trial ${index + 1}`
  const isWide = suitsCmaes && free > wideSpace
  if (index < until && !(isWide && index < wideStart)) {
    return { chosen: 'gp', sampler: gp, because: `${because}: few, each should count` }
  }
  return suitsCmaes
    ? { chosen: 'cmaes', sampler: cmaes, because: `${because}: numbers only` }
    : { chosen: 'tpe', sampler: tpe, because: `${because}: too many for a process` }
}

function processUntil(trials: number | null): number {
  if (trials === null) return firstOfUnknown
  return trials <= longestProcess ? trials : firstOfMany
}

function named(result: SuggestResult, chosen: string, because: string): SuggestResult {
  if (result === null || result === 'unsatisfiable') return result
  const { params, provenance } = result
  return { params, provenance: { ...provenance, sampler: 'auto', chosen, because } }
}
