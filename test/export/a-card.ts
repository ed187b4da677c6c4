import type { CardValue, ModelCard } from '../../src/export/card.ts'
import type { ExportedFile } from '../../src/export/format.ts'

export const aCard: ModelCard = {
  format: 'savedmodel',
  study: { id: 's', name: 'houses', seed: 3 },
  trial: { number: 7, seed: null },
  dataset: { name: 'd', sha256: 'ab', rows: 24 },
  params: { learningRate: 0.1 },
  objective: { metric: 'validation.loss', direction: 'minimize', value: 0.5 },
  metrics: { epoch: 4, train: { loss: 0.4 }, validation: { loss: 0.5 }, test: null },
  versions: { sweepd: '0.1.0' },
}

/** The card among exported files. */
export function cardOf(files: readonly ExportedFile[]): ModelCard & {
  inputs: CardValue[]
  outputs: CardValue[]
} {
  const file = files.find(({ name }) => name === 'model-card.json')!
  return JSON.parse(Buffer.from(file.bytes).toString())
}
