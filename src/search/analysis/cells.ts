/** Divides one parameter's values into cells: the bins of a slice, or the sides of a contour. */
import { z } from 'zod'
import { stepValue } from '../space/domain.ts'
import { ParamValue } from '../space/params.ts'
import type { Parameter } from '../space/space.ts'
import { fromUnit } from '../space/unit-interval.ts'
import { type Column, toUnitCoordinate, valueCount } from './column.ts'

export const CellLabels = z.strictObject({
  labels: z.array(ParamValue).describe('of the cells: an option, a step, or the middle of a range'),
  edges: z
    .array(z.number())
    .nullable()
    .describe('of ranges, one more than the number of cells; null: each cell is a single value'),
  isOrdered: z.boolean().describe('false: options without an order'),
})
export type CellLabels = z.infer<typeof CellLabels>

export interface Cells extends CellLabels {
  /** The cell of each value of the column; −1: the trial lacks the parameter, or its option has no cell. */
  of: Int32Array
}

/**
 * Makes one cell for each value if that gives at most `count` cells. Otherwise makes ranges of equal width in the unit
 * interval, or takes the `count` most frequent options.
 */
export function cutCells({ parameter, values }: Column, count: number): Cells {
  const { domain } = parameter
  if (domain.type === 'choice') return optionCells(domain.options, values, count)
  const labels = stepLabels(parameter, count)
  if (labels === null) return rangeCells(parameter, values, count)
  const { low } = domain
  const step = domain.step ?? 1
  return {
    labels,
    edges: null,
    isOrdered: true,
    of: Int32Array.from(values, (value) =>
      Number.isNaN(value) ? -1 : clamped(Math.round((value - low) / step), labels.length),
    ),
  }
}

/** All values of a parameter that has steps; null if they are more than `count`. */
export function stepLabels(parameter: Parameter, count: number): number[] | null {
  const { domain } = parameter
  const known = valueCount(parameter)
  if (domain.type === 'choice' || known > count) return null
  const { low, high } = domain
  const step = domain.step ?? 1 // a domain with one value may have no step
  return Array.from({ length: known }, (_, index) => stepValue({ low, high, step }, index))
}

function rangeCells(parameter: Parameter, values: Float64Array, count: number): Cells {
  return {
    ...rangeLabels(parameter, count),
    isOrdered: true,
    of: Int32Array.from(values, (value) =>
      Number.isNaN(value)
        ? -1
        : clamped(Math.floor(toUnitCoordinate(parameter, value) * count), count),
    ),
  }
}

/** The middles and the edges of ranges that are equally wide in the unit interval. */
export function rangeLabels({ domain }: Parameter, count: number) {
  const at = (share: number) => Number(fromUnit(domain, share))
  return {
    labels: Array.from({ length: count }, (_, cell) => at((cell + 0.5) / count)),
    edges: Array.from({ length: count + 1 }, (_, edge) => at(edge / count)),
  }
}

function optionCells(options: readonly ParamValue[], values: Float64Array, count: number): Cells {
  const occurrences = new Float64Array(options.length)
  for (const option of values) {
    if (!Number.isNaN(option)) occurrences[option] = (occurrences[option] as number) + 1
  }
  const kept = [...options.keys()]
    .sort((a, b) => (occurrences[b] as number) - (occurrences[a] as number) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b)
  const cellAt = new Int32Array(options.length).fill(-1)
  for (const [cell, option] of kept.entries()) cellAt[option] = cell
  return {
    labels: kept.map((option) => options[option] ?? null),
    edges: null,
    isOrdered: false,
    of: Int32Array.from(values, (option) => (Number.isNaN(option) ? -1 : (cellAt[option] ?? -1))),
  }
}

function clamped(cell: number, count: number): number {
  return Math.min(count - 1, Math.max(0, cell))
}
