/**
 * Computes the state of CMA-ES from the history alone: ended trials are sorted by number and cut into generations of λ.
 * A trial that ends late joins the generation that its number belongs to. Until a generation is full, any number of
 * further trials can be drawn from the previous one, so parallel workers never wait and none of their trials is lost.
 * Trials that users enqueued count like all others.
 *
 * With p trials at once, a trial was drawn when p fewer results were known than now precede it, around the mean of that
 * time. Steps begin half-way between that mean and the current one. Steps from the current mean alone would pull the
 * search back to its earlier position, like two alternating searches; steps from the earlier mean alone overshoot.
 *
 * Restarts follow IPOP: a search that has converged starts again from a new random mean with twice the population.
 *
 * @see Auger and Hansen 2005, "A restart CMA evolution strategy with increasing population size", CEC
 */
import type { Direction } from '../compare/direction.ts'
import { compareRanks, type Rank, rankTrial } from '../compare/ranking.ts'
import { type Folded, foldGenerations } from '../generations.ts'
import { rngFor } from '../rng.ts'
import type { Params } from '../space/params.ts'
import { type Axis, cmaAxes, toPoint } from './axes.ts'
import { cmaConstants, defaultPopulation } from './constants.ts'
import { type Distribution, isotropic, updated } from './distribution.ts'
import { adapted, fullRates, type LearningRates } from './learning-rate.ts'
import { withMargin } from './margin.ts'

export interface Settings {
  seed: number
  direction: Direction
  populationSize: number | null // null: 4 + ⌊2 ln n⌋
  sigma: number // at the start and after a restart, in unit intervals
  restarts: boolean
  adaptsRates: boolean
  running: number // number of running trials; assumed to be the same when each trial was drawn
}

export interface CmaState extends Folded {
  axes: readonly Axis[]
  distribution: Distribution | null // null: there are no axes
  widening: Float64Array
  rates: LearningRates
  restarts: number
  elites: readonly Elite[] // best first, at most maxElites
  bests: readonly number[] // best loss of each of the last generations since the restart
  means: readonly Mean[] // of earlier generations since the restart, latest first
}

interface Elite {
  rank: Rank
  params: Params
}

/** The mean from which points were drawn after this number of results. */
interface Mean {
  told: number
  mean: Float64Array
}

const maxElites = 25
const noAxesGeneration = 8

export const replay = foldGenerations<CmaState, Elite, Settings>({
  learn(trial, { direction }) {
    const rank = rankTrial(trial, direction)
    return rank === null ? null : { rank, params: trial.params }
  },
  isSame: (one, other) => compareRanks(one.rank, other.rank) === 0,
  begin: (space, settings) => initialState(cmaAxes(space), settings),
  size: ({ distribution }) => distribution?.constants.populationSize ?? noAxesGeneration,
  next: nextState,
})

function initialState(axes: readonly Axis[], settings: Settings): CmaState {
  const n = axes.length
  const centre = new Float64Array(n).fill(0.5)
  return {
    axes,
    distribution: n === 0 ? null : fresh(centre, 1, settings),
    widening: new Float64Array(axes.length).fill(1),
    rates: fullRates(axes.length),
    restarts: 0,
    told: 0,
    elites: [],
    bests: [],
    means: [],
  }
}

function nextState(state: CmaState, trials: readonly Elite[], settings: Settings): CmaState {
  const ranked = trials
    .map((trial, place) => ({ ...trial, toldBefore: state.told + place - settings.running }))
    .sort((a, b) => compareRanks(a.rank, b.rank))
  const elites = [...state.elites, ...ranked].sort((a, b) => compareRanks(a.rank, b.rank))
  const base: CmaState = {
    ...state,
    told: state.told + trials.length,
    elites: elites.slice(0, maxElites),
  }
  if (state.distribution === null) return base
  const { mean } = state.distribution
  const means = [{ told: state.told, mean }, ...state.means].slice(0, settings.running + 1)
  const moved = advanced({ ...base, means }, state.distribution, ranked, settings)
  return settings.restarts && isAtRest(moved) ? restarted(moved, settings) : moved
}

function advanced(
  state: CmaState,
  distribution: Distribution,
  ranked: readonly (Elite & { toldBefore: number })[],
  settings: Settings,
): CmaState {
  const { axes, widening } = state
  const { mean, sigma } = distribution
  const steps = ranked.map(({ params, toldBefore }) => {
    const point = toPoint(axes, params)
    const origin = state.means.find(({ told }) => told <= toldBefore) ?? state.means.at(-1)
    const start = mean.map((value, i) => (value + (origin?.mean[i] ?? value)) / 2)
    const step = point.map(
      (value, i) => (value - (start[i] as number)) / (sigma * (widening[i] as number)),
    )
    return shortened(step, distribution)
  })
  let next = updated(distribution, steps)
  let { rates } = state
  if (settings.adaptsRates) ({ state: next, rates } = adapted(distribution, next, rates))
  const corrected = withMargin(next, axes, widening)
  const best = ranked[0]?.rank
  const bests = best?.kind === 0 ? [...state.bests, best.loss].slice(-restSpan(next)) : state.bests
  return {
    ...state,
    distribution: { ...next, mean: corrected.mean.map(clampToUnit) },
    widening: corrected.widening,
    rates,
    bests,
  }
}

/**
 * Limits the length of a step, so that a point that was not drawn from this distribution (enqueued, or drawn before
 * an earlier generation was full) does not shift it too far.
 *
 * @see Hansen 2011, "Injecting external solutions into CMA-ES", arXiv:1110.4181, eq. 4
 */
function shortened(step: Float64Array, { basis, scales, constants }: Distribution): Float64Array {
  const n = constants.dimension
  let squared = 0
  for (let k = 0; k < n; k++) {
    let along = 0
    for (let i = 0; i < n; i++) along += (basis[i * n + k] as number) * (step[i] as number)
    squared += (along / (scales[k] as number)) ** 2
  }
  const limit = Math.sqrt(n) + (2 * n) / (n + 2)
  const length = Math.sqrt(squared)
  return length <= limit ? step : step.map((value) => (value * limit) / length)
}

/** Whether there was no improvement for 10 + 30 n / λ generations, or the points drawn hardly differ. */
function isAtRest({ distribution, bests, axes }: CmaState): boolean {
  if (distribution === null) return false
  const { sigma, scales } = distribution
  const range = Math.max(...bests) - Math.min(...bests)
  if (bests.length === restSpan(distribution) && range <= 1e-12 * Math.abs(bests[0] ?? 0))
    return true
  return axes.some((axis) => axis.steps === null) && sigma * Math.max(...scales) < 1e-9
}

/** The number of generations without improvement that ends a search. */
function restSpan({ constants: { dimension, populationSize } }: Distribution): number {
  return 10 + Math.ceil((30 * dimension) / populationSize)
}

function restarted(state: CmaState, settings: Settings): CmaState {
  const n = state.axes.length
  const restarts = state.restarts + 1
  const rng = rngFor(settings.seed, state.told, 1)
  const mean = Float64Array.from({ length: n }, () => rng.uniform())
  return {
    ...state,
    restarts,
    distribution: fresh(mean, 2 ** restarts, settings),
    widening: new Float64Array(n).fill(1),
    rates: fullRates(n),
    bests: [],
    means: [],
  }
}

function fresh(mean: Float64Array, growth: number, settings: Settings): Distribution {
  const n = mean.length
  const lambda = (settings.populationSize ?? defaultPopulation(n)) * growth
  return isotropic(cmaConstants(n, lambda), mean, settings.sigma)
}

function clampToUnit(value: number): number {
  return Math.min(1, Math.max(0, value))
}
