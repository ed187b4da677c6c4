/** Which formats a trained model can be exported in, found by exporting it. */
import type { Backend } from '../engine/backend.ts'
import { type Fault, Problem } from '../errors.ts'
import type { ModelOrigin } from './card.ts'
import { exportModel } from './export-model.ts'
import { type ExportFormatName, exportFormats } from './formats/index.ts'
import type { ExportedMember } from './model-graph.ts'

export interface FormatCheck {
  format: ExportFormatName
  bytes: number | null // null if the model cannot be exported in the format
  detail: string | null // why not
  faults: readonly Fault[]
}

export async function checkFormats(
  backend: Backend,
  members: readonly ExportedMember[],
  origin: ModelOrigin,
): Promise<FormatCheck[]> {
  const checks: FormatCheck[] = []
  for (const format of Object.keys(exportFormats) as ExportFormatName[]) {
    checks.push(await check(format))
  }
  return checks

  async function check(format: ExportFormatName): Promise<FormatCheck> {
    try {
      const { length } = await exportModel(backend, members, { format, origin })
      return { format, bytes: length, detail: null, faults: [] }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return { format, bytes: null, detail: error.message, faults: error.faults }
    }
  }
}
