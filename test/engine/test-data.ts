/** Small prepared data sets, as `prepare` would give them, from a formula and a seed. */
import type { PreparedData, Split } from '../../src/data/prepare/prepare.ts'
import { uniforms } from '../../src/engine/rng.ts'

const fitted = (width: number): PreparedData['inputs'] => ({
  type: 'table',
  width,
  columns: [],
  unused: [],
  missing: [],
})

/** Points of the plane, two inputs; class 1 inside a circle that takes about half of them. */
export function circle(rows: number, validationRows: number): PreparedData {
  const labelled = (x: Float32Array) =>
    Int32Array.from({ length: x.length / 2 }, (_, row) =>
      x[2 * row]! ** 2 + x[2 * row + 1]! ** 2 < 0.64 ? 1 : 0,
    )
  const train = points(rows, 1)
  const validation = points(validationRows, 2)
  return {
    task: 'classification',
    inputShape: [2],
    classes: ['out', 'in'],
    categorical: [],
    target: null,
    train: { x: train, y: labelled(train), rows },
    validation: { x: validation, y: labelled(validation), rows: validationRows },
    inputs: fitted(2),
  }
}

/** Values of a function of one input in [−1, 1], standardised by `target`; `noise` is uniform in [0, 1). */
export function curve(
  rows: number,
  value: (x: number, noise: number) => number,
  target: { mean: number; deviation: number },
): PreparedData {
  const split = (stream: number): Split => {
    const drawn = points(rows, stream)
    const x = drawn.slice(0, rows)
    const y = x.map((at, row) => {
      const own = value(at, (drawn[rows + row]! + 1) / 2)
      return (own - target.mean) / target.deviation
    })
    return { x, y, rows }
  }
  return {
    task: 'regression',
    inputShape: [1],
    classes: null,
    categorical: [],
    target,
    train: split(3),
    validation: split(4),
    inputs: fitted(1),
  }
}

/** Tables of two categorical columns, of 3 and 4 levels, about a number; class 1 where the levels' parities differ. */
export function table(rows: number, validationRows: number): PreparedData {
  const split = (count: number, stream: number): Split => {
    const drawn = uniforms({ seed: 13, purpose: 'noise', stream }, 3 * count)
    const x = new Float32Array(8 * count)
    const y = new Int32Array(count)
    for (let row = 0; row < count; row++) {
      const [first, second] = [Math.floor(drawn[3 * row]! * 3), Math.floor(drawn[3 * row + 1]! * 4)]
      x[8 * row + first] = 1
      x[8 * row + 3] = drawn[3 * row + 2]!
      x[8 * row + 4 + second] = 1
      y[row] = (first + second) % 2
    }
    return { x, y, rows: count }
  }
  return {
    ...circle(1, 1),
    inputShape: [8],
    categorical: [
      { offset: 0, width: 3 },
      { offset: 4, width: 4 },
    ],
    train: split(rows, 1),
    validation: split(validationRows, 2),
    inputs: {
      ...fitted(8),
      columns: [
        { ...level, name: 'a', offset: 0, levels: ['0', '1', '2'] },
        {
          name: 'b',
          encoding: 'numeric',
          offset: 3,
          mean: 0,
          deviation: 1,
          fill: 0,
          indicator: false,
        },
        { ...level, name: 'c', offset: 4, levels: ['0', '1', '2', '3'] },
      ],
    } as PreparedData['inputs'],
  }
}

const level = {
  encoding: 'categorical',
  type: 'text',
  missingOffset: null,
  rareOffset: null,
} as const

/** Images of 6 × 5 noise; class 1 where the upper half is the brighter one. */
export function images(rows: number, validationRows: number): PreparedData {
  const split = (count: number, stream: number): Split => {
    const x = uniforms({ seed: 12, purpose: 'noise', stream }, 30 * count)
    const sum = (from: number) => x.subarray(from, from + 15).reduce((total, v) => total + v, 0)
    const y = Int32Array.from({ length: count }, (_, row) =>
      sum(30 * row) > sum(30 * row + 15) ? 1 : 0,
    )
    return { x, y, rows: count }
  }
  return {
    ...circle(1, 1),
    inputShape: [6, 5, 1],
    train: split(rows, 1),
    validation: split(validationRows, 2),
  }
}

/** [rows, 2], in [−1, 1). */
function points(rows: number, stream: number): Float32Array {
  return uniforms({ seed: 11, purpose: 'noise', stream }, 2 * rows).map((u) => 2 * u - 1)
}
