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

/** What a suggestion of the process says of itself. */
const forecast = {
  'expected?': 'value there, in the objective’s units',
  'deviation?': 'standard deviation of that value',
  'expected*': 'the same for each of several objectives',
  'deviation*': 'the same for each of several objectives',
  'weight*': 'of each of several objectives in this suggestion',
  'expectedImprovement?': 'over the best so far, in the objective’s units',
  logExpectedImprovement:
    'its logarithm, in the units of the process; null where no trial holds the constraints',
  feasibility: 'probability that the trial succeeds and holds the constraints',
  observations: 'trials that the process was fitted to',
  pending: 'running trials that it allowed for',
}

const maxObserved = 300 // a suggestion's time grows with its cube
const maxPending = 64
const exploreEvery = 2 // trials of a search that stagnates
const objectiveLimits = { leastLength: 0.02, maxNoise: 1 }

const start = { sampler: 'gp', phase: 'start-up' }

/**
 * Bayesian optimisation: a Gaussian process with a Matérn 5/2 kernel is fitted to the trials, and the
 * point of the largest expected improvement is tried next. Running trials are believed to give what is
 * expected of them; other processes learn where trials fail and where they hold the outcome constraints, and their
 * probabilities multiply the improvement. Several objectives are made one, under weights drawn for each
 * suggestion (ParEGO). While the search stagnates, every other trial doubts that the function is as smooth as it
 * seems, and looks elsewhere. Of a longer history than 300 trials the best half and a draw from the rest are used.
 *
 * @see Jones et al. 1998, "Efficient global optimization of expensive black-box functions", J. Global
 *   Optim. 13; Gardner et al. 2014, "Bayesian optimization with inequality constraints", ICML (feasibility);
 *   Knowles 2006, "ParEGO", IEEE TEC 10(1)
 */
export const gp = defineSampler({
  summary: 'Gaussian process and expected improvement, for few and costly trials',
  suits: 'few and costly trials, up to four objectives, outcome constraints',
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
      { pointer: '', detail: 'there is no parameter with more than one value to search over' },
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
  value: number // of all objectives; lower is better
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
        // once since a failed trial improves nothing, once more since it teaches nothing either
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

/** Of the bent values; straightened where the best value is. */
function toImprovement(logExpectedImprovement: number, { values, transform }: Model, best: number) {
  const from = values[best] as number
  const to = from - Math.exp(logExpectedImprovement)
  return {
    logExpectedImprovement,
    expectedImprovement: Math.abs(transform.from(from) - transform.from(to)),
  }
}

/** A process of the bent values, believing what it expects of the running trials. */
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

/** A process for each outcome constraint. */
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

/** What is expected of each objective, in its own units. */
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
    // the transform is bent, so half the way between the two deviations
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

/** One entry for each objective, from 0: provenance is flat. */
function named(name: string, values: readonly number[]): Record<string, number> {
  return Object.fromEntries(values.map((value, index) => [`${name}${index}`, value]))
}

/** A trial's point with values drawn for what it does not have. */
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
