/**
 * Defines two tabular problems: every cell of a grid is a real network trained by this engine, so that a search over
 * the grid costs nothing. Tables are made once (train-table.ts) and kept in the cache folder.
 */
import type { Params } from '../../../src/search/space/params.ts'
import { int, type TestFunction, testFunction } from './test-function.ts'

export interface TableSpec {
  name: string
  about: string
  half: TestFunction['half']
  data: 'houses' | 'digits'
  metric: string // lower is better
  /** Options by name. Cells are numbered in this order; the last option varies fastest. */
  axes: Readonly<Record<string, readonly (string | number)[]>>
  /** Options without an order are choices; the others are integers, indices into the axis. */
  choices: readonly string[]
  specOf(cell: Record<string, string | number>): Record<string, unknown>
}

const rates = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1]

function denseLayers(cell: Record<string, string | number>, dropout = 0): unknown[] {
  const layer = { type: 'dense', units: cell.units, activation: cell.activation }
  const noise = dropout > 0 ? [{ type: 'dropout', rate: cell.dropout }] : []
  return Array.from({ length: Number(cell.layers) }, () => [layer, ...noise]).flat()
}

export const tableSpecs: readonly TableSpec[] = [
  {
    name: 'houses',
    about: 'prices of houses, dense networks, 40 epochs: validation.rmse',
    half: 'tuning',
    data: 'houses',
    metric: 'validation.rmse',
    axes: {
      layers: [1, 2, 3],
      units: [8, 24, 64],
      activation: ['relu', 'tanh', 'sigmoid'],
      batchSize: [64, 256],
      learningRate: rates,
      weightDecay: [0, 0.01, 0.1],
    },
    choices: ['activation'],
    specOf: (cell) => ({
      layers: [...denseLayers(cell), { type: 'dense', units: 1 }],
      loss: 'meanSquaredError',
      optimizer: {
        type: 'adamw',
        learningRate: cell.learningRate,
        weightDecay: cell.weightDecay,
      },
      batchSize: cell.batchSize,
      epochs: 40,
    }),
  },
  {
    name: 'digits',
    about: 'handwritten digits, dense networks, 6 epochs: validation.loss',
    half: 'reporting',
    data: 'digits',
    metric: 'validation.loss',
    axes: {
      optimizer: ['adam', 'sgd'],
      layers: [1, 2],
      units: [16, 32, 64],
      activation: ['relu', 'tanh', 'sigmoid'],
      learningRate: rates,
      dropout: [0, 0.1, 0.25, 0.5],
    },
    choices: ['activation', 'optimizer'],
    specOf: (cell) => ({
      layers: [
        { type: 'flatten' },
        ...denseLayers({ ...cell, dropout: cell.dropout! }, 1),
        { type: 'dense', units: 'outputs' },
      ],
      loss: 'crossEntropy',
      optimizer: { type: cell.optimizer, learningRate: cell.learningRate },
      batchSize: 128,
      epochs: 6,
    }),
  },
]

/** The cells in their order, as options. */
export function cellsOf({ axes }: TableSpec): Record<string, string | number>[] {
  return Object.entries(axes).reduce<Record<string, string | number>[]>(
    (cells, [name, options]) =>
      cells.flatMap((cell) => options.map((option) => ({ ...cell, [name]: option }))),
    [{}],
  )
}

/** @param values  values of the cells; null if the training diverged */
export function tableFunction(spec: TableSpec, values: readonly (number | null)[]): TestFunction {
  const axes = Object.entries(spec.axes)
  return testFunction({
    name: spec.name,
    family: 'networks',
    about: `${values.length} trained networks: ${spec.about}`,
    half: spec.half,
    space: Object.fromEntries(
      axes.map(([name, options]) => [
        name,
        spec.choices.includes(name) ? { $choice: options } : int(0, options.length - 1),
      ]),
    ),
    optimum: Math.min(...values.filter((value) => value !== null)),
    evaluate(params) {
      const index = axes.reduce((before, [name, options]) => {
        const at = spec.choices.includes(name)
          ? options.indexOf(params[name] as string)
          : Number(params[name])
        return before * options.length + at
      }, 0)
      const value = values[index]
      if (value === undefined) throw new Error(`${spec.name} has no cell for ${shown(params)}`)
      return value === null ? null : [value]
    },
  })
}

function shown(params: Params): string {
  return JSON.stringify(params)
}
