/** Checks that a split by a column or by class leaves rows in every part; it needs the rows themselves. */
import type { Fault } from '../../errors.ts'
import type { ClassTarget, Dataset } from '../dataset.ts'
import { oneClass } from './check-validation.ts'
import { strangeValue } from './named-split.ts'
import { findSplitColumn, type SplitColumn } from './split-column.ts'
import type { Fold } from './splits.ts'
import { requireColumn, searchRows } from './test-rows.ts'
import { countFolds, makeFolds, sizeOption, type ValidationSpec } from './validation.ts'

/** Options of a validation, or of the choice of test rows, that name a column. */
interface NamedColumns {
  order?: string | true | undefined
  group?: string | undefined
  column?: string | undefined
  split?: string | undefined
}

/** @returns  with pointers such as /validation/order */
export function partFaults(dataset: Dataset, validation: ValidationSpec, seed: number): Fault[] {
  const faults = columnFaults(dataset, validation, '/validation')
  if (faults.length > 0) return faults
  const { target } = dataset
  const rows = searchRows(dataset)
  const folds = makeFolds(validation, {
    rows,
    labels: target.type === 'classes' ? target.labels : null,
    seed,
    getColumn: (name) => requireColumn(dataset, name),
  })
  const pointer = `/validation/${sizeOption(validation)}`
  const isEmpty = ({ train, validation }: Fold) => train.length === 0 || validation.length === 0
  if (folds.length < countFolds(validation) || folds.some(isEmpty)) {
    return [{ pointer, detail: emptyPart(dataset, validation, rows) }]
  }
  const detail = target.type === 'classes' ? classFault(folds, target, validation) : null
  return detail === null ? [] : [{ pointer, detail }]
}

/** Faults of the columns that a split names. */
export function columnFaults(
  dataset: Pick<Dataset, 'inputs' | 'target' | 'ignored'>,
  { order, group, column, split }: NamedColumns,
  at: string,
): Fault[] {
  const named = [
    { option: 'order', name: order, fault: orderFault },
    { option: 'group', name: group, fault: missingFault },
    { option: 'column', name: column, fault: partsFault },
    { option: 'split', name: split, fault: partsFault },
  ]
  return named.flatMap(({ option, name, fault }) => {
    if (name === undefined || name === true) return []
    const found = findSplitColumn(dataset, name)
    const detail = 'fault' in found ? found.fault : fault(found)
    return detail === null ? [] : [{ pointer: `${at}/${option}`, detail }]
  })
}

function orderFault(column: SplitColumn): string | null {
  if (column.isOrdered) return missingFault(column)
  return `'${column.name}' holds texts without a known order: use numbers, or dates written as 2026-11-27, or give the format of its dates in the dataset's "datetime"`
}

function missingFault({ name, codes }: SplitColumn): string | null {
  const missing = codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0)
  return missing === 0 ? null : `'${name}' has no value in ${missing} rows: every row needs one`
}

function partsFault(column: SplitColumn): string | null {
  const strange = strangeValue(column)
  if (strange === null) return missingFault(column)
  return `'${column.name}' ${strange}: only train, validation and test are accepted`
}

function emptyPart(dataset: Dataset, validation: ValidationSpec, rows: Uint32Array): string {
  if (validation.type === 'split') {
    return `'${validation.column}' leaves no row for training or none for validation, apart from the test rows`
  }
  const { order, group } = validation
  const by = order ?? group
  const isOfRows = by === undefined || by === true
  const values = isOfRows ? rows : rows.map((row) => requireColumn(dataset, by).codes[row]!)
  const count = new Set(values).size
  const least = validation.type === 'kfold' ? validation.folds : 1
  const needed = order === undefined && validation.type === 'kfold' ? least : least + 1
  const found = isOfRows
    ? `${count} rows`
    : `${count} ${count === 1 ? 'value' : 'values'} of '${by}'`
  return `there ${count === 1 ? 'is' : 'are'} ${found} apart from the test rows: this split needs at least ${needed}`
}

function classFault(
  folds: readonly Fold[],
  { classes, labels }: ClassTarget,
  validation: ValidationSpec,
): string | null {
  const trained = new Set(folds.flatMap(({ train }) => [...classesIn(train, labels)]))
  const validated = folds.map((fold) => classesIn(fold.validation, labels))
  const unknown = [...new Set(validated.flatMap((part) => [...part]))].find(
    (label) => !trained.has(label),
  )
  if (unknown !== undefined) {
    return `no row of the class '${classes[unknown]}' is left to train on: all of them are used for validation`
  }
  if (validation.type === 'kfold') return null
  const single = validated.findIndex((part) => part.size === 1)
  if (single < 0) return null
  const [label] = validated[single]!
  return oneClass(classes[label!]!, folds[single]!.validation.length)
}

function classesIn(rows: Uint32Array, labels: Int32Array): Set<number> {
  return new Set(rows.map((row) => labels[row]!))
}
