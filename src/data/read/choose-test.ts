import type { Fault } from '../../errors.ts'
import type { Dataset, TestChoice } from '../dataset.ts'
import type { DatasetSpec } from '../spec.ts'
import { columnFaults } from '../split/check-parts.ts'
import { searchRows } from '../split/test-rows.ts'

/** A dataset with its test rows chosen as the spec says; what is wrong with that is added to `faults`. */
export function chooseTest(
  { test, testFraction }: Pick<DatasetSpec, 'test' | 'testFraction'>,
  dataset: Dataset,
  faults: Fault[],
): Dataset {
  if (test === undefined) return dataset
  const found: Fault[] = columnFaults(dataset, test, '/spec/test')
  if (Object.keys(test).length !== 1) {
    found.push({ pointer: '/spec/test', detail: 'give exactly one of order, group and split' })
  }
  if (test.split !== undefined && testFraction !== undefined) {
    const detail = `'${test.split}' says which rows are for the test: leave the fraction out`
    found.push({ pointer: '/spec/testFraction', detail })
  }
  faults.push(...found)
  if (found.length > 0) return dataset
  const chosen = { ...dataset, test: test as TestChoice }
  const count = dataset.rows - searchRows(chosen).length
  const [option] = Object.keys(test)
  if (count === 0 && testFraction !== 0) {
    faults.push({ pointer: `/spec/test/${option}`, detail: 'no row is held back for the test' })
  } else if (count > dataset.rows - 2) {
    faults.push({
      pointer: `/spec/test/${option}`,
      detail: 'fewer than two rows are left to search with',
    })
  }
  return chosen
}
