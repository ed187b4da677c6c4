/** The searches that the pictures show: on the built-in data, a minute or two of training. */
export const digits = {
  name: 'Digits, convolutions',
  tags: ['digits', 'example'],
  note: 'Handwritten digits at 14 × 14: how deep, how wide, how fast.',
  dataset: 'mnist',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  space: {
    preprocess: { resize: [14, 14] },
    layers: [
      {
        $repeat: {
          times: { $int: { low: 1, high: 2 } },
          layer: {
            type: 'conv2d',
            filters: { $choice: [4, 8, 12] },
            kernelSize: { $choice: [3, 5] },
            padding: 'same',
            activation: { $choice: ['relu', 'tanh'] },
          },
        },
      },
      { type: 'maxPool2d' },
      { type: 'flatten' },
      { type: 'dropout', rate: { $float: { low: 0, high: 0.5 } } },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: {
      $choice: [
        { type: 'adam', learningRate: { $float: { low: 1e-4, high: 3e-2, log: true } } },
        {
          type: 'sgd',
          learningRate: { $float: { low: 1e-3, high: 0.5, log: true } },
          momentum: 0.9,
        },
      ],
    },
    batchSize: { $choice: [32, 64, 128] },
    epochs: 9,
  },
  sampler: { type: 'tpe' },
  pruner: { type: 'asha' },
  finalists: { top: 2, seeds: 3 },
  budget: { trials: 48 },
  seed: 1,
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

export const searchForMe = { name: 'Search for me', dataset: 'iris', budget: { seconds: 20 } }
