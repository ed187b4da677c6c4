import type { ClassTarget, InputColumn, ValueTarget } from '../dataset.ts'
import { defineWarning, tableColumns } from './warning.ts'

const sampleRows = 20_000
const leastRows = 20
const alike = 0.995 // share of the rows with the value or the class that have both
const correlated = 0.9999

/** Finds inputs that reveal the target: a column that restates it, or one value that stands for a class. */
export const leak = defineWarning({
  code: 'leak',
  summary:
    'an input that nearly equals the target: it is the target in another unit, rises with it in nearly all rows, has one value (or a missing one) that occurs with one class only, or has a separate range for each class',
  find: ({ inputs, target, rows }) => {
    if (rows < leastRows) return []
    const sample = evenly(rows)
    return tableColumns(inputs).flatMap((column) => {
      const found =
        target.type === 'classes'
          ? sameAsClass(column, target, sample)
          : follows(column, target, sample)
      if (found === null) return []
      return {
        column: column.name,
        message: `'${column.name}' ${found}: is it known before '${target.name}'?`,
        suggestion: `if not, leave it out: "ignore": [${JSON.stringify(column.name)}]`,
        mend: { ignore: [column.name] },
      }
    })
  },
})

function evenly(rows: number): Uint32Array {
  const count = Math.min(rows, sampleRows)
  return Uint32Array.from({ length: count }, (_, index) => Math.floor((index * rows) / count))
}

/** Describes a value (or a missing one) that coincides with one class, or numbers whose ranges separate the classes. */
function sameAsClass(
  column: InputColumn,
  { name, classes, labels }: ClassTarget,
  sample: Uint32Array,
): string | null {
  const valueAt = 'values' in column ? column.values : column.codes
  const ofClass = new Float64Array(classes.length)
  const ofValue = new Map<number, number>()
  const ofBoth = new Map<number, Map<number, number>>()
  for (const row of sample) {
    const [value, label] = [valueAt[row]!, labels[row]!]
    ofClass[label]! += 1
    ofValue.set(value, (ofValue.get(value) ?? 0) + 1)
    const both = ofBoth.get(value) ?? new Map<number, number>()
    ofBoth.set(value, both.set(label, (both.get(label) ?? 0) + 1))
  }
  for (const [value, both] of ofBoth) {
    for (const [label, count] of both) {
      const either = ofValue.get(value)! + ofClass[label]! - count
      if (count >= 5 && count >= alike * either) {
        return `is ${formatValue(column, value)} where '${name}' is '${classes[label]}', and nowhere else`
      }
    }
  }
  return column.encoding === 'numeric' && isParted(column.values, labels, classes.length, sample)
    ? `separates all classes of '${name}': each class has its own range of values`
    : null
}

function formatValue(column: InputColumn, value: number): string {
  if (Number.isNaN(value) || (value < 0 && column.encoding === 'categorical')) return 'missing'
  if (column.encoding === 'categorical') return `'${column.levels[value]}'`
  return column.encoding === 'numeric' ? `${value}` : new Date(value).toISOString()
}

/** Whether sorting the rows by value also groups them by class: there are as many runs as classes. */
function isParted(
  values: Float64Array,
  labels: Int32Array,
  classCount: number,
  sample: Uint32Array,
): boolean {
  const present = sample.filter((row) => !Number.isNaN(values[row]))
  if (present.length < leastRows * classCount) return false
  present.sort((a, b) => values[a]! - values[b]! || labels[a]! - labels[b]!)
  let runs = 1
  for (let i = 1; i < present.length; i++) {
    const [before, row] = [present[i - 1]!, present[i]!]
    if (labels[row] === labels[before]) continue
    // rows with one value but two classes are not separated
    if (values[row] === values[before]) return false
    runs++
  }
  return runs === classCount
}

/** Describes a number that the target follows, linearly or in another monotonic way. */
function follows(
  column: InputColumn,
  { name, values }: ValueTarget,
  sample: Uint32Array,
): string | null {
  if (column.encoding !== 'numeric') return null
  const present = sample.filter((row) => !Number.isNaN(column.values[row]))
  if (present.length < Math.max(leastRows, sample.length / 2)) return null
  const own = Float64Array.from(present, (row) => column.values[row]!)
  const target = Float64Array.from(present, (row) => values[row]!)
  const r = Math.abs(correlation(own, target))
  if (r >= correlated) return `is '${name}' in another unit (correlation ${r.toFixed(5)})`
  const rank = Math.abs(correlation(ranks(own), ranks(target)))
  return rank >= correlated
    ? `rises or falls with '${name}' in nearly all rows (rank correlation ${rank.toFixed(5)})`
    : null
}

/** Pearson's correlation; 0 if one of the two does not vary. */
function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa) / Math.sqrt(bb) : 0
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0)
}

/** Rank of each value among all; equal values share their mean rank. */
function ranks(values: Float64Array): Float64Array {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!)
  const ranked = new Float64Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++
    for (let at = from; at <= to; at++) ranked[order[at]!] = (from + to) / 2
    from = to + 1
  }
  return ranked
}
