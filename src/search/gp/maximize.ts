/**
 * Maximises an acquisition function in a mixed space. It draws many candidates and improves some of them, alternating
 * L-BFGS over the continuous axes with a search over the discrete axes. Candidates to improve are drawn at random by
 * their values, so that others get a chance when the best candidates are all on one hill.
 *
 * Points have a coordinate for every axis, active or not; `mask` returns the point as the process sees it.
 */
import { minimizeInBox } from '../math/lbfgs.ts'
import type { Rng } from '../rng.ts'
import type { Acquisition } from './acquisition.ts'
import type { Axis } from './axes.ts'

export interface MaximizeOptions {
  axes: readonly Axis[]
  acquisition: Acquisition
  mask(point: Float64Array): Float64Array
  isAllowed(point: Float64Array): boolean
  parents: readonly Float64Array[] // good points, best first
  lengthScales: Float64Array // [axes], scales steps to be comparable
  observations: number // of the processes: the cost of an acquisition value grows with their square
  rng: Rng
}

export interface Maximum {
  point: Float64Array
  value: number
}

const maxRounds = 4
const maxIterations = 60
const maxCandidates = 1_024
const candidateWork = 2e7 // candidates times squared observations: bounds the time of a suggestion
const cheapObservations = 150
const manyStarts = 8
const fewStarts = 5
const maxExhaustive = 16 // an axis with at most this number of stops is searched exhaustively

/** Returns null when no candidate is allowed. */
export function maximize(options: MaximizeOptions): Maximum | null {
  const { acquisition, mask, isAllowed, observations, rng } = options
  const candidates = drawCandidates(options)
    .filter(isAllowed)
    .map((point) => ({ point, value: acquisition.at(mask(point)) }))
  const order = drawnByValue(candidates, rng)
  candidates.sort((a, b) => b.value - a.value)
  const startCount = observations <= cheapObservations ? manyStarts : fewStarts
  const improved = startsFrom([...candidates.slice(0, 1), ...order], startCount, mask)
    .map((start) => climb(start, options))
    .filter(({ point }) => isAllowed(point))
    .sort((a, b) => b.value - a.value)
  const [climbed] = improved
  const [drawn] = candidates
  return climbed !== undefined && climbed.value >= (drawn?.value ?? Number.NEGATIVE_INFINITY)
    ? climbed
    : (drawn ?? null)
}

/**
 * Draws an order of the candidates in which each one comes next with a probability proportional to its improvement:
 * sorts by the logarithm of the improvement plus Gumbel noise.
 */
function drawnByValue(candidates: readonly Maximum[], rng: Rng): Maximum[] {
  return candidates
    .map((candidate) => ({ candidate, key: candidate.value - Math.log(-Math.log(rng.uniform())) }))
    .sort((a, b) => b.key - a.key)
    .map(({ candidate }) => candidate)
}

/** Selects the first candidates that are not close to each other, in the process's length scales. */
function startsFrom(
  candidates: readonly Maximum[],
  count: number,
  mask: MaximizeOptions['mask'],
): Maximum[] {
  const starts: Maximum[] = []
  for (const candidate of candidates) {
    if (starts.length >= count) break
    const x = mask(candidate.point)
    const isNew = starts.every(({ point }) => {
      const other = mask(point)
      return x.some((value, axis) => Math.abs(value - (other[axis] as number)) > 0.05)
    })
    if (isNew) starts.push(candidate)
  }
  return starts
}

/** Draws most candidates anywhere, and a quarter around good points: some axes moved, by steps of all sizes. */
function drawCandidates({ axes, parents, observations, rng }: MaximizeOptions): Float64Array[] {
  const count = Math.min(maxCandidates, Math.ceil(candidateWork / observations ** 2))
  const near = parents.length === 0 ? 0 : Math.floor(count / 4)
  const anywhere = Array.from({ length: count - near }, () =>
    Float64Array.from(axes, (axis) => drawOn(axis, rng)),
  )
  const around = Array.from({ length: near }, () => {
    const parent = parents[Math.floor(parents.length * rng.uniform() ** 2)] as Float64Array
    const deviation = 10 ** (-3 + 2.5 * rng.uniform())
    const share = rng.uniform() < 0.5 ? 1 : Math.min(1, Math.max(0.1, 2 / axes.length))
    return parent.map((value, index) => {
      if (rng.uniform() >= share) return value
      return stepOn(axes[index] as Axis, value, deviation, rng)
    })
  })
  return [...around, ...anywhere]
}

function drawOn({ stops }: Axis, rng: Rng): number {
  return stops === null ? rng.uniform() : (stops[rng.int(stops.length)] as number)
}

function stepOn(axis: Axis, value: number, deviation: number, rng: Rng): number {
  const { stops, isCategory } = axis
  if (isCategory) return rng.uniform() < 0.3 ? drawOn(axis, rng) : value
  const moved = value + deviation * rng.normal()
  if (stops === null) return Math.min(1, Math.max(0, moved))
  const at = nearest(stops, moved)
  if (stops[at] !== value) return stops[at] as number
  const next = at + (rng.uniform() < 0.5 ? -1 : 1)
  return stops[next] ?? value
}

function nearest(stops: Float64Array, value: number): number {
  let low = 0
  let high = stops.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((stops[middle] as number) <= value) low = middle
    else high = middle
  }
  const isLower = value - (stops[low] as number) <= (stops[high] as number) - value
  return isLower ? low : high
}

/** Improves continuous and discrete axes in turn, until neither gets better. */
function climb(start: Maximum, options: MaximizeOptions): Maximum {
  let best = start
  for (let round = 0; round < maxRounds; round++) {
    const before = best.value
    best = climbContinuous(best, options)
    const climbed = best
    best = climbDiscrete(best, options)
    if (best === climbed || best.value <= before + 1e-6) break
  }
  return best
}

function climbContinuous(
  start: Maximum,
  { axes, acquisition, mask, lengthScales }: MaximizeOptions,
): Maximum {
  const seen = mask(start.point)
  const free = axes.flatMap(({ stops }, axis) =>
    stops === null && seen[axis] === start.point[axis] ? [axis] : [],
  )
  if (free.length === 0) return start
  const scales = Float64Array.from(free, (axis) => Math.min(1, lengthScales[axis] as number))
  const slopes = new Float64Array(axes.length)
  const x = seen.slice()
  const objective = (scaled: Float64Array, gradient: Float64Array) => {
    for (const [index, axis] of free.entries()) {
      x[axis] = (scaled[index] as number) * (scales[index] as number)
    }
    const value = acquisition.withSlopes(x, slopes)
    for (const [index, axis] of free.entries()) {
      gradient[index] = -(slopes[axis] as number) * (scales[index] as number)
    }
    return -value
  }
  const { x: found, value } = minimizeInBox(
    objective,
    Float64Array.from(free, (axis, index) => (seen[axis] as number) / (scales[index] as number)),
    {
      low: new Float64Array(free.length),
      high: scales.map((scale) => 1 / scale),
      maxIterations,
      tolerance: 1e-3,
    },
  )
  if (!(-value > start.value)) return start
  const point = start.point.slice()
  for (const [index, axis] of free.entries()) {
    point[axis] = Math.min(1, (found[index] as number) * (scales[index] as number))
  }
  return { point, value: -value }
}

/** Searches each discrete axis once: all of its stops if they are few, otherwise steps that double. */
function climbDiscrete(start: Maximum, { axes, acquisition, mask }: MaximizeOptions): Maximum {
  let best = start
  for (const [axis, { stops }] of axes.entries()) {
    if (stops === null) continue
    if (mask(best.point)[axis] !== best.point[axis]) continue
    for (const stop of neighbours(stops, best.point[axis] as number)) {
      const point = best.point.slice()
      point[axis] = stop
      const value = acquisition.at(mask(point))
      if (value > best.value) best = { point, value }
    }
  }
  return best
}

function neighbours(stops: Float64Array, value: number): number[] {
  if (stops.length <= maxExhaustive) return [...stops].filter((stop) => stop !== value)
  const at = nearest(stops, value)
  const found: number[] = []
  for (let step = 1; step < stops.length; step *= 2) {
    for (const index of [at - step, at + step]) {
      const stop = stops[index]
      if (stop !== undefined) found.push(stop)
    }
  }
  return found
}
