import { sizeOf } from '../dataset.ts'
import { describe, type InputReader } from './input-reader.ts'

/** Reads rows that are flat arrays, or nested arrays of this shape. */
export function tensorReader(shape: number[], rows: number): InputReader {
  const size = sizeOf(shape)
  const values = new Float32Array(rows * size)
  return {
    inputs: { type: 'tensor', shape, values },
    read(row, index, refuse) {
      if (!Array.isArray(row)) {
        refuse([], `expected an array, got ${describe(row)}`)
        return
      }
      let next = index * size
      const fill = (value: unknown, path: number[], lengths: readonly number[]): void => {
        const [length, ...inner] = lengths
        if (length === undefined) {
          if (typeof value === 'number' && Number.isFinite(value)) values[next++] = value
          else refuse(path, `expected a number, got ${describe(value)}`)
        } else if (!Array.isArray(value) || value.length !== length) {
          const found = Array.isArray(value) ? `an array of ${value.length}` : describe(value)
          refuse(path, `expected an array of ${length} (shape [${shape.join(', ')}]), got ${found}`)
        } else {
          for (const [at, item] of value.entries()) fill(item, [...path, at], inner)
        }
      }
      const isFlat = !Array.isArray(row[0])
      fill(row, [], isFlat ? [size] : shape)
    },
  }
}
