/**
 * Minimises a smooth function inside a box with L-BFGS over the variables that are not held by a
 * bound; every trial step is projected onto the box.
 *
 * @see Nocedal and Wright 2006, "Numerical Optimization", alg. 7.4 (two-loop recursion); Bertsekas
 *   1982, "Projected Newton methods", SIAM J. Control Optim. 20(2) (projection, Armijo along the arc)
 */

/** Returns the value at x and writes the gradient to `gradient`; not finite where the function is undefined. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number

export interface LbfgsOptions {
  low: Float64Array
  high: Float64Array
  maxIterations: number
  tolerance: number // on the largest entry of the projected gradient
}

const memory = 8
const maxBacktracks = 20

export interface Minimum {
  x: Float64Array
  value: number
  evaluations: number
}

/** Searches from `start`, a point inside the box; the result is never worse than `start`. */
export function minimizeInBox(
  objective: Objective,
  start: Float64Array,
  { low, high, maxIterations, tolerance }: LbfgsOptions,
): Minimum {
  const size = start.length
  let x = start.slice()
  let gradient = new Float64Array(size)
  let value = objective(x, gradient)
  let evaluations = 1
  const pairs: Pair[] = []
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const isFree = gradient.map((slope, index) => (isHeld(index, slope) ? 0 : 1))
    const largest = gradient.reduce(
      (most, slope, index) => Math.max(most, isFree[index] === 1 ? Math.abs(slope) : 0),
      0,
    )
    if (!(largest > tolerance)) break
    let direction = twoLoop(gradient, isFree, pairs)
    if (!(inner(direction, gradient) < 0)) {
      pairs.length = 0
      direction = twoLoop(gradient, isFree, pairs)
    }
    const moved = search(direction, pairs.length === 0 ? Math.min(1, 1 / largest) : 1)
    if (moved === null) {
      if (pairs.length === 0) break
      pairs.length = 0
      continue
    }
    const s = moved.x.map((entry, index) => entry - (x[index] as number))
    const y = moved.gradient.map((entry, index) => entry - (gradient[index] as number))
    const curvature = inner(s, y)
    if (curvature > 1e-10 * inner(y, y)) {
      pairs.push({ s, y, rho: 1 / curvature })
      if (pairs.length > memory) pairs.shift()
    }
    const gained = value - moved.value
    x = moved.x
    gradient = moved.gradient
    value = moved.value
    if (gained <= 1e-10 * (Math.abs(value) + 1e-10)) break
  }
  return { x, value, evaluations }

  /** Whether a variable is at a bound and descent leads out of the box. */
  function isHeld(index: number, slope: number): boolean {
    const at = x[index] as number
    return (
      (at <= (low[index] as number) && slope > 0) || (at >= (high[index] as number) && slope < 0)
    )
  }

  function search(direction: Float64Array, first: number) {
    const next = new Float64Array(size)
    const nextGradient = new Float64Array(size)
    let step = first
    for (let tries = 0; tries < maxBacktracks; tries++) {
      let expected = 0
      for (let index = 0; index < size; index++) {
        const at = x[index] as number
        const to = at + step * (direction[index] as number)
        next[index] = Math.min(high[index] as number, Math.max(low[index] as number, to))
        expected += (gradient[index] as number) * ((next[index] as number) - at)
      }
      if (!(expected < 0)) return null
      const nextValue = objective(next, nextGradient)
      evaluations += 1
      if (nextValue <= value + 1e-4 * expected) {
        return { x: next, gradient: nextGradient, value: nextValue }
      }
      // the minimum of the parabola through both values and the slope, within safe limits
      const parabola = -expected / (2 * (nextValue - value - expected))
      step *= Number.isFinite(parabola) ? Math.min(0.5, Math.max(0.1, parabola)) : 0.2
    }
    return null
  }
}

interface Pair {
  s: Float64Array // the step
  y: Float64Array // the change of the gradient
  rho: number // 1 / sᵀy
}

/** Computes −H g over the free variables; zero for the held ones. */
function twoLoop(gradient: Float64Array, isFree: Float64Array, pairs: readonly Pair[]) {
  const q = gradient.map((slope, index) => slope * (isFree[index] as number))
  const alphas: number[] = []
  for (const { s, y, rho } of pairs.toReversed()) {
    const alpha = rho * inner(s, q)
    alphas.push(alpha)
    for (let index = 0; index < q.length; index++) {
      q[index] = (q[index] as number) - alpha * (y[index] as number)
    }
  }
  const last = pairs.at(-1)
  const scale = last === undefined ? 1 : 1 / (last.rho * inner(last.y, last.y))
  for (let index = 0; index < q.length; index++) q[index] = (q[index] as number) * scale
  for (const { s, y, rho } of pairs) {
    const beta = (alphas.pop() as number) - rho * inner(y, q)
    for (let index = 0; index < q.length; index++) {
      q[index] = (q[index] as number) + beta * (s[index] as number)
    }
  }
  return q.map((entry, index) => -entry * (isFree[index] as number))
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number)
  return sum
}
