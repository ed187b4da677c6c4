import type { CardValue, ModelCard } from '../../src/export/card.ts'
import type { ExportedFile } from '../../src/export/format.ts'

export const aCard: ModelCard = {
  format: 'savedmodel',
  study: { id: 's', name: 'houses', seed: 3 },
  dataset: { name: 'd', sha256: 'ab', rows: 24 },
  objective: { metric: 'validation.loss', direction: 'minimize' },
  finalists: [],
  trials: [
    {
      number: 7,
      seed: null,
      params: { learningRate: 0.1 },
      value: 0.5,
      metrics: { epoch: 4, train: { loss: 0.4 }, validation: { loss: 0.5 }, test: null },
    },
  ],
  versions: { sweepd: '0.1.0' },
}

export interface Card extends ModelCard {
  inputs: CardValue[]
  outputs: CardValue[]
}

/** The card among exported files. */
export function cardOf(files: readonly ExportedFile[]): Card {
  const file = files.find(({ name }) => name === 'model-card.json')!
  return JSON.parse(Buffer.from(file.bytes).toString())
}

/** The card among the metadata of an ONNX file: the text after its key, with a length before it. */
export function cardIn(onnx: Uint8Array): Card {
  const text = Buffer.from(onnx)
  const key = 'model-card'
  const begin = text.indexOf('{', text.lastIndexOf(key) + key.length)
  return JSON.parse(text.toString('utf8', begin))
}
