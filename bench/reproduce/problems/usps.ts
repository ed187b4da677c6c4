import { loadDigits } from '../data/digits.ts'
import type { Problem, Space } from '../problem.ts'

const dense = (units: number, activation = 'relu') => ({ type: 'dense', units, activation })
const outputs = { type: 'dense', units: 'outputs' }
const adam = { type: 'adam', learningRate: 0.001 }
const sgd = (learningRate: number) => ({ type: 'sgd', learningRate })

/** Four convolutions with kernels of 3, no padding, channels that double, ReLU, then a dense layer. */
const convolutions = [8, 16, 32, 64].map((filters) => ({
  ...{ type: 'conv2d', filters, kernelSize: 3, activation: 'relu' },
}))
const conv = [...convolutions, { type: 'flatten' }, outputs]
const linear = [{ type: 'flatten' }, outputs]

function network(layers: unknown, space: Partial<Space> & { epochs: number }): Space {
  return { layers, loss: 'crossEntropy', optimizer: adam, batchSize: 10, ...space }
}

/** A hole of one name in both optimizers is one parameter. */
const rates = { $choice: [0.0003, 0.003, 0.03, 0.3], name: 'learningRate' }

const squared = 'meanSquaredError' // of one-hot targets

export const usps: Problem = {
  name: 'usps',
  title: 'USPS digits',
  metric: 'accuracy',
  direction: 'maximize',
  about:
    'Handwritten digits of 16 × 16 grey values. The practical tuned by hand, one setting after another, in PyTorch. It wrote down the settings of its best network; ' +
    'those of the earlier rows are our reading: cross-entropy and SGD for the linear networks, then squared error of one-hot targets until the last step; SGD until ' +
    'optimizer, rate and batch were tuned.',
  load: loadDigits,
  ladder: [
    {
      name: 'linear, 10 epochs',
      by: '91.94 %',
      space: network(linear, { optimizer: sgd(0.003), epochs: 10 }),
    },
    {
      name: 'linear, 20 epochs',
      by: '93.26 %',
      space: network(linear, { optimizer: sgd(0.003), epochs: 20 }),
    },
    {
      name: 'four convolutions',
      by: '95.89 %',
      space: network(conv, { loss: squared, optimizer: sgd(0.03), epochs: 20 }),
    },
    {
      name: 'optimizer, rate and batch tuned',
      by: '96.82 %',
      space: network(conv, { loss: squared, epochs: 20 }),
    },
    {
      name: '75 epochs',
      by: '97.60 %',
      space: network(conv, { loss: squared, epochs: 75 }),
    },
    {
      name: 'cross-entropy',
      by: '97.68 %, test 94.98 %',
      space: network(conv, { epochs: 75 }),
    },
  ],
  questions: [
    {
      id: 'activation',
      title: 'ReLU against sigmoid and tanh',
      question: 'Which activation learns faster, in a network of six dense layers?',
      space: network(
        [
          { type: 'flatten' },
          {
            $repeat: {
              times: 6,
              layer: {
                ...dense(64),
                activation: { $choice: ['relu', 'tanh', 'sigmoid'], name: 'activation' },
              },
            },
          },
          outputs,
        ],
        { batchSize: 32, epochs: 20 },
      ),
      plot: { type: 'curves', metrics: ['validation.accuracy'], by: 'activation' },
    },
    {
      id: 'dense-or-conv',
      title: 'Dense against convolutional',
      question: 'What do convolutions gain over dense layers of about as many weights?',
      space: network(
        {
          // 17,226 and 17,290 weights
          $choice: [
            [{ type: 'flatten' }, dense(64), outputs],
            [
              convolutions[0],
              convolutions[1],
              { type: 'maxPool2d' },
              { type: 'flatten' },
              dense(24),
              outputs,
            ],
          ],
          name: 'network',
        },
        { batchSize: 32, epochs: 20 },
      ),
      plot: {
        ...{ type: 'curves', metrics: ['validation.accuracy'], by: 'network' },
        labels: ['dense', 'convolutional'],
      },
    },
    {
      id: 'optimizer',
      title: 'Adam against SGD',
      question: 'How do Adam and SGD depend on the learning rate?',
      space: network(conv, {
        optimizer: {
          $choice: ['adam', 'sgd'].map((type) => ({ type, learningRate: rates })),
          name: 'optimizer',
        },
        batchSize: 32,
        epochs: 10,
      }),
      plot: { type: 'lines', x: 'learningRate', by: 'optimizer' },
    },
    {
      id: 'rate-and-batch',
      title: 'Learning rate × batch size',
      question: 'Do larger batches want larger rates?',
      space: network(linear, {
        optimizer: {
          type: 'adam',
          learningRate: { $choice: [0.0001, 0.001, 0.01, 0.1], name: 'learningRate' },
        },
        batchSize: { $choice: [10, 30, 100, 300], name: 'batchSize' },
        epochs: 10,
      }),
      plot: { type: 'heatmap', x: 'batchSize', y: 'learningRate' },
    },
  ],
  uncertainty: null,
}
