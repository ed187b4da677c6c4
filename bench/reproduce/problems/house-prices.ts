import { loadHouses } from '../data/houses.ts'
import type { Problem, Space } from '../problem.ts'

const dense = (units: number, activation: unknown = 'relu') => ({
  type: 'dense',
  units,
  activation,
})
const outputs = { type: 'dense', units: 'outputs' }
const adam = (learningRate: number) => ({ type: 'adam', learningRate })

function network(layers: unknown, space: Partial<Space> & { epochs: number }): Space {
  const { epochs, ...given } = space
  return {
    ...{ layers, loss: 'meanSquaredError', optimizer: adam(0.01), batchSize: 100, epochs },
    ...given,
  }
}

const gaussian = 'Gaussian likelihood, 5 × 60'

export const housePrices: Problem = {
  name: 'house-prices',
  title: 'House prices',
  metric: 'rmse',
  direction: 'minimize',
  about:
    'Sale prices from a table of numbers and categories. The practical standardised inputs and target, and judged by the root of the mean squared error in dollars. ' +
    'Its test rows are not known to us, so its numbers and ours come from other rows.',
  load: loadHouses,
  ladder: [
    {
      name: 'squared error, 2 × 20 ReLU',
      by: 'test 33,657',
      space: network([dense(20), dense(20), outputs], { epochs: 250 }),
    },
    {
      name: gaussian,
      by: 'test 39,516',
      metric: 'validation.nll',
      space: network([...Array.from({ length: 5 }, () => dense(60)), outputs], {
        ...{ loss: 'gaussianNll', epochs: 1_000 },
        optimizer: { type: 'adam', learningRate: 5e-5, weightDecay: 0.001 },
      }),
    },
  ],
  questions: [
    {
      id: 'depth',
      title: 'Depth and over-fitting',
      question: 'Do deeper networks over-fit a small table more?',
      space: network(
        [
          {
            $repeat: {
              times: { $choice: [1, 2, 4, 8], name: 'depth' },
              layer: dense(60),
            },
          },
          outputs,
        ],
        { optimizer: adam(0.001), epochs: 200 },
      ),
      plot: { type: 'curves', metrics: ['train.loss', 'validation.loss'], by: 'depth' },
    },
    {
      id: 'activation',
      title: 'ReLU against sigmoid and tanh',
      question: 'Does the activation matter as much in a shallow network for a table?',
      space: network(
        [
          dense(40, { $choice: ['relu', 'tanh', 'sigmoid'], name: 'activation' }),
          dense(40, { $choice: ['relu', 'tanh', 'sigmoid'], name: 'activation' }),
          outputs,
        ],
        { optimizer: adam(0.003), epochs: 150 },
      ),
      plot: { type: 'curves', metrics: ['validation.rmse'], by: 'activation' },
    },
    {
      id: 'early-stopping',
      title: 'Early stopping',
      question: 'When does a network that is trained for long stop getting better?',
      space: network([dense(100), dense(100), outputs], { optimizer: adam(0.001), epochs: 400 }),
      plot: { type: 'curves', metrics: ['train.loss', 'validation.loss'], by: '' },
    },
    {
      id: 'rate-and-batch',
      title: 'Learning rate × batch size',
      question: 'Do larger batches want larger rates?',
      space: network([dense(20), dense(20), outputs], {
        optimizer: {
          type: 'adam',
          learningRate: { $choice: [0.0003, 0.003, 0.03, 0.3], name: 'learningRate' },
        },
        batchSize: { $choice: [10, 30, 100, 300], name: 'batchSize' },
        epochs: 60,
      }),
      plot: { type: 'heatmap', x: 'batchSize', y: 'learningRate' },
    },
  ],
  uncertainty: { rung: gaussian, column: 'OverallQual' },
}
