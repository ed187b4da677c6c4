import { quantile } from '../../search/math/quantile.ts'
import {
  type CategoricalInput,
  type Dataset,
  type DatetimeInput,
  type InputColumn,
  type NumericInput,
  sizeOf,
  type TensorInputs,
} from '../dataset.ts'
import { dateParts, partWidth, varyingParts } from '../dates/parts.ts'
import { inOrder } from '../level-order.ts'
import type { FittedColumn, FittedInputs, FittedTable, FittedTensor } from './fitted.ts'
import { computeMoments, type Moments } from './moments.ts'
import { fitEncoding } from './numeric/index.ts'
import { encodingOf, orderOf, type PreprocessSpec } from './preprocess.ts'
import { signedLog1p, skewness } from './statistics/skewness.ts'

interface Rows {
  own: Uint32Array // rows that statistics are learned from
  layout: Uint32Array
}

/**
 * Fits the preprocessing to these rows only.
 *
 * @param layout  rows that determine the set of inputs: those of all folds, so that all folds' networks have one shape
 */
export function fitInputs(
  dataset: Dataset,
  trainRows: Uint32Array,
  preprocess: PreprocessSpec,
  layout: Uint32Array = trainRows,
): FittedInputs {
  const { inputs } = dataset
  if (inputs.type === 'tensor') return fitTensor(inputs, trainRows, preprocess)
  const rows: Rows = { own: trainRows, layout }
  const columns: FittedColumn[] = []
  const constant: string[] = []
  let width = 0
  for (const input of inputs.columns) {
    const fitted = fitColumn(input, rows, preprocess, width)
    if (!fitted) constant.push(input.name)
    else {
      columns.push(fitted.column)
      width += fitted.width
    }
  }
  const ignored = dataset.ignored.map(({ name }) => name)
  const unused = [...constant, dataset.target.name, ...ignored]
  return {
    type: 'table',
    width,
    columns,
    unused,
    missing: dataset.missing,
    notation: dataset.notation,
  } satisfies FittedTable
}

function fitColumn(input: InputColumn, rows: Rows, preprocess: PreprocessSpec, offset: number) {
  if (input.encoding === 'numeric') return fitNumeric(input, rows, preprocess, offset)
  if (input.encoding === 'datetime') return fitDatetime(input, rows, preprocess, offset)
  const order = orderOf(preprocess, input.name)
  const category = input.isOrdered || order === null ? input : inOrder(input, order)
  const fit = category.isOrdered && preprocess.ordered !== 'levels' ? fitOrdered : fitCategorical
  return fit(category, rows, preprocess, offset)
}

function fitNumeric(
  { name, values }: NumericInput,
  { own, layout }: Rows,
  preprocess: PreprocessSpec,
  offset: number,
): { column: FittedColumn; width: number } | null {
  const { missing, missingIndicator, log1pAbove } = preprocess
  const all = presentValues(values, layout)
  // decided by the rows of all folds, like the number of inputs
  const log1p =
    log1pAbove !== false && all.every((value) => value >= 0) && skewness(all) > log1pAbove
  const scaled = (some: Float64Array) => (log1p ? some.map(signedLog1p) : some)
  const anywhere = scaled(all)
  const indicator = missingIndicator && anywhere.length < layout.length
  if (!varies(anywhere) && !indicator) return null
  const present = scaled(presentValues(values, own))
  const { as, inputs } = fitEncoding(encodingOf(preprocess, name), present, anywhere)
  return {
    column: {
      name,
      encoding: 'numeric',
      offset,
      as,
      inputs,
      ...(log1p && { log1p: true as const }),
      fill: centre(present, missing),
      indicator,
      isComplete: values.every((value) => !Number.isNaN(value)),
    },
    width: inputs + (indicator ? 1 : 0),
  }
}

function fitCategorical(
  { name, type, levels, codes }: CategoricalInput,
  { own, layout }: Rows,
  { maxLevels, minLevelRows }: PreprocessSpec,
  offset: number,
): { column: FittedColumn; width: number } | null {
  const { counts, hasMissing } = countLevels(codes, layout, levels.length)
  const trained = own === layout ? { counts, hasMissing } : countLevels(codes, own, levels.length)
  const seen = [...counts.keys()].filter((code) => counts[code]! > 0)
  const byCount = [...seen].sort((a, b) => counts[b]! - counts[a]! || a - b)
  const frequent = byCount.filter((code) => counts[code]! >= minLevelRows)
  const kept = new Set(frequent.slice(0, maxLevels))
  const hasRare = seen.length > kept.size
  const isRareTrained = seen.some((code) => !kept.has(code) && trained.counts[code]! > 0)
  const width = kept.size + (hasMissing ? 1 : 0) + (hasRare ? 1 : 0)
  if (width < 2) return null
  const end = offset + kept.size
  return {
    column: {
      name,
      encoding: 'categorical',
      offset,
      type,
      levels: seen
        .filter((code) => kept.has(code))
        .map((code) => (trained.counts[code]! > 0 ? levels[code]! : null)),
      missingOffset: trained.hasMissing ? end : null,
      rareOffset: isRareTrained ? end + (hasMissing ? 1 : 0) : null,
      isComplete: codes.every((code) => code >= 0),
    },
    width,
  }
}

/** One number, the standardised rank; or an input for each step between levels, 1 for those at or below the level. */
function fitOrdered(
  { name, type, levels, codes }: CategoricalInput,
  { own, layout }: Rows,
  { ordered, missing }: PreprocessSpec,
  offset: number,
): { column: FittedColumn; width: number } | null {
  const ranks = Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : code))
  const anywhere = presentValues(ranks, layout)
  const hasMissing = anywhere.length < layout.length
  if (!varies(anywhere) && !hasMissing) return null
  const present = presentValues(ranks, own)
  const { mean, deviation } = fitScale(present.length > 0 ? computeMoments(present) : null, true)
  const steps = [...levels.keys()].slice(1)
  const inputsOf = (rank: number) =>
    ordered === 'rank' ? [(rank - mean) / deviation] : steps.map((step) => (rank >= step ? 1 : 0))
  const inputs = ordered === 'rank' ? 1 : steps.length
  return {
    column: {
      name,
      encoding: 'categorical',
      offset,
      type,
      levels: [...levels],
      missingOffset: hasMissing ? offset + inputs : null,
      rareOffset: null,
      ordered: {
        levels: levels.map((_, rank) => inputsOf(rank)),
        other: ordered === 'rank' ? inputsOf(centre(present, missing)) : steps.map(() => 0),
      },
      isComplete: codes.every((code) => code >= 0),
    },
    width: inputs + (hasMissing ? 1 : 0),
  }
}

function fitDatetime(
  { name, format, values }: DatetimeInput,
  { own, layout }: Rows,
  { standardize, missingIndicator }: PreprocessSpec,
  offset: number,
): { column: FittedColumn; width: number } | null {
  const anywhere = presentValues(values, layout)
  const indicator = missingIndicator && anywhere.length < layout.length
  const present = presentValues(values, own)
  const parts = varyingParts(anywhere).map((part) => {
    const { cyclic, of } = dateParts[part]
    const numbers = cyclic || present.length === 0 ? null : present.map(of)
    if (!numbers) return { part, mean: 0, deviation: 1 }
    const moments = computeMoments(numbers)
    // without standardize, the earliest moment is 0
    return {
      part,
      ...(standardize ? fitScale(moments, true) : { mean: moments.min, deviation: 1 }),
    }
  })
  const width = parts.reduce((sum, { part }) => sum + partWidth(part), indicator ? 1 : 0)
  if (width === 0) return null
  const isComplete = values.every((ms) => !Number.isNaN(ms))
  return {
    column: { name, encoding: 'datetime', offset, format, parts, indicator, isComplete },
    width,
  }
}

function countLevels(codes: Int32Array, rows: Uint32Array, levelCount: number) {
  const counts = new Uint32Array(levelCount)
  let hasMissing = false
  for (const row of rows) {
    const code = codes[row]!
    if (code < 0) hasMissing = true
    else counts[code]!++
  }
  return { counts, hasMissing }
}

/** Fits one mean and deviation over all values of all training rows. */
function fitTensor(
  { shape, values }: TensorInputs,
  rows: Uint32Array,
  { standardize, resize }: PreprocessSpec,
): FittedTensor {
  const size = sizeOf(shape)
  const sample = new Float32Array(rows.length * size)
  for (const [index, row] of rows.entries()) {
    sample.set(values.subarray(row * size, (row + 1) * size), index * size)
  }
  return {
    type: 'tensor',
    shape,
    resize: resize ?? null,
    ...fitScale(computeMoments(sample), standardize),
  }
}

function fitScale(
  moments: Moments | null,
  standardize: boolean,
): { mean: number; deviation: number } {
  if (!standardize || !moments) return { mean: 0, deviation: 1 }
  return { mean: moments.mean, deviation: moments.deviation > 0 ? moments.deviation : 1 }
}

function varies(values: Float64Array): boolean {
  return values.some((value) => value !== values[0])
}

function presentValues(values: Float64Array, rows: Uint32Array): Float64Array {
  const present = new Float64Array(rows.length)
  let count = 0
  for (const row of rows) {
    const value = values[row]!
    if (!Number.isNaN(value)) present[count++] = value
  }
  return present.subarray(0, count)
}

/** Mean or median of the values; 0 if there are none. */
function centre(values: Float64Array, by: 'mean' | 'median'): number {
  if (values.length === 0) return 0
  return by === 'mean' ? computeMoments(values).mean : quantile(values.slice().sort(), 0.5)
}
