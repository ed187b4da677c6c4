/** How the values of each column are distributed: bins of numbers and dates, rows of each level. */
import { z } from 'zod'
import type { Dataset } from './dataset.ts'

export const mostBins = 40
const levelsShown = 20
const textShown = 80 // characters of a level

export const Histogram = z
  .strictObject({
    column: z.string().describe('name of the column; `inputs` for all values of a tensor'),
    role: z.enum(['input', 'target', 'weight']),
    missing: z.int().describe('rows without a value'),
    bins: z
      .strictObject({
        kind: z.enum(['number', 'datetime']).describe('datetime: ms since 1970 in UTC'),
        low: z.number().describe('lower edge of the first bin'),
        high: z.number().describe('upper edge of the last bin, which includes it'),
        counts: z.array(z.int()).describe(`of at most ${mostBins} bins of equal width`),
      })
      .nullable()
      .describe('of numbers and dates; null for categories, and where every value is missing'),
    levels: z
      .array(z.strictObject({ value: z.string(), rows: z.int() }))
      .nullable()
      .describe(
        `of categories: the ${levelsShown} most frequent, or all in their order if the spec gives one; texts longer than ${textShown} characters end in …`,
      ),
    otherRows: z.int().describe('rows of the levels that are not listed'),
  })
  .meta({ id: 'Histogram' })
export type Histogram = z.infer<typeof Histogram>

interface Source {
  name: string
  role: Histogram['role']
  isDate?: boolean
  values?: ArrayLike<number> & Iterable<number> // NaN: missing
  texts?: { levels: readonly string[]; codes: Int32Array; isOrdered: boolean } // code -1: missing
}

/**
 * Inputs in their order, then the target and the weights. Ignored columns have none: their values are not kept.
 *
 * @param after  index of the histogram to go on after; null: from the first
 * @returns next  index of the last one, or null if there are no more
 */
export function histograms(
  dataset: Dataset,
  { after, limit }: { after: number | null; limit: number },
): { items: Histogram[]; next: number | null } {
  const sources = [...sourcesOf(dataset)]
  const from = after === null ? 0 : after + 1
  const items = sources.slice(from, from + limit).map(histogram)
  return { items, next: from + limit < sources.length ? from + limit - 1 : null }
}

function* sourcesOf({ inputs, target, weights }: Dataset): Generator<Source> {
  if (inputs.type === 'tensor') yield { name: 'inputs', role: 'input', values: inputs.values }
  else {
    for (const column of inputs.columns) {
      const { name, encoding } = column
      if (encoding === 'categorical') {
        const { levels, codes, isOrdered = false } = column
        yield { name, role: 'input', texts: { levels, codes, isOrdered } }
      } else {
        yield { name, role: 'input', isDate: encoding === 'datetime', values: column.values }
      }
    }
  }
  const { name } = target
  yield target.type === 'values'
    ? { name, role: 'target', values: target.values }
    : {
        name,
        role: 'target',
        texts: { levels: target.classes, codes: target.labels, isOrdered: false },
      }
  if (weights) yield { name: weights.name, role: 'weight', values: weights.values }
}

function histogram({ name, role, values, texts, isDate = false }: Source): Histogram {
  const of = { column: name, role }
  if (texts) return { ...of, bins: null, ...countLevels(texts) }
  return { ...of, ...countValues(values ?? [], isDate), levels: null, otherRows: 0 }
}

function countLevels({ levels, codes, isOrdered }: NonNullable<Source['texts']>) {
  const rows = new Uint32Array(levels.length)
  let missing = 0
  for (const code of codes) {
    if (code < 0) missing++
    else rows[code]!++
  }
  const all = levels.map((value, code) => ({ value, rows: rows[code]! }))
  const listed =
    isOrdered && all.length <= 2 * levelsShown
      ? all
      : all.sort((a, b) => b.rows - a.rows).slice(0, levelsShown)
  const known = codes.length - missing
  const otherRows = known - listed.reduce((sum, level) => sum + level.rows, 0)
  const shown = listed.map(({ value, rows }) => ({ value: shorten(value), rows }))
  return { missing, levels: shown, otherRows }
}

function shorten(text: string): string {
  return text.length > textShown ? `${text.slice(0, textShown)}…` : text
}

function countValues(values: ArrayLike<number> & Iterable<number>, isDate: boolean) {
  let [low, high, present, isWhole] = [Infinity, -Infinity, 0, true]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    present++
    if (value < low) low = value
    if (value > high) high = value
    isWhole &&= Number.isInteger(value)
  }
  const missing = values.length - present
  if (present === 0) return { missing, bins: null }
  const edges = chooseEdges({ low, high, present, isWhole: isWhole && !isDate })
  const counts = new Array<number>(edges.count).fill(0)
  const scale = edges.count / (edges.high - edges.low)
  for (const value of values) {
    if (Number.isNaN(value)) continue
    const bin = Math.min(Math.floor((value - edges.low) * scale), edges.count - 1)
    counts[bin]! += 1
  }
  const kind: 'number' | 'datetime' = isDate ? 'datetime' : 'number'
  return { missing, bins: { kind, low: edges.low, high: edges.high, counts } }
}

/** As many bins as the square root of the rows; a bin of whole numbers holds as many of them as any other. */
function chooseEdges(found: { low: number; high: number; present: number; isWhole: boolean }) {
  const { low, high, present, isWhole } = found
  const wanted = Math.min(mostBins, Math.max(5, Math.ceil(Math.sqrt(present))))
  if (isWhole && high - low < Number.MAX_SAFE_INTEGER) {
    const numbers = high - low + 1
    const width = numbers <= mostBins ? 1 : Math.ceil(numbers / wanted)
    const count = Math.ceil(numbers / width)
    return { low: low - 0.5, high: low - 0.5 + width * count, count }
  }
  const width = high - low
  if (!(width > 0)) return { low, high: low + Math.max(Math.abs(low), 1) * 1e-6, count: 1 }
  return { low, high, count: wanted }
}
