import { type Fold, orderByHash, streams } from './splits.ts'

/** A fold whose `train` may name rows twice; `own` has each of them once. */
export interface SizedFold extends Fold {
  own: Uint32Array // the training rows that preprocessing is learned from, ascending
}

/**
 * Folds train in step, so all are given one size. A fold with fewer training rows goes through them again from the first
 * until it has as many as the largest; one with more validation rows than the smallest keeps as many, drawn at random.
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
