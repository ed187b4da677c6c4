/** The formats that a model can be exported in. */
import type { ExportFormat } from '../format.ts'
import { card } from './card.ts'
import { kerasWeights } from './keras-weights.ts'
import { onnx } from './onnx.ts'
import { savedmodel } from './savedmodel.ts'
import { tfjs } from './tfjs.ts'

export const exportFormats = {
  savedmodel,
  onnx,
  tfjs,
  'keras-weights': kerasWeights,
  card,
} as const satisfies Record<string, ExportFormat>

export type ExportFormatName = keyof typeof exportFormats
