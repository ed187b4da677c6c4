/** Studies to start from. Each names the kind of data it is for; pure. */

/** What a template looks at. */
export interface TemplateData {
  name: string
  task: 'classification' | 'regression'
  inputShape: number[] | null
}

export interface Template {
  id: string
  title: string
  description: string
  suits(data: TemplateData): boolean
  body(data: TemplateData): Record<string, unknown>
}

const isImage = ({ inputShape }: TemplateData): boolean =>
  inputShape?.length === 3 && Math.min(inputShape[0] ?? 0, inputShape[1] ?? 0) >= 8
const isTable = ({ inputShape }: TemplateData): boolean =>
  inputShape === null || inputShape.length === 1

const lossOf = ({ task }: TemplateData): string =>
  task === 'classification' ? 'crossEntropy' : 'meanSquaredError'
const metricOf = ({ task }: TemplateData): string =>
  task === 'classification' ? 'validation.accuracy' : 'validation.rmse'

const rate = { $float: { low: 0.0003, high: 0.03, log: true } }
const dropout = { type: 'dropout', rate: { $float: { low: 0, high: 0.5 } } }
const outputs = { type: 'dense', units: 'outputs' }

/** Layers that take rows of any shape as one list of numbers. */
const flat = (data: TemplateData) => (isTable(data) ? [] : [{ type: 'flatten' }])

export const templates: readonly Template[] = [
  {
    id: 'digits',
    title: 'Convolutions for images',
    description:
      'One to three convolutions whose filters double, dropout, Adam; stops bad trials early.',
    suits: isImage,
    body: (data) => ({
      dataset: data.name,
      objective: metricOf(data),
      space: {
        layers: [
          {
            $repeat: {
              times: { $int: { low: 1, high: 3 }, name: 'convolutions' },
              growth: { filters: 2 },
              layer: {
                type: 'conv2d',
                filters: { $choice: [8, 16, 24] },
                kernelSize: { $choice: [3, 5] },
                strides: 2,
                padding: 'same',
                activation: 'relu',
              },
            },
          },
          { type: 'flatten' },
          dropout,
          outputs,
        ],
        loss: lossOf(data),
        optimizer: { type: 'adam', learningRate: rate },
        batchSize: { $choice: [32, 64, 128] },
        epochs: 10,
      },
      sampler: { type: 'auto' },
      pruner: { type: 'asha' },
      budget: { trials: 30 },
    }),
  },
  {
    id: 'prices',
    title: 'Dense layers for a number',
    description:
      'For prices and other amounts: one to three dense layers on a standardized target, best by RMSE.',
    suits: (data) => data.task === 'regression' && isTable(data),
    body: (data) => ({
      dataset: data.name,
      objective: 'validation.rmse',
      space: {
        preprocess: { numeric: 'robustClip', target: 'standardize' },
        layers: [
          {
            $repeat: {
              times: { $int: { low: 1, high: 3 }, name: 'hiddenLayers' },
              layer: {
                type: 'dense',
                units: { $int: { low: 16, high: 128, log: true } },
                activation: { $choice: ['relu', 'selu', 'mish'] },
              },
            },
          },
          dropout,
          outputs,
        ],
        loss: 'meanSquaredError',
        optimizer: {
          type: 'adamw',
          learningRate: rate,
          weightDecay: { $float: { low: 0.001, high: 1, log: true } },
        },
        batchSize: { $choice: [16, 32, 64] },
        epochs: 60,
        earlyStopping: { patience: 10 },
      },
      sampler: { type: 'tpe' },
      budget: { trials: 40 },
    }),
  },
  {
    id: 'classes',
    title: 'Dense layers for classes',
    description:
      'A table with classes: width, depth, activation and rate are searched with cross-validation.',
    suits: (data) => data.task === 'classification' && isTable(data),
    body: (data) => ({
      dataset: data.name,
      objective: 'validation.accuracy',
      validation: { type: 'kfold', folds: 3 },
      space: {
        layers: [
          {
            $repeat: {
              times: { $int: { low: 1, high: 3 }, name: 'hiddenLayers' },
              layer: {
                type: 'dense',
                units: { $int: { low: 8, high: 64, log: true } },
                activation: { $choice: ['relu', 'tanh'] },
              },
            },
          },
          outputs,
        ],
        loss: 'crossEntropy',
        optimizer: { type: 'adam', learningRate: rate },
        batchSize: { $choice: [8, 16, 32] },
        epochs: 40,
      },
      sampler: { type: 'tpe' },
      pruner: { type: 'median' },
      budget: { trials: 40 },
    }),
  },
  {
    id: 'grid',
    title: 'Grid over two rates',
    description: 'Every pair of five learning rates and four rates of dropout, once: 20 trials.',
    suits: () => true,
    body: (data) => ({
      dataset: data.name,
      objective: metricOf(data),
      space: {
        layers: [
          ...flat(data),
          { type: 'dense', units: 32, activation: 'relu' },
          { type: 'dropout', rate: { $float: { low: 0, high: 0.6, points: 4 }, name: 'dropout' } },
          outputs,
        ],
        loss: lossOf(data),
        optimizer: {
          type: 'adam',
          learningRate: {
            $float: { low: 0.0001, high: 0.1, log: true, points: 5 },
            name: 'learningRate',
          },
        },
        batchSize: 32,
        epochs: 15,
      },
      sampler: { type: 'grid' },
    }),
  },
  {
    id: 'random',
    title: 'Random search as a baseline',
    description:
      'Draws every trial independently, without stopping any: what other methods have to beat.',
    suits: () => true,
    body: (data) => ({
      dataset: data.name,
      objective: metricOf(data),
      space: {
        layers: [
          ...flat(data),
          {
            type: 'dense',
            units: { $int: { low: 8, high: 128, log: true } },
            activation: { $choice: ['relu', 'tanh', 'sigmoid'] },
          },
          outputs,
        ],
        loss: lossOf(data),
        optimizer: {
          type: 'adam',
          learningRate: { $float: { low: 0.0001, high: 0.1, log: true } },
        },
        batchSize: { $choice: [16, 32, 64, 128] },
        epochs: 15,
      },
      sampler: { type: 'random' },
      pruner: { type: 'none' },
      budget: { trials: 30 },
    }),
  },
]
