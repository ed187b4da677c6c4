import { type Fold, orderByHash, streams } from './splits.ts'

/** A fold whose `train` may repeat rows; `own` lists each of them once. */
export interface SizedFold extends Fold {
  own: Uint32Array // the training rows that preprocessing is learned from, ascending
}

/**
 * Gives all folds the same size, because folds train in step. A fold with fewer training rows repeats them from the
 * first until it has as many as the largest fold. Validation rows are cut to the size of the smallest fold, at random.
 */
export function sizedAlike(folds: readonly Fold[], seed: number): SizedFold[] {
  const longest = Math.max(...folds.map(({ train }) => train.length))
  const shortest = Math.min(...folds.map(({ validation }) => validation.length))
  return folds.map(({ train, validation }) => ({
    own: train,
    train:
      train.length === longest
        ? train
        : Uint32Array.from({ length: longest }, (_, index) => train[index % train.length]!),
    validation:
      validation.length === shortest
        ? validation
        : Uint32Array.from(orderByHash(validation, seed, streams.sizes).slice(0, shortest)).sort(),
  }))
}
