/** Summarises the objective along one parameter: its spread in each cell of the parameter. */
import { z } from 'zod'
import { bestOf, type Direction } from '../compare/direction.ts'
import { ParamValue } from '../space/params.ts'
import { cutCells } from './cells.ts'
import type { Column } from './column.ts'
import { measureSpread, Spread } from './spread.ts'

export const SliceBin = z.strictObject({
  label: ParamValue.describe('the value, or the middle of the range'),
  low: z.number().nullable().describe('lower end of the range; null: a single value'),
  high: z.number().nullable(),
  count: z.int().min(0),
  mean: z.number(),
  best: z.number(),
  spread: Spread,
})
export type SliceBin = z.infer<typeof SliceBin>

/** @param values  of the objective, one per trial */
export function sliceBins(
  column: Column,
  values: Float64Array,
  { count, direction }: { count: number; direction: Direction },
): SliceBin[] {
  const { labels, edges, of } = cutCells(column, count)
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
      spread: measureSpread(inside),
    }
  })
}
