import { computeMoments } from '../moments.ts'
import type { PreprocessSpec } from '../preprocess.ts'
import { type FittedTransform, findTransform } from './index.ts'

/**
 * How the target relates to what the network learns, y: plain JSON, stored with the model.
 *
 *     own = (value − mean) / deviation     y = transform(own)
 */
export interface FittedTarget {
  mean: number
  deviation: number // standard deviation of the target
  transform?: FittedTransform // absent: y is `own`
  bounds?: { low: number; high: number } // of predictions, in the target's units; absent: none
}

/** Predictions are bounded this far beyond the training rows, as a share of their range. */
const defaultMargin = 0.1

/** @param values  targets of the training rows */
export function fitTarget(
  values: Float64Array,
  { target, clipPredictions }: Pick<PreprocessSpec, 'target' | 'clipPredictions'>,
): FittedTarget {
  const { min, max, mean, deviation } = computeMoments(values)
  // if all training rows have one value, its size is the only hint of the target's unit
  if (deviation === 0) return { mean, deviation: Math.abs(mean) || 1 }
  const transform = findTransform(target)
  const fit = transform?.fit(values, deviation)
  return {
    mean: fit?.mean ?? mean,
    deviation,
    ...(fit && { transform: { type: target, ...fit.fitted } as FittedTransform }),
    ...boundsOf({ min, max }, clipPredictions),
  }
}

function boundsOf(
  { min, max }: { min: number; max: number },
  clip: PreprocessSpec['clipPredictions'],
): Pick<FittedTarget, 'bounds'> {
  if (clip === false) return {}
  const margin = (clip === true ? defaultMargin : clip.margin) * (max - min)
  return { bounds: { low: min - margin, high: max + margin } }
}
