/** Separates the test rows of a dataset, which no search sees, from the rows that searches use. */
import type { Dataset } from '../dataset.ts'
import { someGroups } from './group-splits.ts'
import { rowsFor } from './named-split.ts'
import { findSplitColumn, type SplitColumn } from './split-column.ts'
import { otherRows, randomTestRows, streams, testSeed } from './splits.ts'
import { latestRows } from './time-splits.ts'

type Rows = Pick<Dataset, 'rows' | 'testFraction' | 'test' | 'inputs' | 'target' | 'ignored'>

/** The test rows, ascending: the same for every study, and never among its training or validation rows. */
export function testRows(dataset: Rows): Uint32Array {
  const { test, testFraction: fraction, target } = dataset
  const rows = allRows(dataset)
  if (!test) {
    const labels = target.type === 'classes' ? target.labels : null
    return randomTestRows(rows, { fraction, labels })
  }
  if ('split' in test) return rowsFor('test', rows, requireColumn(dataset, test.split))
  if (fraction === 0) return new Uint32Array()
  if ('group' in test) {
    const { codes } = requireColumn(dataset, test.group)
    return someGroups(rows, { fraction, codes, seed: testSeed, stream: streams.test })
  }
  const codes = test.order === true ? null : requireColumn(dataset, test.order).codes
  return latestRows(rows, { fraction, codes })
}

/** All other rows, ascending: searches train and validate on them. */
export function searchRows(dataset: Rows): Uint32Array {
  return otherRows(allRows(dataset), testRows(dataset))
}

function allRows({ rows }: Rows): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row)
}

/** @throws Error if the column is unknown; this was checked when the dataset was stored */
export function requireColumn(dataset: Rows, name: string): SplitColumn {
  const column = findSplitColumn(dataset, name)
  if ('fault' in column) throw new Error(column.fault)
  return column
}
