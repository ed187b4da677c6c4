/** The objective along one parameter: how it spreads in each cell of it. */
import { bestOf, type Direction } from '../compare/direction.ts'
import type { ParamValue } from '../space/params.ts'
import { cellsOf } from './cells.ts'
import type { Column } from './column.ts'
import { type Spread, spreadOf } from './quantiles.ts'

export interface SliceBin {
  label: ParamValue // the value, or the middle of the range
  low: number | null // null: one value
  high: number | null
  count: number // above 0
  mean: number
  best: number
  spread: Spread
}

/** @param values  of the objective, one a trial */
export function sliceBins(
  column: Column,
  values: Float64Array,
  { count, direction }: { count: number; direction: Direction },
): SliceBin[] {
  const { labels, edges, of } = cellsOf(column, count)
  return labels.flatMap((label, cell) => {
    const inside = values.filter((_, trial) => of[trial] === cell)
    if (inside.length === 0) return []
    return {
      label,
      low: edges?.[cell] ?? null,
      high: edges?.[cell + 1] ?? null,
      count: inside.length,
      mean: inside.reduce((sum, value) => sum + value, 0) / inside.length,
      best: bestOf(inside, direction),
      spread: spreadOf(inside),
    }
  })
}
