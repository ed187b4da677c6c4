/** Preprocessing of a table as ops: the same encoding as `encodeRows`, on columns of numbers, texts and moments. */
import type { DatePart } from '../../data/dates/parts.ts'
import { upToDate } from '../../data/prepare/encode-rows.ts'
import type {
  FittedCategorical,
  FittedColumn,
  FittedDatetime,
  FittedNumeric,
  FittedTable,
  OldNumeric,
} from '../../data/prepare/fitted.ts'
import type { Value } from '../../engine/graph/values.ts'
import type { ColumnOps } from './column-ops.ts'
import { encodeNumber } from './encode-number.ts'

/**
 * @param columns  by the column's place, [rows, 1] each: a number or a moment in ms since 1970 as float64, NaN where it is
 *                 missing; a category as text, '' where it is missing
 * @returns        [rows, width], float32
 */
export function encodeColumns(
  ops: ColumnOps,
  fitted: FittedTable,
  columns: readonly Value[],
): Value {
  const encoded = fitted.columns.map((column, index) => {
    const end = fitted.columns[index + 1]?.offset ?? fitted.width
    return encodeColumn(ops, fitted, column, columns[index]!, end - column.offset)
  })
  return ops.toFloat32(ops.concat(encoded))
}

function encodeColumn(
  ops: ColumnOps,
  { missing }: FittedTable,
  column: FittedColumn,
  value: Value,
  width: number,
): Value {
  if (column.encoding === 'numeric') return encodeNumeric(ops, column, value)
  if (column.encoding === 'datetime') return encodeMoment(ops, column, value)
  return encodeCategory(ops, column, value, { missing, width })
}

function encodeNumeric(ops: ColumnOps, column: FittedNumeric | OldNumeric, value: Value): Value {
  const { as, log1p, fill, indicator } = upToDate(column)
  const isMissing = ops.isMissing(value)
  const filled = ops.where(isMissing, ops.number(fill), log1p ? signedLog1p(ops, value) : value)
  const encoded = encodeNumber(ops, as, filled)
  return ops.concat([encoded, ...(indicator ? [ops.toNumber(isMissing)] : [])])
}

function signedLog1p(ops: ColumnOps, value: Value): Value {
  const size = ops.unary('Log', ops.add(ops.unary('Abs', value), ops.number(1)))
  return ops.where(ops.isLess(value, ops.number(0)), ops.sub(ops.number(0), size), size)
}

function encodeCategory(
  ops: ColumnOps,
  { offset, levels, missingOffset, rareOffset, ordered }: FittedCategorical,
  value: Value,
  { missing, width }: { missing: readonly string[]; width: number },
): Value {
  const missingTexts = [...new Set(['', ...missing])]
  const isMissing = ops.ofRows('Max', ops.toNumber(ops.isText(value, missingTexts)))
  const isPresent = ops.sub(ops.number(1), isMissing)
  // a level that is null has an input which is always 0: what is missing is no level
  const texts = levels.map((level) => level ?? '')
  const isLevel = ops.mul(ops.toNumber(ops.isText(value, texts)), isPresent)
  const isOther = ops.sub(isPresent, ops.ofRows('Max', isLevel))
  if (ordered) {
    const isKnown = ops.ofRows('Max', isLevel)
    const encoded = ordered.other.map((other, input) => {
      const ofLevels = ops.row(ordered.levels.map((inputs) => inputs[input]!))
      const unknown = ops.mul(ops.sub(ops.number(1), isKnown), ops.number(other))
      return ops.add(ops.ofRows('Sum', ops.mul(isLevel, ofLevels)), unknown)
    })
    return ops.concat([...encoded, ...(missingOffset === null ? [] : [isMissing])])
  }
  const rest = Array.from({ length: width - levels.length }, (_, at) => {
    const place = offset + levels.length + at
    const parts = [
      ...(place === (missingOffset ?? rareOffset) ? [isMissing] : []),
      ...(place === rareOffset ? [isOther] : []),
    ]
    const [first, second] = parts
    if (!first) return ops.mul(isMissing, ops.number(0))
    return second ? ops.add(first, second) : first
  })
  return ops.concat([isLevel, ...rest])
}

function encodeMoment(ops: ColumnOps, column: FittedDatetime, ms: Value): Value {
  const isMissing = ops.isMissing(ms)
  const moment = ops.where(isMissing, ops.number(0), ms)
  const isPresent = ops.sub(ops.number(1), ops.toNumber(isMissing))
  const encoded = column.parts.flatMap(({ part, mean, deviation }) => {
    const { cyclic, of } = partOps[part]
    const value = of(ops, moment)
    if (!cyclic) return [ops.div(ops.sub(value, ops.number(mean)), ops.number(deviation))]
    const angle = ops.mul(value, ops.number(2 * Math.PI))
    return [ops.wave('Sin', angle), ops.wave('Cos', angle)]
  })
  const present = encoded.map((value) => ops.mul(value, isPresent))
  return ops.concat([...present, ...(column.indicator ? [ops.toNumber(isMissing)] : [])])
}

const dayMs = 86_400_000
const thursday = 4 // 1970-01-01, counted from Sunday

/** `dateParts` as ops. */
const partOps: Record<DatePart, { cyclic: boolean; of(ops: ColumnOps, ms: Value): Value }> = {
  days: { cyclic: false, of: (ops, ms) => ops.div(ms, ops.number(dayMs)) },
  year: { cyclic: false, of: (ops, ms) => calendar(ops, ms).year },
  month: {
    cyclic: true,
    of: (ops, ms) => {
      const { month, monthShare } = calendar(ops, ms)
      return ops.div(ops.add(ops.sub(month, ops.number(1)), monthShare), ops.number(12))
    },
  },
  dayOfMonth: { cyclic: true, of: (ops, ms) => calendar(ops, ms).monthShare },
  dayOfWeek: {
    cyclic: true,
    of: (ops, ms) => {
      const day = ops.floor(ops.div(ms, ops.number(dayMs)))
      return ops.div(ops.modulo(ops.add(day, ops.number(thursday)), 7), ops.number(7))
    },
  },
  timeOfDay: {
    cyclic: true,
    of: (ops, ms) => ops.div(ops.modulo(ms, dayMs), ops.number(dayMs)),
  },
}

/**
 * Year, month from 1, and the earlier days of the month as a share of it.
 *
 * @see Hinnant 2013, "chrono-Compatible Low-Level Date Algorithms", civil_from_days
 */
function calendar(ops: ColumnOps, ms: Value): Record<'year' | 'month' | 'monthShare', Value> {
  const { add, sub, mul, floor, number } = ops
  const times = (value: Value, factor: number) => mul(value, number(factor))
  const whole = (value: Value, divisor: number) => floor(ops.div(value, number(divisor)))
  // years begin in March, in eras of 400 years from 0000-03-01
  const day = add(whole(ms, dayMs), number(719_468))
  const era = whole(day, 146_097)
  const dayOfEra = sub(day, times(era, 146_097))
  const leaps = sub(whole(dayOfEra, 1_460), whole(dayOfEra, 36_524))
  const commonDays = sub(sub(dayOfEra, leaps), whole(dayOfEra, 146_096))
  const yearOfEra = whole(commonDays, 365)
  const leapDays = sub(whole(yearOfEra, 4), whole(yearOfEra, 100))
  const dayOfYear = sub(dayOfEra, add(times(yearOfEra, 365), leapDays))
  const fromMarch = whole(add(times(dayOfYear, 5), number(2)), 153)
  const earlierDays = sub(dayOfYear, whole(add(times(fromMarch, 153), number(2)), 5))
  const isEarly = ops.isLess(fromMarch, number(9.5)) // March to December
  const month = add(fromMarch, ops.where(isEarly, number(3), number(-9)))
  const inMarchYear = add(yearOfEra, times(era, 400))
  const year = add(inMarchYear, ops.where(isEarly, number(0), number(1)))
  // 31 30 31 30 31 31 30 31 30 31 from March, then 31 and February
  const alternating = sub(number(31), ops.modulo(ops.modulo(fromMarch, 5), 2))
  const february = add(number(28), leapDay(ops, year))
  const isFebruary = ops.isLess(number(10.5), fromMarch)
  const length = ops.where(isFebruary, february, alternating)
  return { year, month, monthShare: ops.div(earlierDays, length) }
}

/** 1 for a leap year of the Gregorian calendar, else 0. */
function leapDay(ops: ColumnOps, year: Value): Value {
  const divides = (cycle: number) =>
    ops.toNumber(ops.isLess(ops.modulo(year, cycle), ops.number(0.5)))
  return ops.add(ops.sub(divides(4), divides(100)), divides(400))
}
