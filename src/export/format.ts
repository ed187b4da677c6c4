/** The definition of a format of exported models. */
import type { TrainedModel } from '../engine/network/model.ts'
import type { Tf } from '../engine/tensorflow.ts'
import type { ModelCard } from './card.ts'

export interface ExportedFile {
  name: string // may have folders: 'variables/index'
  bytes: Uint8Array
}

export interface ExportFormat {
  summary: string
  /** Of the download: a ZIP archive where there are several files. */
  extension: 'zip' | 'onnx'
  /** @throws Problem cannot-be-exported, pointing at what cannot */
  write(tf: Tf, model: TrainedModel, card: ModelCard): Promise<ExportedFile[]>
}
