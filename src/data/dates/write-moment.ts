import type { FittedDatetime } from '../prepare/fitted.ts'
import { dateParts } from './parts.ts'

/**
 * Writes the parts of a moment into an encoded row of zeros.
 *
 * @param ms  since 1970 in UTC; NaN: missing, which stays zero but for the indicator
 */
export function writeMoment(column: FittedDatetime, ms: number, row: Float32Array): void {
  const { parts, indicator } = column
  let at = column.offset
  for (const { part, mean, deviation } of parts) {
    const { cyclic, of } = dateParts[part]
    if (cyclic) {
      const angle = 2 * Math.PI * of(ms)
      row[at++] = Number.isNaN(ms) ? 0 : Math.sin(angle)
      row[at++] = Number.isNaN(ms) ? 0 : Math.cos(angle)
    } else row[at++] = Number.isNaN(ms) ? 0 : (of(ms) - mean) / deviation
  }
  if (indicator && Number.isNaN(ms)) row[at] = 1
}
