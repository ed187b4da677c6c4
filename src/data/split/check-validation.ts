/** Checks a validation by its options and row counts alone; check-parts.ts examines the rows. */
import type { Fault } from '../../errors.ts'
import type { Task } from '../dataset.ts'
import type { DatasetSummary } from '../summary.ts'
import { shares } from './splits.ts'
import type { ValidationSpec } from './validation.ts'

type Options = Partial<Record<'order' | 'group' | 'stratified' | 'fraction' | 'folds', unknown>>

/** Faults of options that conflict with each other or with the task; pointers such as /validation/group. */
export function optionFaults(validation: ValidationSpec, task: Task): Fault[] {
  const { order, group, stratified } = validation as Options
  const faults: Fault[] = []
  if (order !== undefined && group !== undefined) {
    const detail = 'order and group cannot be combined: give one of them'
    faults.push({ pointer: '/validation/group', detail })
  }
  if (!stratified) return faults
  const pointer = '/validation/stratified'
  if (task === 'regression') {
    faults.push({ pointer, detail: 'a regression has no classes to stratify by' })
  } else if (order !== undefined || group !== undefined) {
    const detail = 'rows held back by order or by group cannot be stratified by class'
    faults.push({ pointer, detail })
  }
  return faults
}

/** Whether counts alone cannot check the split, so that the rows must be examined. */
export function needsRows(validation: ValidationSpec, task: Task): boolean {
  const { order, group, stratified } = validation as Options
  const isRandom = order === undefined && group === undefined && validation.type !== 'split'
  return !isRandom || (task === 'classification' && stratified === false)
}

/** Checks that rows held back at random leave some in every part. */
export function countFaults(
  validation: ValidationSpec,
  summary: Pick<DatasetSummary, 'rows' | 'testRows' | 'classes' | 'classRows'>,
): Fault[] {
  const { folds, fraction } = validation as { folds?: number; fraction?: number }
  const rows = summary.rows - summary.testRows
  if (folds !== undefined && folds > rows) {
    const detail = `${folds} folds need at least ${folds} rows: there are ${rows} apart from the test rows`
    return [{ pointer: '/validation/folds', detail }]
  }
  const detail = fraction === undefined ? null : fractionFault(fraction, rows, summary)
  return detail === null ? [] : [{ pointer: '/validation/fraction', detail }]
}

function fractionFault(
  fraction: number,
  rows: number,
  { classes, classRows }: Pick<DatasetSummary, 'classes' | 'classRows'>,
): string | null {
  const held = shares(classRows ?? [rows], fraction)
  const of = `${fraction} of the ${rows} rows apart from the test rows`
  const count = held.reduce((sum, ofClass) => sum + ofClass, 0)
  if (count === 0) return `${of} leaves none to validate on: take a larger fraction, or kfold`
  if (classes === null || classRows === undefined) return null
  const inClasses = classes.filter((_, index) => held[index]! > 0)
  return inClasses.length > 1 ? null : oneClass(inClasses[0]!, count)
}

/** Fault detail for a hold-out part that has only one class. */
export function oneClass(label: string, rows: number): string {
  return `the ${rows} rows to validate on are all of the class '${label}': a network that always predicts it would be right; take a larger fraction, or kfold`
}
