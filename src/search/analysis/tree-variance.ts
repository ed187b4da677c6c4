/**
 * Decomposes the variance of a tree's prediction over the cube, at uniformly distributed points, into the part of each
 * axis alone and the part of two axes together beyond that. Exact: a marginal of a tree is a step function, and its
 * steps are at the splits of the tree.
 *
 * @see Hutter, Hoos and Leyton-Brown 2014, "An efficient approach for assessing hyperparameter importance", ICML, §3
 */
import type { Leaves } from './regression-tree.ts'

export interface TreeVariance {
  total: number
  main: Float64Array // [axes]
  /** The part of two axes, beyond their main effects. */
  interaction(one: number, other: number): number
}

/** Yields after each axis. */
export function* treeVariance(leaves: Leaves): Generator<void, TreeVariance> {
  const { values, lower, upper } = leaves
  const volumes = new Float64Array(values.length).fill(1)
  for (const [axis, lows] of lower.entries()) {
    const highs = upper[axis] as Float64Array
    for (let leaf = 0; leaf < values.length; leaf++) {
      const span = (highs[leaf] as number) - (lows[leaf] as number)
      volumes[leaf] = (volumes[leaf] as number) * span
    }
  }
  const mean = values.reduce((sum, value, leaf) => sum + value * (volumes[leaf] as number), 0)
  // subtract the mean, so that a variance is a mean of squares
  const masses = values.map((value, leaf) => (value - mean) * (volumes[leaf] as number))
  const total = values.reduce((sum, value, leaf) => {
    return sum + (value - mean) * (masses[leaf] as number)
  }, 0)
  const grids: Grid[] = []
  const main = new Float64Array(lower.length)
  for (const [axis, lows] of lower.entries()) {
    const grid = buildGrid(lows, upper[axis] as Float64Array)
    grids.push(grid)
    main[axis] = mainEffect(masses, grid)
    yield
  }
  let scratch = new Float64Array(0) // for every pair of axes: thousands of them would keep the collector busy
  return {
    total: Math.max(0, total),
    main,
    interaction(one, other) {
      const [rows, columns] = [grids[one] as Grid, grids[other] as Grid]
      if (rows.widths.length === 1 || columns.widths.length === 1) return 0
      const size = (rows.widths.length + 1) * (columns.widths.length + 1)
      if (scratch.length < size) scratch = new Float64Array(size)
      const both = jointEffect(masses, rows, columns, scratch.fill(0, 0, size))
      return Math.max(0, both - (main[one] as number) - (main[other] as number))
    },
  }
}

/** One axis, divided at the splits of the tree. */
interface Grid {
  widths: Float64Array // of the cells
  from: Int32Array // the first cell of each leaf
  to: Int32Array // the cell after the last one of each leaf
  spans: Float64Array // the extent of each leaf
}

function buildGrid(lower: Float64Array, upper: Float64Array): Grid {
  const edges = distinct(lower.toSorted())
  const widths = new Float64Array(edges.length)
  for (let cell = 0; cell < edges.length; cell++) {
    widths[cell] = (edges[cell + 1] ?? 1) - (edges[cell] as number)
  }
  const from = new Int32Array(lower.length)
  const to = new Int32Array(lower.length)
  const spans = new Float64Array(lower.length)
  for (let leaf = 0; leaf < lower.length; leaf++) {
    const [low, high] = [lower[leaf] as number, upper[leaf] as number]
    from[leaf] = low === 0 ? 0 : findIndex(edges, low)
    to[leaf] = high === 1 ? edges.length : findIndex(edges, high)
    spans[leaf] = high - low
  }
  return { widths, from, to, spans }
}

function distinct(sorted: Float64Array): Float64Array {
  let count = 0
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i] as number
  }
  return sorted.slice(0, count)
}

/** Returns the index of a number in a sorted list that contains it. */
function findIndex(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Computes the variance of the mean over all other axes. */
function mainEffect(masses: Float64Array, grid: Grid): number {
  const { widths, from, to, spans } = grid
  if (widths.length === 1) return 0
  const steps = new Float64Array(widths.length + 1) // changes of the marginal at each cell
  for (let leaf = 0; leaf < masses.length; leaf++) {
    const height = readHeight(masses[leaf] as number, spans[leaf] as number)
    add(steps, from[leaf] as number, height)
    add(steps, to[leaf] as number, -height)
  }
  let variance = 0
  let height = 0
  for (let cell = 0; cell < widths.length; cell++) {
    height += steps[cell] as number
    variance += height * height * (widths[cell] as number)
  }
  return variance
}

/** Computes the variance of the mean over all axes but two, from the changes of the marginal in the plane. */
function jointEffect(
  masses: Float64Array,
  rows: Grid,
  columns: Grid,
  steps: Float64Array, // zeros
): number {
  const stride = columns.widths.length + 1
  for (let leaf = 0; leaf < masses.length; leaf++) {
    const area = (rows.spans[leaf] as number) * (columns.spans[leaf] as number)
    const height = readHeight(masses[leaf] as number, area)
    const [top, bottom] = [(rows.from[leaf] as number) * stride, (rows.to[leaf] as number) * stride]
    const [left, right] = [columns.from[leaf] as number, columns.to[leaf] as number]
    add(steps, top + left, height)
    add(steps, top + right, -height)
    add(steps, bottom + left, -height)
    add(steps, bottom + right, height)
  }
  let variance = 0
  for (let row = 0; row < rows.widths.length; row++) {
    let rise = 0
    let line = 0
    for (let column = 0; column < columns.widths.length; column++) {
      const at = row * stride + column
      rise += steps[at] as number
      // heights of the previous row are already computed
      const height = rise + (row === 0 ? 0 : (steps[at - stride] as number))
      steps[at] = height
      line += height * height * (columns.widths[column] as number)
    }
    variance += line * (rows.widths[row] as number)
  }
  return variance
}

/** A leaf between neighbouring numbers may have an extent of 0, and then it is empty. */
const readHeight = (mass: number, extent: number): number => (mass === 0 ? 0 : mass / extent)

function add(values: Float64Array, at: number, amount: number): void {
  values[at] = (values[at] as number) + amount
}
