import { z } from 'zod'
import type { Params, ParamValue } from '../params.ts'
import { defineSampler, type SuggestContext, type SuggestResult } from '../sampler.ts'
import { assign } from '../space/assign.ts'
import { drawFrom } from '../space/domain.ts'
import { type Axis, axesOf } from '../tpe/axes.ts'
import {
  absent,
  drawCoordinate,
  drawKernel,
  logDensity,
  type Marginal,
  type Parzen,
  parzen,
} from '../tpe/parzen.ts'
import { type Split, split } from '../tpe/split.ts'
import { sobolParams } from './sobol.ts'

const maxTries = 1_000
const recent = 25 // bad trials of full weight

/**
 * Multivariate tree-structured Parzen estimator: one density l of the good trials and one density g of the bad
 * ones; of candidates drawn from l, the one with the largest l/g is tried next, which is the one of the
 * largest expected improvement. Running trials count as bad, so that parallel ones keep apart.
 *
 * @see Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", NIPS, §4; Ozaki et al. 2022,
 *   "Multiobjective tree-structured Parzen estimator", JAIR 73; Watanabe 2023, arXiv:2304.11127
 */
export const tpe = defineSampler({
  summary: 'Tree-structured Parzen estimator, for mixed and conditional spaces of any size',
  options: z.strictObject({
    startupTrials: z
      .int()
      .min(1)
      .default(10)
      .describe('quasi-random trials before the estimators are used'),
    candidates: z
      .int()
      .min(1)
      .max(1_000)
      .default(24)
      .describe('drawn from the good trials’ density, of which the best is taken'),
    goodShare: z.number().gt(0).lt(1).default(0.1).describe('share of the trials that is good'),
    maxGood: z.int().min(1).default(25).describe('and how many at most'),
  }),
  usesHistory: true,
  isFinite: false,
  maxObjectives: Number.POSITIVE_INFINITY,
  suggest(context, options) {
    const { space, history, directions } = context
    const axes = axesOf(space)
    const most = directions.length === 1 ? options.maxGood : Number.POSITIVE_INFINITY
    const parts = split(history, directions, (n) =>
      Math.min(Math.ceil(options.goodShare * n), most),
    )
    const isReady = parts.started >= options.startupTrials && parts.judged >= 2
    if (axes.length === 0 || !isReady) return startUp(context)
    return exploit(context, axes, parts, options.candidates)
  },
})

function startUp({ space, seed, suggestionIndex, isFeasible }: SuggestContext): SuggestResult {
  for (let scrambling = 0; scrambling < maxTries; scrambling++) {
    const params = sobolParams(space, suggestionIndex, seed + scrambling * 2 ** 32)
    if (isFeasible === null || isFeasible(params)) {
      return { params, provenance: { sampler: 'tpe', phase: 'start-up' } }
    }
  }
  return 'unsatisfiable'
}

function exploit(
  context: SuggestContext,
  axes: readonly Axis[],
  { good, bad }: Split,
  count: number,
): SuggestResult {
  const isFeasible = context.isFeasible ?? (() => true)
  const [goodRows, badRows] = [good, bad].map((trials) =>
    trials.map((params) => locate(axes, params)),
  ) as [Float64Array[], Float64Array[]]
  const l = parzen(axes, goodRows, new Float64Array(good.length).fill(1))
  const g = parzen(axes, badRows, recency(bad.length))
  const scratch = new Float64Array(Math.max(l.size, g.size))
  const draw = drawerFrom(l, axes, context)
  const candidates: Candidate[] = []
  for (let tries = 0; tries < maxTries && candidates.length < count; tries++) {
    const params = draw()
    if (!isFeasible(params)) continue
    const point = locate(axes, params)
    const logL = logDensity(l, point, scratch)
    const logG = logDensity(g, point, scratch)
    candidates.push({ params, point, logL, logG })
  }
  candidates.sort((a, b) => b.logL - b.logG - (a.logL - a.logG))
  const isNew = ({ point }: Candidate) =>
    !goodRows.some((row) => isSame(row, point)) && !badRows.some((row) => isSame(row, point))
  const chosen = candidates.find(isNew) ?? candidates[0]
  if (chosen === undefined) return startUp(context)
  return {
    params: chosen.params,
    provenance: {
      sampler: 'tpe',
      phase: 'exploit',
      logL: chosen.logL,
      logG: chosen.logG,
      good: good.length,
      bad: bad.length,
      candidates: candidates.length,
    },
  }
}

interface Candidate {
  params: Params
  point: Float64Array // [axes]
  logL: number
  logG: number
}

/** Draws a candidate from l: one kernel for all of its parameters; which those are, its choices decide. */
function drawerFrom(l: Parzen, axes: readonly Axis[], { space, rng }: SuggestContext) {
  const indexOf = new Map(axes.map(({ parameter }, i) => [parameter.name, i]))
  return (): Params => {
    const kernel = drawKernel(l, rng)
    return assign(space, ({ name, domain }): ParamValue => {
      const i = indexOf.get(name)
      if (i === undefined) return drawFrom(domain, rng)
      return (axes[i] as Axis).valueAt(drawCoordinate(l.marginals[i] as Marginal, kernel, rng))
    })
  }
}

function locate(axes: readonly Axis[], params: Params): Float64Array {
  const point = new Float64Array(axes.length)
  for (let i = 0; i < axes.length; i++) {
    const { parameter, coordinateOf } = axes[i] as Axis
    const value = params[parameter.name]
    point[i] = value === undefined ? absent : coordinateOf(value)
  }
  return point
}

function isSame(row: Float64Array, point: Float64Array): boolean {
  for (let i = 0; i < row.length; i++) if (!Object.is(row[i], point[i])) return false
  return true
}

/** Weights of bad trials, oldest first: the latest count fully, older ones less and less. */
function recency(count: number): Float64Array {
  const older = count - recent
  return Float64Array.from({ length: count }, (_, k) =>
    k >= older ? 1 : 1 / count + (older < 2 ? 0 : (k / (older - 1)) * (1 - 1 / count)),
  )
}
