/** Examples for the OpenAPI document. */
import answers from './answers.json' with { type: 'json' }

interface Example {
  summary: string
  value: object
}

const external = {
  name: 'my own training',
  objective: { metric: 'loss', direction: 'minimize' },
  sampler: { type: 'tpe' },
  budget: { trials: 50 },
  space: {
    learningRate: { $float: { low: 1e-5, high: 0.1, log: true } },
    depth: { $int: { low: 1, high: 8 } },
    activation: { $choice: ['relu', 'tanh'] },
  },
}

const grid = {
  name: 'a grid over flowers',
  dataset: 'iris',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  sampler: { type: 'grid' },
  space: {
    layers: [
      { type: 'dense', units: { $choice: [8, 32] }, activation: { $choice: ['relu', 'tanh'] } },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: { $choice: [0.001, 0.01] } },
    batchSize: 16,
    epochs: 20,
  },
}

const studies: Record<string, Example> = {
  smallest: {
    summary: 'Defaults for everything but the budget',
    value: { dataset: 'iris', budget: { trials: 20 } },
  },
  grid: { summary: 'Every combination of layers and learning rates', value: grid },
  external: { summary: 'An external study, trained by clients', value: external },
}

const params = { learningRate: 0.003, depth: 2, activation: 'tanh' }
const known = { clientId: 'laptop' }

const flower = {
  summary: 'One flower',
  value: {
    inputs: [{ sepalLength: 5.1, sepalWidth: 3.5, petalLength: 1.4, petalWidth: 0.2 }],
  },
}

const prices = {
  csv: {
    summary: 'A CSV file of prices',
    value: {
      spec: { name: 'prices', format: 'csv', task: 'regression', target: 'price' },
      file: 'size,rooms,price\n52,2,104000\n75,3,151000\n61,2,118000\n90,4,185000\n110,5,215000\n',
    },
  },
}

/** Request bodies by operation; a test sends each of them. */
export const bodyExamples: Readonly<Record<string, Record<string, Example>>> = {
  trainFinalists: {
    three: { summary: 'Three trials, five seeds each', value: { top: 3, seeds: 5 } },
  },
  addDataset: prices,
  inspectDataset: prices,
  previewSpace: {
    external: {
      summary: 'A space',
      value: { space: external.space, constraints: ['depth <= 4 or learningRate < 0.01'] },
    },
    network: { summary: 'A space with a dataset', value: { dataset: 'iris', space: grid.space } },
  },
  validateStudy: studies,
  createStudy: studies,
  patchStudy: {
    budget: { summary: 'A larger budget', value: { budget: { trials: 100 }, parallelism: 4 } },
  },
  enqueueTrial: {
    enqueue: { summary: 'A configuration to try next', value: { params } },
    import: {
      summary: 'A finished trial with its learning curve',
      value: {
        params: { ...params, depth: 3 },
        value: 0.42,
        reports: [
          { step: 1, value: 0.9 },
          { step: 2, value: 0.42 },
        ],
      },
    },
  },
  suggestTrials: { two: { summary: 'Two trials', value: { ...known, count: 2 } } },
  reportTrial: {
    epoch: { summary: 'The value after an epoch', value: { ...known, step: 1, value: 0.7 } },
  },
  completeTrial: { value: { summary: 'A final value', value: { ...known, value: 0.31 } } },
  completeTrials: {
    failed: {
      summary: 'A failed trial',
      value: { trials: [{ number: 1, ...known, state: 'failed', reason: 'out of memory' }] },
    },
  },
  predict: { rows: flower },
  predictWithStudy: { rows: flower },
}

/** Responses by operation and status, recorded by `npm run docs:answers`; long lists are cut to two items. */
export const answerExamples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = answers

/** Parameters by path and name; the ids are invented. */
export const parameterExamples: Readonly<Record<string, unknown>> = {
  '/v1/studies id': '0199c0de-7a5e-7000-8000-000000000001',
  '/v1/datasets id': 'prices',
  number: 0,
  x: 'learningRate',
  y: 'depth',
}
