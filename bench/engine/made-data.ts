/** Makes data for the benchmarks of the engine, and a network that trains on them. */
import type { PreparedData } from '../../src/data/prepare/prepare.ts'
import { checked } from '../../src/engine/spec.ts'
import type { Network } from '../networks.ts'

/** The number of training rows of the house prices. */
export const madeRows = 934

/** Samples of the real data's size, from a formula; a single validation row, which costs almost nothing. */
export function madeData(network: Network): PreparedData {
  const isConv = network !== 'mlp'
  const width = isConv ? 256 : 220
  const values = (length: number, seed: number) =>
    Float32Array.from({ length }, (_, at) => (Math.sin(seed + at * 12.9898) * 43758.5453) % 1)
  const split = (count: number, seed: number) => {
    const x = values(count * width, seed)
    const y = Array.from({ length: count }, (_, row) => x[row * width]!)
    return {
      x,
      y: isConv
        ? Int32Array.from(y, (value) => Math.floor(Math.abs(value) * 10))
        : Float32Array.from(y),
      rows: count,
    }
  }
  return {
    task: isConv ? 'classification' : 'regression',
    inputShape: isConv ? [16, 16, 1] : [220],
    classes: isConv ? [...'0123456789'] : null,
    categorical: [],
    target: isConv ? null : { mean: 0, deviation: 1 },
    train: split(madeRows, 1),
    validation: split(1, 2),
    inputs: { type: 'table', width, columns: [], unused: [], missing: [] },
  }
}

/** A network of two hidden layers for `madeData('mlp')`. */
export function madeSpec(of: { units: number; batch: number; epochs: number }) {
  const hidden = { type: 'dense', units: of.units, activation: 'relu' }
  return checked({
    layers: [hidden, hidden, { type: 'dense', units: 1 }],
    loss: 'meanSquaredError',
    optimizer: { type: 'adam', learningRate: 0.001 },
    batchSize: of.batch,
    epochs: of.epochs,
  })
}
