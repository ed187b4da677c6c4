import { Problem } from '../errors.ts'
import { assembleDataset } from './assemble.ts'
import type { Dataset } from './dataset.ts'
import { formats } from './formats/index.ts'
import { maxFileBytes } from './limits.ts'
import { columnKinds, resolveRoles } from './roles.ts'
import type { DatasetSpec } from './spec.ts'
import { unpack } from './unpack.ts'

/**
 * An uploaded file as a dataset.
 *
 * @throws Problem 'invalid-dataset' with pointers into `{spec, file}`, or 'too-large'
 */
export async function readDataset(
  spec: DatasetSpec,
  file: Buffer,
  { maxBytes = maxFileBytes }: { maxBytes?: number } = {},
): Promise<Dataset> {
  if (file.length === 0) {
    const detail = 'the file is empty'
    throw new Problem('invalid-dataset', 'The file is empty.', [{ pointer: '/file', detail }])
  }
  const bytes = await unpack(file, maxBytes)
  const table = await formats[spec.format].read(bytes, spec, {
    missing: spec.missing,
    kindsOf: (names) => columnKinds(spec, resolveRoles(spec, names), names.length),
  })
  return assembleDataset(spec, table)
}
