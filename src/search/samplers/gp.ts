import { z } from 'zod'
import type { Direction } from '../compare/direction.ts'
import { logExpectedImprovement, multiply, raise } from '../gp/acquisition.ts'
import { maskInactive } from '../gp/activity.ts'
import { type Axis, absentCategory, gpAxes, locate, paramsAt } from '../gp/axes.ts'
import { holding, notFailing } from '../gp/feasibility.ts'
import { maximize } from '../gp/maximize.ts'
import { informative, type Observation, type Observations, observe } from '../gp/observations.ts'
import { fitOutputTransform } from '../gp/output-transform.ts'
import { believe, predict } from '../gp/process.ts'
import { drawWeights, scalarize } from '../gp/scalarize.ts'
import { isStagnant } from '../gp/stagnation.ts'
import { surrogateFor } from '../gp/surrogate.ts'
import { defineSampler, type SuggestContext, type SuggestResult } from '../sampler.ts'
import type { Params } from '../space/params.ts'
import { startUp } from '../start-up.ts'

/** The provenance keys of a suggestion by the process. */
const forecast = {
  'expected?': 'expected value, in the objective’s units',
  'deviation?': 'standard deviation of that value',
  'expected*': '`expected` of each of several objectives',
  'deviation*': '`deviation` of each of several objectives',
  'weight*': 'weight of each of several objectives in this suggestion',
  'expectedImprovement?': 'over the best so far, in the objective’s units',
  logExpectedImprovement:
    'its logarithm, in the units of the process; null if no trial satisfies the constraints',
  feasibility: 'probability that the trial succeeds and satisfies the constraints',
  observations: 'number of trials that the process was fitted to',
  pending: 'number of running trials that it took into account',
}

const maxObserved = 300 // a suggestion's time grows with its cube
const maxPending = 64
const exploreEvery = 2 // every second trial of a stagnating search explores
const objectiveLimits = { leastLength: 0.02, maxNoise: 1 }

const start = { sampler: 'gp', phase: 'start-up' }

/**
 * Bayesian optimisation: fits a Gaussian process with a Matérn 5/2 kernel to the trials and suggests the
 * point with the largest expected improvement. Running trials are assumed to give their expected value. Other processes
 * learn where trials fail and where they satisfy the outcome constraints; the improvement is multiplied by their
 * probabilities. Several objectives are combined into one by weights drawn for each suggestion (ParEGO). While
 * the search stagnates, every second trial assumes a less smooth function and explores elsewhere. From a history of
 * more than 300 trials, 300 are used: half of them the best ones, the others drawn from the rest.
 *
 * @see Jones et al. 1998, "Efficient global optimization of expensive black-box functions", J. Global
 *   Optim. 13; Gardner et al. 2014, "Bayesian optimization with inequality constraints", ICML (feasibility);
 *   Knowles 2006, "ParEGO", IEEE TEC 10(1)
 */
export const gp = defineSampler({
  summary: 'Gaussian process and expected improvement, for few expensive trials',
  suits: 'few expensive trials, up to four objectives, outcome constraints',
  source: 'Jones et al. 1998; Ament et al. 2023 (log EI); Gardner et al. 2014; Knowles 2006',
  phases: {
    'start-up': {},
    exploit: forecast,
    explore: forecast,
  },
  options: z.strictObject({
    startupTrials: z
      .int()
      .min(1)
      .default(10)
      .describe('quasi-random trials before the process is used'),
  }),
  usesHistory: true,
  isFinite: false,
  needsFreeParameter: true,
  maxObjectives: 4,
  check(space) {
    if (gpAxes(space).length > 0) return []
    return [
      {
        pointer: '',
        detail:
          'the space has no parameter with more than one value; there is nothing to search over',
      },
    ]
  },
  costMs({ history }, { startupTrials }) {
    return history.length < startupTrials ? 0 : 10 + history.length / 2
  },
  suggest(context, { startupTrials }) {
    const { space, history, directions } = context
    const axes = gpAxes(space)
    const observations = observe(history, directions)
    const { judged, failed, pending } = observations
    const started = judged.length + failed.length + pending.length
    if (axes.length === 0 || started < startupTrials || judged.length < 2)
      return startUp(context, start)
    return improve(context, axes, observations)
  },
})

/** An observation as the process sees it. */
interface Used extends Observation {
  value: number // combines all objectives; lower is better
  location: Float64Array
}

function improve(
  context: SuggestContext,
  axes: readonly Axis[],
  { judged, failed, pending }: Observations,
): SuggestResult {
  const { space, rng, directions } = context
  const weights = drawWeights(directions.length, rng)
  const scalars = scalarize(
    judged.map(({ losses }) => losses),
    weights,
  )
  const used: Used[] = informative(
    judged.map((one, index) => ({ ...one, value: scalars[index] as number })),
    maxObserved,
    rng,
  ).map((one) => ({ ...one, location: locate(axes, one.params) }))
  const running = pending.slice(-maxPending).map((params) => locate(axes, params))
  const explores = context.number % exploreEvery === 0 && isStagnant(scalars)
  const model = fitted(axes, used, { running, doubts: explores })
  const { process, values } = model

  const best = used.findIndex(isHolding)
  const improvement = best < 0 ? null : logExpectedImprovement(process, values[best] as number)
  const success = notFailing(
    axes,
    used.map(({ location }) => location),
    failed.map((params) => locate(axes, params)),
  )
  const constraints = fitConstraints(axes, used)
  const mask = maskInactive(space, axes)
  const search = (isAllowed: (params: Params) => boolean) =>
    maximize({
      axes,
      acquisition: multiply([
        ...(improvement === null ? [] : [improvement]),
        // once because a failed trial does not improve, and again because it teaches nothing either
        ...(success === null ? [] : [raise(success, 2)]),
        ...constraints,
      ]),
      mask,
      isAllowed: (point) => isAllowed(paramsAt(space, axes, point)),
      parents: used.slice(0, 5).map(({ location }) => filled(axes, location, rng)),
      lengthScales: process.hyperparameters.lengthScales,
      observations: used.length,
      rng,
    })
  const isFeasible = context.isFeasible ?? (() => true)
  const tried = new Set(
    [...judged.map(({ params }) => params), ...failed, ...pending].map(paramsKey),
  )
  const isNew = (params: Params) => !tried.has(paramsKey(params)) && isFeasible(params)
  const maximum = search(isNew) ?? search(isFeasible)
  if (maximum === null) return startUp(context, start)
  const x = mask(maximum.point)
  return {
    params: paramsAt(space, axes, maximum.point),
    provenance: {
      sampler: 'gp',
      phase: explores ? 'explore' : 'exploit',
      ...expectations(axes, used, { x, directions, model }),
      ...(weights.length > 1 && named('weight', weights)),
      ...(improvement === null
        ? { logExpectedImprovement: null }
        : toImprovement(improvement.at(x), model, used.findIndex(isHolding))),
      feasibility: Math.exp(multiply([...(success ? [success] : []), ...constraints]).at(x)),
      observations: used.length,
      pending: running.length,
    },
  }
}

type Model = ReturnType<typeof fitted>

/** Converts an improvement of transformed values to the objective's units, starting from the best value. */
function toImprovement(logExpectedImprovement: number, { values, transform }: Model, best: number) {
  const from = values[best] as number
  const to = from - Math.exp(logExpectedImprovement)
  return {
    logExpectedImprovement,
    expectedImprovement: Math.abs(transform.from(from) - transform.from(to)),
  }
}

/** Fits a process to the transformed values, assuming that running trials give their expected values. */
function fitted(
  axes: readonly Axis[],
  used: readonly Used[],
  { running, doubts }: { running: readonly Float64Array[]; doubts: boolean },
) {
  const transform = fitOutputTransform(used.map(({ value }) => value))
  const values = used.map(({ value }) => transform.to(value))
  const process = surrogateFor(
    axes,
    used.map(({ location }) => location),
    values,
    { ...objectiveLimits, room: running.length, doubts },
  )
  for (const location of running) believe(process, location)
  return { process, values, transform }
}

/** Fits a process for each outcome constraint. */
function fitConstraints(axes: readonly Axis[], used: readonly Used[]) {
  const known = used.filter(({ violations }) => violations !== null)
  const count = Math.max(0, ...known.map(({ violations }) => violations?.length ?? 0))
  return Array.from({ length: count }, (_, index) => {
    const told = known.filter(({ violations }) => violations?.[index] !== undefined)
    const values = told.map(({ violations }) => violations?.[index] as number)
    return holding(
      axes,
      told.map(({ location }) => location),
      values,
    )
  })
}

function isHolding({ violations }: Observation): boolean {
  return (violations ?? []).every((violation) => violation <= 0)
}

/** Predicts each objective, in its own units. */
function expectations(
  axes: readonly Axis[],
  used: readonly Used[],
  of: { x: Float64Array; directions: readonly Direction[]; model: Model },
) {
  const { x, directions, model } = of
  const each = directions.map((direction, objective) => {
    const own = used.map((one) => ({ ...one, value: one.losses[objective] as number }))
    const { process, transform } =
      directions.length === 1 ? model : fitted(axes, own, { running: [], doubts: false })
    const { mean, variance } = predict(process, x)
    const deviation = Math.sqrt(variance)
    const expected = transform.from(mean)
    // the transform is not linear, so take half the distance between both deviations
    const range = transform.from(mean + deviation) - transform.from(mean - deviation)
    return {
      expected: direction === 'minimize' ? expected : -expected,
      deviation: Math.abs(range) / 2,
    }
  })
  const [only] = each
  if (each.length === 1 && only !== undefined) return only
  return {
    ...named(
      'expected',
      each.map(({ expected }) => expected),
    ),
    ...named(
      'deviation',
      each.map(({ deviation }) => deviation),
    ),
  }
}

/** Makes one entry per objective, numbered from 0, because provenance is flat. */
function named(name: string, values: readonly number[]): Record<string, number> {
  return Object.fromEntries(values.map((value, index) => [`${name}${index}`, value]))
}

/** Returns a trial's point, with values drawn for parameters that it does not have. */
function filled(axes: readonly Axis[], location: Float64Array, rng: SuggestContext['rng']) {
  return location.map((coordinate, index) => {
    const { stops } = axes[index] as Axis
    if (coordinate !== absentCategory || stops === null) return coordinate
    return stops[rng.int(stops.length)] as number
  })
}

function paramsKey(params: Params): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)))
}
