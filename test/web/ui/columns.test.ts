import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileName } from '../../../web/src/ui/download.ts'
import {
  compareCells,
  csvField,
  shownColumns,
  type TableColumn,
  toCsv,
} from '../../../web/src/ui/table/columns.ts'
import { targetOf } from '../../../web/src/ui/table/row-keys.ts'

interface Row {
  name: string
  value: number | null
}
const columns: TableColumn<Row>[] = [
  { id: 'name', title: 'Name', value: ({ name }) => name },
  { id: 'value', title: 'Value, %', value: ({ value }) => value, isHidden: true },
  { id: 'actions', title: 'Actions', value: () => null, hidesTitle: true, isHidden: true },
]

describe('columns', () => {
  it('are those that are not hidden, or the chosen ones in their own order', () => {
    const ids = (chosen: string[] | null) => shownColumns(columns, chosen).map(({ id }) => id)
    assert.deepEqual(ids(null), ['name'])
    assert.deepEqual(ids(['value', 'name', 'gone']), ['name', 'value'])
  })

  it('are compared by size, and texts with their numbers by size', () => {
    assert.deepEqual([10, 9, -1].toSorted(compareCells), [-1, 9, 10])
    assert.deepEqual(['trial 10', 'trial 9'].toSorted(compareCells), ['trial 9', 'trial 10'])
  })
})

describe('CSV', () => {
  it('quotes commas, quotes and line breaks, and keeps all digits', () => {
    const rows = [
      { name: 'a, "b"', value: 0.1 + 0.2 },
      { name: 'two\nlines', value: null },
    ]
    assert.equal(
      toCsv(columns, rows),
      'Name,"Value, %"\r\n"a, ""b""",0.30000000000000004\r\n"two\nlines",\r\n',
    )
  })

  it('lets no text run as a formula, and negative numbers be numbers', () => {
    assert.deepEqual(['=1+1', '@x', '-x', -1, true].map(csvField), [
      "'=1+1",
      "'@x",
      "'-x",
      '-1',
      'true',
    ])
  })

  it('has file names for every file system', () => {
    assert.equal(fileName('My study: 1/2', 'trials'), 'my-study-1-2-trials')
  })
})

describe('keys in a table', () => {
  it('move by one, by a page and to the ends, and stay inside', () => {
    assert.deepEqual(
      ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'x'].map((key) =>
        targetOf(key, 3, 10),
      ),
      [4, 2, 9, 0, 0, 9, null],
    )
  })
})
