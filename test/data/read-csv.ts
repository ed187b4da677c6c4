import assert from 'node:assert/strict'
import type { Dataset } from '../../src/data/dataset.ts'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { Problem } from '../../src/errors.ts'

type Spec = Record<string, unknown>
type Options = { maxBytes?: number; fileName?: string }

/** Reads a dataset from a CSV text; by default the task is a regression of `y`. */
export function readCsv(
  text: string | Buffer,
  spec: Spec = {},
  options: Options = {},
): Promise<Dataset> {
  const whole = { name: 'test', format: 'csv', task: 'regression', target: 'y', ...spec }
  return readDataset(DatasetSpec.parse(whole), Buffer.from(text), options)
}

/** The faults with which reading fails; throws if it succeeds. */
export async function faultsOf(
  text: string | Buffer,
  spec: Spec = {},
  options: Options = {},
): Promise<string[]> {
  try {
    await readCsv(text, spec, options)
  } catch (error) {
    assert.ok(error instanceof Problem, String(error))
    return error.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`)
  }
  throw new assert.AssertionError({ message: 'the file was accepted' })
}

/** The inputs of a table dataset as rows of values, null for missing. */
export function inputRows({ inputs, rows }: Dataset): unknown[][] {
  assert.equal(inputs.type, 'table')
  const { columns } = inputs
  return Array.from({ length: rows }, (_, row) =>
    columns.map((column) => {
      if (column.encoding === 'categorical') return column.levels[column.codes[row]!] ?? null
      const value = column.values[row]!
      return Number.isNaN(value) ? null : value
    }),
  )
}
