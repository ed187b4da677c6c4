import { rngFor } from '../../../src/search/rng.ts'

/** `test` for a share of the rows, drawn at random but always the same for a seed, else `train`. */
export function randomParts(rows: number, testShare: number, seed = 1): ('train' | 'test')[] {
  const rng = rngFor(seed, 0)
  const order = Array.from({ length: rows }, (_, row) => ({ row, at: rng.uniform() }))
  order.sort((a, b) => a.at - b.at)
  const parts = Array<'train' | 'test'>(rows).fill('train')
  for (const { row } of order.slice(0, Math.round(rows * testShare))) parts[row] = 'test'
  return parts
}
