/** The search: its targets, and its space as in POST /v1/studies, of which peer.py builds the same networks. */
export const targets = [0.9768, 0.992] as const // validation accuracies
export const epochs = 12
export const minResource = 2
export const reductionFactor = 3

export const space = {
  layers: [
    {
      $repeat: {
        times: { $int: { low: 1, high: 4 }, name: 'blocks' },
        layers: [
          {
            type: 'conv2d',
            filters: { $choice: [8, 16, 32], name: 'filters' },
            kernelSize: 3,
            padding: 'same',
          },
          { type: 'batchNorm' },
          { type: 'activation', activation: 'relu' },
          { type: 'maxPool2d', poolSize: 2 },
        ],
      },
    },
    { type: 'flatten' },
    { type: 'dropout', rate: { $float: { low: 0, high: 0.5 } } },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: { $float: { low: 3e-4, high: 3e-2, log: true } } },
  batchSize: { $choice: [32, 64, 128] },
  epochs,
}

/** Seconds until each target; Infinity: not reached. */
export type Reached = number[]
