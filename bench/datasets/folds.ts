/** The same outer folds for everybody, and the score of predictions on the rows that a fold holds out. */

import type { BenchSet } from './data.ts'
import { draws } from './draws.ts'

export interface Fold {
  train: string[][]
  test: string[][]
}

/** Shuffled once; each row is held out by one fold of two or more. */
export function makeFolds({ rows }: BenchSet, count: number, seed: number): Fold[] {
  if (!(count >= 2)) throw new Error('--folds must be 2 or more: one fold has no rows to train on')
  const random = draws(seed)
  const order = rows.map((row) => ({ row, key: random() })).sort((a, b) => a.key - b.key)
  return Array.from({ length: count }, (_, fold) => ({
    train: order.filter((_row, at) => at % count !== fold).map(({ row }) => row),
    test: order.filter((_row, at) => at % count === fold).map(({ row }) => row),
  }))
}

/**
 * Lower is better.
 *
 * @param predicted  classes as in the file, or numbers
 * @returns          share of wrong classes, or root mean squared error
 */
export function scoreOf(set: BenchSet, { test }: Fold, predicted: readonly unknown[]): number {
  if (predicted.length !== test.length) {
    throw new Error(`${predicted.length} predictions for ${test.length} rows of ${set.name}`)
  }
  const at = set.header.indexOf(set.target)
  const costs = test.map((row, index) => {
    const difference = Number(row[at]) - Number(predicted[index])
    return set.task === 'regression' ? difference ** 2 : Number(difference !== 0)
  })
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length
  return set.task === 'regression' ? Math.sqrt(mean) : mean
}
