import { Problem } from '../errors.ts'
import { assembleDataset } from './assemble.ts'
import type { Dataset } from './dataset.ts'
import { refuseForeign } from './foreign-bytes.ts'
import { formats } from './formats/index.ts'
import { maxFileBytes } from './limits.ts'
import { columnKinds, resolveRoles } from './roles.ts'
import type { DatasetSpec } from './spec.ts'
import { unpack } from './unpack.ts'

/**
 * An uploaded file as a dataset.
 *
 * @param fileName  as uploaded: .tsv means tabs
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
  const table = await formats[spec.format].read(unpacked.bytes, spec, {
    fileName: unpacked.name,
    missing: spec.missing,
    kindsOf: (names, hintFor) =>
      columnKinds(spec, resolveRoles(spec, names, hintFor), names.length),
  })
  return assembleDataset(spec, table)
}
