/**
 * A regression tree on the unit cube (CART): each split is half-way between two neighbouring coordinates, where it
 * reduces the squared error most.
 *
 * @see Breiman et al. 1984, "Classification and regression trees", §8.4
 */
import type { Rng } from '../rng.ts'

const pause = 4_000 // number of coordinates to process between two yields

export interface TreeOptions {
  maxDepth: number // ≥ 0
  minLeaf: number // minimum samples of a leaf, ≥ 1, counting repetitions
}

/** Boxes that fill the cube, and the mean target in each; stored as columns because there are many trees. */
export interface Leaves {
  values: Float64Array // [leaves]
  lower: readonly Float64Array[] // one per axis, [leaves]
  upper: readonly Float64Array[]
}

/** Samples, sorted once for many trees. */
export interface Samples {
  axes: readonly Float64Array[] // coordinates in [0, 1], [samples] each
  targets: Float64Array // [samples]
  orders: readonly Int32Array[] // samples sorted by coordinate, one array per axis
}

/** Yields after each axis. */
export function* sortSamples(
  axes: readonly Float64Array[],
  targets: Float64Array,
): Generator<void, Samples> {
  const orders: Int32Array[] = []
  for (const axis of axes) {
    const order = Int32Array.from(targets.keys())
    orders.push(order.sort((a, b) => (axis[a] as number) - (axis[b] as number) || a - b))
    yield
  }
  return { axes, targets, orders }
}

/**
 * @param weights  how often each sample counts; 0: not in this tree
 * @param rng      draws the order of the axes to try: of several equally good splits, the first wins
 * @returns        a generator that yields from time to time
 */
export function* growTree(
  { axes, targets, orders }: Samples,
  weights: Uint32Array,
  { maxDepth, minLeaf }: TreeOptions,
  rng: Rng,
): Generator<void, Leaves> {
  const count = weights.reduce((drawn, weight) => drawn + (weight === 0 ? 0 : 1), 0)
  const sorted = orders.map((order) => drawnOf(order, weights, count))
  const weighted = targets.map((target, sample) => target * (weights[sample] as number))
  const spare = new Int32Array(count)
  const turns = Int32Array.from(axes.keys())
  const goesLeft = new Uint8Array(targets.length)
  // the box of the current node
  const [lower, upper] = [new Float64Array(axes.length), new Float64Array(axes.length).fill(1)]
  const values: number[] = []
  const edges = axes.map(() => ({ lower: [] as number[], upper: [] as number[] }))
  let work = 0
  yield* grow(0, count, 0)
  return {
    values: Float64Array.from(values),
    lower: edges.map((edge) => Float64Array.from(edge.lower)),
    upper: edges.map((edge) => Float64Array.from(edge.upper)),
  }

  function* grow(start: number, end: number, depth: number): Generator<void> {
    work += (end - start) * axes.length
    if (work > pause) {
      work = 0
      yield
    }
    let weight = 0
    let sum = 0
    const any = sorted[0] as Int32Array
    for (let at = start; at < end; at++) {
      const sample = any[at] as number
      weight += weights[sample] as number
      sum += weighted[sample] as number
    }
    const mayGrow = depth < maxDepth && end - start > 1
    const split = mayGrow ? bestSplit(start, end, weight, sum) : null
    if (split === null) {
      addLeaf(sum / weight)
      return
    }
    const { axis, threshold, leftCount } = split
    separate(start, end, split)
    const middle = start + leftCount
    const [low, high] = [lower[axis] as number, upper[axis] as number]
    upper[axis] = threshold
    yield* grow(start, middle, depth + 1)
    upper[axis] = high
    lower[axis] = threshold
    yield* grow(middle, end, depth + 1)
    lower[axis] = low
  }

  function addLeaf(value: number) {
    values.push(value)
    for (const [axis, edge] of edges.entries()) {
      edge.lower.push(lower[axis] as number)
      edge.upper.push(upper[axis] as number)
    }
  }

  function bestSplit(start: number, end: number, weight: number, sum: number) {
    let best: { axis: number; threshold: number; leftCount: number } | null = null
    // the gain of a split in the explained sum of squares, ignoring rounding noise
    let bestScore = (sum * sum) / weight + 1e-10 * squares(start, end)
    shuffle(turns, rng)
    for (let turn = 0; turn < turns.length; turn++) {
      const axis = turns[turn] as number
      const order = sorted[axis] as Int32Array
      const coordinates = axes[axis] as Float64Array
      let leftWeight = 0
      let leftSum = 0
      let coordinate = coordinates[order[start] as number] as number
      for (let at = start; at < end - 1; at++) {
        const sample = order[at] as number
        leftWeight += weights[sample] as number
        leftSum += weighted[sample] as number
        const next = coordinates[order[at + 1] as number] as number
        const before = coordinate
        coordinate = next
        if (next === before || leftWeight < minLeaf || weight - leftWeight < minLeaf) continue
        const rightSum = sum - leftSum
        const score =
          (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / (weight - leftWeight)
        if (score > bestScore) {
          bestScore = score
          best = { axis, threshold: (before + next) / 2, leftCount: at + 1 - start }
        }
      }
    }
    return best
  }

  function squares(start: number, end: number): number {
    let total = 0
    for (let at = start; at < end; at++) {
      const sample = sorted[0]?.[at] as number
      total += (weighted[sample] as number) * (targets[sample] as number)
    }
    return total
  }

  /** Moves the samples of the left child to the front, keeping the order of each axis. */
  function separate(start: number, end: number, split: { axis: number; leftCount: number }) {
    const by = sorted[split.axis] as Int32Array
    for (let at = start; at < end; at++) {
      goesLeft[by[at] as number] = at < start + split.leftCount ? 1 : 0
    }
    for (let axis = 0; axis < sorted.length; axis++) {
      if (axis === split.axis) continue
      const order = sorted[axis] as Int32Array
      let left = start
      let right = 0
      for (let at = start; at < end; at++) {
        const sample = order[at] as number
        // both are written, and one of them counts: a branch that is hard to predict would cost more
        const isLeft = goesLeft[sample] as number
        order[left] = sample
        spare[right] = sample
        left += isLeft
        right += 1 - isLeft
      }
      for (let at = 0; at < right; at++) order[left + at] = spare[at] as number
    }
  }
}

/** The samples of the order that have a weight. */
function drawnOf(order: Int32Array, weights: Uint32Array, count: number): Int32Array {
  const drawn = new Int32Array(count)
  let found = 0
  for (let at = 0; at < order.length; at++) {
    const sample = order[at] as number
    if (weights[sample] !== 0) drawn[found++] = sample
  }
  return drawn
}

/** Shuffles in place, using the digits of one random draw. */
function shuffle(order: Int32Array, rng: Rng): void {
  let digits = rng.uniform()
  for (let i = order.length; i > 1; i--) {
    const scaled = digits * i
    const chosen = Math.floor(scaled)
    digits = scaled - chosen
    const last = order[i - 1] as number
    order[i - 1] = order[chosen] as number
    order[chosen] = last
  }
}
