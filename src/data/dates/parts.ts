/** Defines the numbers that a moment is encoded as. */

/** A part of a moment. A `cyclic` part is a share of a cycle from 0 to 1, encoded as two inputs: sine and cosine. */
interface DatePartKind {
  cyclic: boolean
  of(ms: number): number
}

const dayMs = 86_400_000
const thursday = 4 // 1970-01-01, counted from Sunday

export const dateParts = {
  days: { cyclic: false, of: (ms) => ms / dayMs },
  year: { cyclic: false, of: (ms) => new Date(ms).getUTCFullYear() },
  month: { cyclic: true, of: (ms) => (new Date(ms).getUTCMonth() + monthShare(ms)) / 12 },
  dayOfMonth: { cyclic: true, of: monthShare },
  dayOfWeek: { cyclic: true, of: (ms) => modulo(Math.floor(ms / dayMs) + thursday, 7) / 7 },
  timeOfDay: { cyclic: true, of: (ms) => modulo(ms, dayMs) / dayMs },
} as const satisfies Record<string, DatePartKind>

export type DatePart = keyof typeof dateParts

/** Number of inputs of one part. */
export function partWidth(part: DatePart): number {
  return dateParts[part].cyclic ? 2 : 1
}

/** The parts in which these moments differ; NaN is skipped. */
export function varyingParts(moments: Float64Array): DatePart[] {
  const present = moments.filter((ms) => !Number.isNaN(ms))
  const parts = (Object.keys(dateParts) as DatePart[]).filter((part) => {
    const { of } = dateParts[part]
    const first = present.length > 0 ? of(present[0]!) : 0
    return present.some((ms) => of(ms) !== first)
  })
  // if every date is the first of a month, the day of the week is meaningless
  return parts.filter((part) => part !== 'dayOfWeek' || parts.includes('dayOfMonth'))
}

/** Number of earlier days as a share of the month: 0 on the first. */
function monthShare(ms: number): number {
  const date = new Date(ms)
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  return (date.getUTCDate() - 1) / days
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
