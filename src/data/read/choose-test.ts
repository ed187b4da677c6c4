import type { Fault } from '../../errors.ts'
import type { Dataset, TestChoice } from '../dataset.ts'
import type { DatasetSpec } from '../spec.ts'
import { columnFaults } from '../split/check-parts.ts'
import { searchRows } from '../split/test-rows.ts'

/** Adds the choice of test rows in the spec to a dataset; problems with it are added to `faults`. */
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
    const detail = `'${test.split}' already chooses the test rows: leave testFraction out`
    found.push({ pointer: '/spec/testFraction', detail })
  }
  faults.push(...found)
  if (found.length > 0) return dataset
  const chosen = { ...dataset, test: test as TestChoice }
  const count = dataset.rows - searchRows(chosen).length
  const [option] = Object.keys(test)
  if (count === 0 && testFraction !== 0) {
    faults.push({
      pointer: `/spec/test/${option}`,
      detail: 'this choice holds no rows back for the test',
    })
  } else if (count > dataset.rows - 2) {
    faults.push({
      pointer: `/spec/test/${option}`,
      detail: 'fewer than two rows are left to search with',
    })
  }
  return chosen
}
