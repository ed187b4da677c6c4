/** The model card alone, for people and registries of models: what the model is and where it comes from. */
import { describeModel } from '../describe.ts'
import type { ExportFormat } from '../format.ts'

export const card: ExportFormat = {
  summary: 'the model card alone, as JSON',
  extension: 'json',
  write: async (_, members, card) => [describeModel(members, card, null)],
}
