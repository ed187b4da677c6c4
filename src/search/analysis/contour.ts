/**
 * Maps the objective over two parameters on a grid: the mean of each cell, and an estimate that fills the gaps (the
 * Nadaraya–Watson mean with a normal kernel, computed from the cells).
 *
 * @see Fan and Marron 1994, "Fast implementations of nonparametric curve estimators", JCGS 3(1), §2 (binning);
 *      Scott 1992, "Multivariate density estimation", eq. 6.43 (the bandwidth)
 */
import { z } from 'zod'
import { CellLabels, cutCells } from './cells.ts'
import type { Column } from './column.ts'

const count = z.int().min(0)
const gridRows = <T extends z.ZodType>(cell: T) => z.array(z.array(cell)) // [y][x]

export const Contour = z.strictObject({
  trialsUsed: count.describe(
    'number of trials used, which have both parameters and are spread evenly over the search',
  ),
  x: CellLabels,
  y: CellLabels,
  counts: gridRows(count).describe('number of trials; one row per cell of y'),
  means: gridRows(z.number().nullable()).describe('null: no trial in the cell'),
  estimates: gridRows(z.number().nullable()).describe('smoothed; null: too far from every trial'),
})
export type Contour = z.infer<typeof Contour>

const leastWeight = 0.1 // sum of all kernels, each 1 at its center

/** @param values  of the objective, one per trial */
export function contour(
  columns: { x: Column; y: Column },
  values: Float64Array,
  count: number,
): Contour {
  const { of: xOf, ...x } = cutCells(columns.x, count)
  const { of: yOf, ...y } = cutCells(columns.y, count)
  const [width, height] = [x.labels.length, y.labels.length]
  const sums = new Float64Array(width * height)
  const counts = new Float64Array(width * height)
  let trialsUsed = 0
  for (const [trial, value] of values.entries()) {
    const [column, row] = [xOf[trial] as number, yOf[trial] as number]
    if (column < 0 || row < 0) continue
    const cell = row * width + column
    sums[cell] = (sums[cell] as number) + value
    counts[cell] = (counts[cell] as number) + 1
    trialsUsed += 1
  }
  const across = kernel(x, xOf, trialsUsed)
  const down = kernel(y, yOf, trialsUsed)
  const smooth = (cells: Float64Array) => smoothed(cells, width, across, down)
  const [smoothSums, weights] = [smooth(sums), smooth(counts)]
  const grid = <T>(at: (cell: number) => T) =>
    Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (_, column) => at(row * width + column)),
    )
  const ratio = (sum: number, weight: number, least: number) =>
    weight < least ? null : sum / weight
  return {
    x,
    y,
    trialsUsed,
    counts: grid((cell) => counts[cell] as number),
    means: grid((cell) => ratio(sums[cell] as number, counts[cell] as number, 1)),
    estimates: grid((cell) =>
      ratio(smoothSums[cell] as number, weights[cell] as number, leastWeight),
    ),
  }
}

/** Computes weights by distance in cells; different options have weight 0 for each other. */
function kernel(cells: CellLabels, of: Int32Array, trials: number): Float64Array {
  const weights = new Float64Array(cells.labels.length)
  weights[0] = 1
  if (!cells.isOrdered || trials === 0) return weights
  const present = of.filter((cell) => cell >= 0)
  const mean = present.reduce((sum, cell) => sum + cell, 0) / present.length
  const squares = present.reduce((sum, cell) => sum + (cell - mean) ** 2, 0)
  const bandwidth = Math.sqrt(squares / present.length) * trials ** (-1 / 6)
  // a kernel narrower than half a cell would not reach the next cell
  const sigma = Math.max(0.5, bandwidth)
  return weights.map((_, distance) => Math.exp(-0.5 * (distance / sigma) ** 2))
}

/** Smooths along each side in turn, which equals a product kernel. */
function smoothed(
  grid: Float64Array,
  width: number,
  across: Float64Array,
  down: Float64Array,
): Float64Array {
  const height = grid.length / width
  const along = new Float64Array(grid.length)
  const result = new Float64Array(grid.length)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let sum = 0
      for (let other = 0; other < width; other++) {
        sum += (across[Math.abs(other - column)] as number) * (grid[row * width + other] as number)
      }
      along[row * width + column] = sum
    }
  }
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let sum = 0
      for (let other = 0; other < height; other++) {
        sum += (down[Math.abs(other - row)] as number) * (along[other * width + column] as number)
      }
      result[row * width + column] = sum
    }
  }
  return result
}
