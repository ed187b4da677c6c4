import { z } from 'zod'
import type { Direction } from '../direction.ts'
import {
  type Acquisition,
  logExpectedImprovement,
  logProbabilityOfFeasibility,
  withFeasibility,
} from '../gp/acquisition.ts'
import { maskInactive } from '../gp/activity.ts'
import { type Axis, absentCategory, axesOf, locate, paramsAt } from '../gp/axes.ts'
import { maximize } from '../gp/maximize.ts'
import { drawn, informative, type Observations, observe } from '../gp/observations.ts'
import { fitOutputTransform } from '../gp/output-transform.ts'
import { believe, type Process, predict } from '../gp/process.ts'
import { surrogateFor } from '../gp/surrogate.ts'
import type { Params } from '../params.ts'
import { defineSampler, type SuggestContext, type SuggestResult } from '../sampler.ts'
import { sobolParams } from './sobol.ts'

const maxObserved = 300 // a suggestion's time grows with its cube
const maxPending = 64
const maxFailed = 60
const maxEnded = 60 // that are set against the failed ones
const maxTries = 1_000
const maxCandidates = 512
const cheapObserved = 150 // up to which all of those candidates are affordable
const startCount = 6
const stagnantTrials = 6
const stagnantGain = 0.01 // of the best value by those trials, in deviations of the values
const exploreEvery = 3
const exploreShrink = 0.5

/**
 * Bayesian optimisation: a Gaussian process with a Matérn 5/2 kernel is fitted to the trials, and the
 * point of the largest expected improvement is tried next. Running trials are believed to give what is
 * expected of them; failed ones teach a second process where trials fail, whose probability multiplies
 * the improvement. Of a longer history than 300 trials the best half and a draw from the rest are used.
 *
 * @see Jones et al. 1998, "Efficient global optimization of expensive black-box functions", J. Global
 *   Optim. 13; Gardner et al. 2014, "Bayesian optimization with inequality constraints", ICML (feasibility)
 */
export const gp = defineSampler({
  summary: 'Gaussian process and expected improvement, for few and costly trials',
  options: z.strictObject({
    startupTrials: z
      .int()
      .min(1)
      .default(10)
      .describe('quasi-random trials before the process is used'),
  }),
  usesHistory: true,
  isFinite: false,
  maxObjectives: 1,
  check(space) {
    if (axesOf(space).length > 0) return []
    return [
      { pointer: '', detail: 'there is no parameter with more than one value to search over' },
    ]
  },
  suggest(context, { startupTrials }) {
    const { space, history, directions } = context
    const axes = axesOf(space)
    const direction = directions[0] ?? 'minimize'
    const observations = observe(history, direction)
    const { judged, failed, pending } = observations
    const started = judged.length + failed.length + pending.length
    if (axes.length === 0 || started < startupTrials || judged.length < 2) return startUp(context)
    return improve(context, axes, observations, direction)
  },
})

function startUp({ space, seed, suggestionIndex, isFeasible }: SuggestContext): SuggestResult {
  for (let scrambling = 0; scrambling < maxTries; scrambling++) {
    const params = sobolParams(space, suggestionIndex, seed + scrambling * 2 ** 32)
    if (isFeasible === null || isFeasible(params)) {
      return { params, provenance: { sampler: 'gp', phase: 'start-up' } }
    }
  }
  return 'unsatisfiable'
}

function improve(
  context: SuggestContext,
  axes: readonly Axis[],
  { judged, failed, pending }: Observations,
  direction: Direction,
): SuggestResult {
  const { space, rng, number } = context
  const sign = direction === 'minimize' ? 1 : -1
  const used = informative(judged, maxObserved, direction, rng)
    .map(({ params, value }) => ({ params, value: sign * value }))
    .sort((a, b) => a.value - b.value)
  const transform = fitOutputTransform(used.map(({ value }) => value))
  const values = used.map(({ value }) => transform.to(value))
  const locations = used.map(({ params }) => locate(axes, params))
  const running = pending.slice(-maxPending).map((params) => locate(axes, params))
  const latest = judged.slice(-stagnantTrials).map(({ value }) => transform.to(sign * value))
  const before = judged.slice(0, -stagnantTrials).map(({ value }) => transform.to(sign * value))
  const isStagnant = Math.min(...before) - Math.min(...latest) < stagnantGain
  const explores = isStagnant && before.length > 4 && number % exploreEvery === 0
  const process = surrogateFor(axes, locations, values, {
    room: running.length,
    shrink: explores ? exploreShrink : 1,
    leastLength: 0.02,
    maxNoise: 1,
  })
  for (const location of running) believe(process, location)

  const improvement = logExpectedImprovement(process, values[0] as number)
  const feasibility = feasibilityOf(
    axes,
    drawn(locations, maxEnded, rng),
    drawn(failed, maxFailed, rng).map((params) => locate(axes, params)),
  )
  const mask = maskInactive(space, axes)
  const search = (isAllowed: (params: Params) => boolean) =>
    maximize({
      axes,
      acquisition: feasibility === null ? improvement : withFeasibility(improvement, feasibility),
      mask,
      isAllowed: (point) => isAllowed(paramsAt(space, axes, point)),
      parents: locations.slice(0, 5).map((location) => filled(axes, location, rng)),
      lengthScales: process.hyperparameters.lengthScales,
      candidateCount: Math.ceil(maxCandidates * Math.min(1, cheapObserved / used.length)),
      startCount,
      rng,
    })
  const isFeasible = context.isFeasible ?? (() => true)
  const tried = new Set([...judged.map(({ params }) => params), ...failed, ...pending].map(keyOf))
  const isNew = (params: Params) => !tried.has(keyOf(params)) && isFeasible(params)
  const maximum = search(isNew) ?? search(isFeasible)
  if (maximum === null) return startUp(context)
  const params = paramsAt(space, axes, maximum.point)
  const best = values[0] as number
  const logImprovement = improvement.at(mask(maximum.point))
  return {
    params,
    provenance: {
      sampler: 'gp',
      phase: explores ? 'explore' : 'exploit',
      ...expectation(process, mask(maximum.point), (value) => sign * transform.from(value)),
      logExpectedImprovement: logImprovement,
      // of the bent objective; straightened where the best value is
      expectedImprovement: Math.abs(
        transform.from(best) - transform.from(best - Math.exp(logImprovement)),
      ),
      feasibility: feasibility === null ? 1 : Math.exp(feasibility.at(mask(maximum.point))),
      observations: used.length,
      pending: running.length,
    },
  }
}

/** In the objective's units: the transform is bent, so half the way between the two deviations. */
function expectation(process: Process, x: Float64Array, unbend: (transformed: number) => number) {
  const { mean, variance } = predict(process, x)
  const deviation = Math.sqrt(variance)
  return {
    expected: unbend(mean),
    deviation: Math.abs(unbend(mean + deviation) - unbend(mean - deviation)) / 2,
  }
}

/** Null when no trial failed. */
function feasibilityOf(
  axes: readonly Axis[],
  ended: readonly Float64Array[],
  failed: readonly Float64Array[],
): Acquisition | null {
  if (failed.length === 0) return null
  const locations = [...failed, ...ended]
  const labels = locations.map((_, index) => (index < failed.length ? -1 : 1))
  const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length
  // labels jump where failures begin: without a floor, two trials beside it would make all lengths tiny
  const process = surrogateFor(
    axes,
    locations,
    labels.map((label) => label - mean),
    { room: 0, shrink: 1, leastLength: 0.2, maxNoise: 0.1 },
  )
  return logProbabilityOfFeasibility(process, mean)
}

/** A trial's point with values drawn for what it does not have. */
function filled(axes: readonly Axis[], location: Float64Array, rng: SuggestContext['rng']) {
  return location.map((coordinate, index) => {
    const { stops } = axes[index] as Axis
    if (coordinate !== absentCategory || stops === null) return coordinate
    return stops[rng.int(stops.length)] as number
  })
}

function keyOf(params: Params): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)))
}
