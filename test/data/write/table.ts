/** A table with every type, missing values and difficult texts. */
import type { Cell, Table } from '../../../src/data/write/table.ts'

export const columns = [
  { name: 'number', type: 'int' },
  { name: 'value', type: 'number' },
  { name: 'isBest', type: 'boolean' },
  { name: 'reason', type: 'text' },
  { name: 'Value', type: 'number' }, // differs from another name in case only
  { name: 'endedAt', type: 'time' },
] as const

export const rows: Cell[][] = [
  [0, 0.1 + 0.2, true, 'said "no", then\nwent', -1e-300, new Date('2026-01-02T03:04:05.678Z')],
  [1, -5, false, '=1+1', 1.7976931348623157e308, null],
  [2 ** 40, null, null, '', null, null],
  [3, 1, true, null, 0.5, new Date(0)],
]

/** The rows in two pages. */
export function table(): Table {
  return { columns, pages: pages() }
}

async function* pages(): AsyncGenerator<Cell[][]> {
  yield rows.slice(0, 3)
  yield rows.slice(3)
}

export async function gather<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const part of parts) all.push(part)
  return all
}
