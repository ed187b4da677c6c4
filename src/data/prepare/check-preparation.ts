import { type Fault, toPointer } from '../../errors.ts'
import { didYouMean } from '../../nearby.ts'
import { sizeOf } from '../dataset.ts'
import { partWidth } from '../dates/parts.ts'
import { lackingLevels } from '../level-order.ts'
import { countFaults, needsRows, optionFaults } from '../split/check-validation.ts'
import { countFolds, type ValidationSpec } from '../split/validation.ts'
import type { DatasetSummary } from '../summary.ts'
import type { InputBlock } from './fitted.ts'
import { mostInputs } from './numeric/index.ts'
import { columnsNamed, encodingOf, orderOf, PreprocessSpec } from './preprocess.ts'
import { findTransform, targetTransforms } from './target/index.ts'

const maxPreparedValues = 2 ** 28 // 1 GiB as Float32

/** Shape of one row as the network gets it, known before training. */
export interface InputEstimate {
  shape: number[]
  categorical: InputBlock[]
}

/**
 * Estimates the encoded inputs. The shape of a tensor is exact. The width of a table is an upper bound, because columns
 * that are constant in the training rows, and levels that do not occur in them, are left out.
 */
export function inputEstimate(
  { inputShape, columns }: Pick<DatasetSummary, 'inputShape' | 'columns'>,
  preprocess: PreprocessSpec,
): InputEstimate {
  if (inputShape) {
    const { resize } = preprocess
    const isResized = resize && inputShape.length === 3
    return { shape: isResized ? [...resize, inputShape[2]!] : inputShape, categorical: [] }
  }
  const categorical: InputBlock[] = []
  let offset = 0
  for (const column of columns) {
    const { name, role, encoding, missing, distinct, dateParts = [] } = column
    if (role !== 'input') continue
    const order = column.order ?? orderOf(preprocess, name)
    const hasMissing = missing > 0 ? 1 : 0
    if (encoding === 'numeric') {
      offset += mostInputs(encodingOf(preprocess, name))
      offset += preprocess.missingIndicator ? hasMissing : 0
    } else if (encoding === 'datetime') {
      for (const part of dateParts) offset += partWidth(part)
      offset += preprocess.missingIndicator ? hasMissing : 0
    } else if (order && preprocess.ordered !== 'levels') {
      offset += (preprocess.ordered === 'rank' ? 1 : order.length - 1) + hasMissing
    } else {
      const rare = distinct > preprocess.maxLevels || preprocess.minLevelRows > 1 ? 1 : 0
      const width = Math.min(distinct, preprocess.maxLevels) + rare + hasMissing
      categorical.push({ offset, width })
      offset += width
    }
  }
  return { shape: [offset], categorical }
}

/** Faults that would make `prepare` fail, with pointers relative to `{preprocess, validation}`. */
export function checkPreparation(
  summary: DatasetSummary,
  { preprocess, validation }: { preprocess?: PreprocessSpec; validation?: ValidationSpec },
): Fault[] {
  const faults: Fault[] = []
  if (preprocess?.resize && summary.inputShape?.length !== 3) {
    const shape = summary.inputShape ? `[${summary.inputShape.join(', ')}]` : 'a table of columns'
    const detail = `only [height, width, channels] can be resized; this dataset is ${shape}`
    faults.push({ pointer: '/preprocess/resize', detail })
  }
  if (preprocess)
    faults.push(
      ...numericFaults(summary, preprocess),
      ...orderFaults(summary, preprocess),
      ...targetFaults(summary, preprocess),
    )
  if (preprocess) {
    const values = sizeOf(inputEstimate(summary, preprocess).shape) * summary.rows
    if (values > maxPreparedValues) {
      const pointer = summary.inputShape ? '/preprocess/resize' : '/preprocess/maxLevels'
      const detail = `the encoded dataset would hold ${values} values; at most ${maxPreparedValues} are accepted`
      faults.push({ pointer, detail })
    }
  }
  if (validation) {
    // each fold encodes the rows with its own preprocessing
    const folds = countFolds(validation)
    const values = sizeOf(inputEstimate(summary, PreprocessSpec.parse({})).shape) * summary.rows
    if (folds > 1 && folds * values > maxPreparedValues) {
      const detail = `${folds} folds of the encoded dataset would hold ${folds * values} values; at most ${maxPreparedValues} are accepted`
      faults.push({ pointer: '/validation', detail })
    }
  }
  if (validation) {
    faults.push(...optionFaults(validation, summary.task))
    if (!needsRows(validation, summary.task)) faults.push(...countFaults(validation, summary))
  }
  return faults
}

function numericFaults(
  { inputShape, columns }: Pick<DatasetSummary, 'inputShape' | 'columns'>,
  preprocess: PreprocessSpec,
): Fault[] {
  if (preprocess.numeric === undefined) return []
  if (inputShape) {
    const detail = `encodes the columns of a table; this dataset has inputs of shape [${inputShape.join(', ')}]: use standardize`
    return [{ pointer: '/preprocess/numeric', detail }]
  }
  return columnsNamed(preprocess).flatMap((name) => {
    const pointer = toPointer(['preprocess', 'numeric', name])
    const known = findInput(columns, name)
    if ('hint' in known) return [{ pointer, detail: known.hint }]
    if (known.encoding === 'numeric') return []
    return [{ pointer, detail: `'${name}' is not a column of numbers` }]
  })
}

/** Only the most frequent levels of a column are known here; with more, the order must be as long as there are levels. */
function orderFaults(
  { columns }: Pick<DatasetSummary, 'columns'>,
  { orders = {} }: PreprocessSpec,
): Fault[] {
  return Object.entries(orders).flatMap(([name, order]) => {
    const pointer = toPointer(['preprocess', 'orders', name])
    const known = findInput(columns, name)
    if ('hint' in known) return [{ pointer, detail: known.hint }]
    if (known.encoding !== 'categorical') {
      return [{ pointer, detail: `'${name}' is not a column of categories` }]
    }
    if (known.order) {
      return [
        { pointer, detail: `the dataset’s spec has the order of '${name}': leave it out here` },
      ]
    }
    const repeated = order.find((level, index) => order.indexOf(level) !== index)
    if (repeated !== undefined) return [{ pointer, detail: `has '${repeated}' twice` }]
    const levels = (known.levels ?? []).map(({ value }) => value)
    const [lacking] = lackingLevels(levels, order)
    if (lacking !== undefined) {
      return [{ pointer, detail: `lacks '${lacking}', which the column has: put it in its place` }]
    }
    if (order.length >= known.distinct) return []
    return [{ pointer, detail: `has ${order.length} of the column's ${known.distinct} levels` }]
  })
}

function findInput(
  columns: DatasetSummary['columns'],
  name: string,
): DatasetSummary['columns'][number] | { hint: string } {
  const inputs = columns.filter(({ role }) => role === 'input')
  const known = inputs.find((column) => column.name === name)
  if (known) return known
  const hint = didYouMean(
    name,
    inputs.map((column) => column.name),
  )
  return { hint: `the dataset has no input of this name${hint && `: ${hint}`}` }
}

function targetFaults({ columns, task }: DatasetSummary, { target }: PreprocessSpec): Fault[] {
  const transform = findTransform(target)
  if (transform === null) return []
  const pointer = '/preprocess/target'
  if (task !== 'regression') {
    return [{ pointer, detail: 'only the target of a regression can be transformed' }]
  }
  const { name, min = 1 } = columns.find(({ role }) => role === 'target') ?? {}
  if (!transform.needsPositive || min > 0) return []
  const others = Object.entries(targetTransforms).filter(([, other]) => !other.needsPositive)
  const fitting = ['standardize', ...others.map(([other]) => other)].join(' or ')
  const detail = `${target} needs targets above 0, and '${name}' goes down to ${min}: use ${fitting}`
  return [{ pointer, detail }]
}
