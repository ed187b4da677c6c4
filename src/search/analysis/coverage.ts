/** Divides the plane of two parameters into cells, and counts the cells of the search's grid in each of them. */
import { gridSize } from '../grid/grid.ts'
import { type GridValues, gridValues } from '../grid/values.ts'
import type { Params } from '../space/params.ts'
import type { Parameter, SearchSpace } from '../space/space.ts'
import { type CellLabels, rangeLabels, stepLabels } from './cells.ts'

export interface CoverageSide extends CellLabels {
  thresholds: number[] | null // where the next cell begins, ascending; null: options, each of them a cell
}

/**
 * One cell for each value if that gives at most `count`, otherwise ranges of equal width in the unit interval, or the
 * first options.
 *
 * @param isGrid  only the values of a grid are tried
 */
export function coverageSide(parameter: Parameter, count: number, isGrid: boolean): CoverageSide {
  const { domain } = parameter
  if (domain.type === 'choice') {
    const labels = domain.options.slice(0, count)
    return { labels, edges: null, isOrdered: false, thresholds: null }
  }
  const values =
    (isGrid ? listValues(gridValues(domain), count) : null) ?? stepLabels(parameter, count)
  if (values !== null) {
    const thresholds = values.slice(1).map((value, i) => ((values[i] as number) + value) / 2)
    return { labels: values, edges: null, isOrdered: true, thresholds }
  }
  const ranges = rangeLabels(parameter, count)
  return { ...ranges, isOrdered: true, thresholds: ranges.edges.slice(1, -1) }
}

function listValues(values: GridValues | null, count: number): number[] | null {
  if (values === null || values.size > count) return null
  return Array.from({ length: values.size }, (_, index) => Number(values.at(index)))
}

const mostPairs = 900 // that are counted one by one

/**
 * Number of cells of the grid in each cell of the plane, row by row. Yields between counts.
 *
 * @returns null if the grid is infinite, or where conditions or constraints link the parameters of too large a plane
 */
export function* gridCellsIn(
  space: SearchSpace,
  [x, y]: readonly [Parameter, Parameter],
  [across, down]: readonly [CoverageSide, CoverageSide],
): Generator<void, number[][] | null> {
  const whole = gridSize(space)
  if (!whole.ok) return null
  const values = space.parameters.map(({ domain }) => gridValues(domain) as GridValues)
  const product = values.reduce((size, one) => size * one.size, 1)
  const isProduct =
    space.constraints.length === 0 &&
    space.parameters.every(({ conditions }) => conditions.length === 0) &&
    Number(whole.size) === product
  if (isProduct) {
    const [xs, ys] = [valuesIn(x, across), valuesIn(y, down)]
    const rest = product / (sum(xs.all) * sum(ys.all))
    return ys.shown.map((row) => xs.shown.map((column) => row * column * rest))
  }
  const isSingle = across.edges === null && down.edges === null
  if (!isSingle || across.labels.length * down.labels.length > mostPairs) return null
  const sizes: number[][] = []
  for (const row of down.labels) {
    const counted: number[] = []
    for (const column of across.labels) {
      counted.push(countWith(space, { [x.name]: column, [y.name]: row }))
      yield
    }
    sizes.push(counted)
  }
  return sizes
}

function countWith(space: SearchSpace, fixed: Params): number {
  const names = Object.keys(fixed)
  const only = {
    clause: '',
    pointer: '',
    parameters: new Set(names),
    holds: (params: Params) =>
      names.every((name) => Object.hasOwn(params, name) && params[name] === fixed[name]),
  }
  const size = gridSize({ ...space, constraints: [...space.constraints, only] })
  return size.ok ? Number(size.size) : 0
}

/** Number of grid values in each cell; those of options that are not shown are in `all` only. */
function valuesIn({ domain }: Parameter, { labels, thresholds }: CoverageSide) {
  const values = gridValues(domain) as GridValues
  if (thresholds === null) {
    return { shown: labels.map(() => 1), all: Array.from({ length: values.size }, () => 1) }
  }
  const bounds = [0, ...thresholds.map((threshold) => countBelow(values, threshold)), values.size]
  const counts = labels.map((_, cell) => (bounds[cell + 1] as number) - (bounds[cell] as number))
  return { shown: counts, all: counts }
}

/** Number of values below the threshold: they ascend, and there may be more than one could visit. */
function countBelow({ size, at }: GridValues, threshold: number): number {
  let [least, most] = [0, size]
  while (least < most) {
    const middle = Math.floor((least + most) / 2)
    if (Number(at(middle)) < threshold) least = middle + 1
    else most = middle
  }
  return least
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
