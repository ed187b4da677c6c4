/** The searches that the pictures show: on the built-in data, a minute or two of training. */
import { digitsExample } from '../../web/src/pages/studies/digits-example.ts'

export const digits = {
  ...digitsExample,
  name: 'Digits, convolutions',
  tags: ['digits', 'example'],
  note: 'Handwritten digits at 14 × 14: how deep, how wide, how fast.',
  space: { ...digitsExample.space, epochs: 9 },
  pruner: { type: 'asha' },
  finalists: { top: 2, seeds: 3 },
  budget: { trials: 48 },
}

export const flowers = {
  name: 'Flowers, dense',
  tags: ['iris'],
  dataset: 'iris',
  objective: { metric: 'validation.loss', direction: 'minimize' },
  space: {
    layers: [
      {
        type: 'dense',
        units: { $int: { low: 4, high: 64, log: true } },
        activation: { $choice: ['relu', 'tanh', 'sigmoid'] },
      },
      { type: 'dropout', rate: { $float: { low: 0, high: 0.5 } } },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: {
      type: 'adam',
      learningRate: { $float: { low: 1e-4, high: 0.1, log: true } },
    },
    batchSize: { $choice: [8, 16, 32] },
    epochs: 30,
  },
  sampler: { type: 'random' },
  budget: { trials: 200 },
  seed: 1,
}

/** The same question to another sampler: what one compares. */
export const flowersTpe = {
  ...flowers,
  name: 'Flowers, dense, by TPE',
  sampler: { type: 'tpe' },
  seed: 2,
}

export const searchForMe = { name: 'Search for me', dataset: 'iris', budget: { seconds: 20 } }
