/** The definition of a format of exported models. */
import type { Tf } from '../engine/tensorflow.ts'
import type { ModelCard } from './card.ts'
import type { ExportedMember } from './model-graph.ts'

export interface ExportedFile {
  name: string // may have folders: 'variables/index'
  bytes: Uint8Array
}

export interface ExportFormat {
  summary: string
  /** Of the download: a ZIP archive where there are several files. */
  extension: 'zip' | 'onnx' | 'json'
  /** @throws Problem cannot-be-exported, pointing at what cannot */
  write(tf: Tf, members: readonly ExportedMember[], card: ModelCard): Promise<ExportedFile[]>
}
