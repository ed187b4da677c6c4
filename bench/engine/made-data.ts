/** Data of the engine's benches. */
import type { PreparedData } from '../../src/data/prepare/prepare.ts'

/** As many as house prices have to train on. */
export const madeRows = 934

/** Samples of the size that the real data have, from a formula; one row to validate on costs next to nothing. */
export function madeData(network: 'mlp' | 'conv'): PreparedData {
  const isConv = network === 'conv'
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
