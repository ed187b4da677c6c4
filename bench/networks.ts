/** The networks that benchmarks of the engine and of searches train; peers build the same. */
const hidden = { type: 'dense', units: 20, activation: 'relu' }

const ends = [{ type: 'flatten' }, { type: 'dense', units: 'outputs' }]

export const layersOf = {
  mlp: [hidden, hidden, { type: 'dense', units: 1 }],
  conv: [
    ...[8, 16, 32, 64].map((filters) => ({
      type: 'conv2d',
      filters,
      kernelSize: 3,
      activation: 'relu',
    })),
    ...ends,
  ],
  pool: [
    ...[1, 2, 3].flatMap(() => [
      { type: 'conv2d', filters: 16, kernelSize: 3, padding: 'same' },
      { type: 'batchNorm' },
      { type: 'activation', activation: 'relu' },
      { type: 'maxPool2d' },
    ]),
    ...ends,
  ],
}

export type Network = keyof typeof layersOf
