import { Problem } from '../../errors.ts'
import type { Dataset, Task } from '../dataset.ts'
import { formats } from '../formats/index.ts'
import { maxFileBytes } from '../limits.ts'
import type { DatasetSpec } from '../spec.ts'
import { refuseForeign } from '../unpack/foreign-bytes.ts'
import { unpack } from '../unpack/unpack.ts'
import { assembleDataset } from './assemble.ts'
import { inferTarget, inferTask } from './infer-target.ts'
import { columnKinds, resolveRoles } from './roles.ts'

/**
 * Reads an uploaded file into a dataset.
 *
 * @param fileName  name as uploaded; .tsv means that tabs separate the fields
 * @throws Problem 'invalid-dataset' with pointers into `{spec, file}`, or 'too-large'
 */
export async function readDataset(
  spec: DatasetSpec,
  file: Buffer,
  {
    fileName = null,
    maxBytes = maxFileBytes,
  }: { fileName?: string | null; maxBytes?: number } = {},
): Promise<Dataset> {
  if (file.length === 0) {
    const detail = 'the file is empty'
    throw new Problem('invalid-dataset', 'The file is empty.', [{ pointer: '/file', detail }])
  }
  const unpacked = await unpack({ bytes: file, name: fileName }, maxBytes)
  refuseForeign(unpacked.bytes, spec.format)
  const read = async (task: Task | undefined) => {
    let { target } = spec
    const table = await formats[spec.format].read(unpacked.bytes, spec, {
      fileName: unpacked.name,
      missing: spec.missing,
      chooseKinds(names, hintFor) {
        target ??= inferTarget(names)
        return columnKinds(task, resolveRoles({ ...spec, target }, names, hintFor), names.length)
      },
    })
    if (target === undefined) throw new Error('a format asks for the kinds of its columns')
    return { table, target }
  }
  const first = await read(spec.task)
  if (spec.task !== undefined) {
    return assembleDataset({ ...spec, task: spec.task, target: first.target }, first.table)
  }
  const { columns, notation } = first.table
  const names = columns.map(({ name }) => name)
  const roles = resolveRoles({ ...spec, target: first.target }, names)
  const task = inferTask(columns[roles.target]!, notation)
  // classes are kept as the texts of the file, so read it again
  const { table, target } = task === 'classification' ? await read(task) : first
  return assembleDataset({ ...spec, task, target }, table)
}
