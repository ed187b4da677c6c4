/**
 * Turns what a network says into `own`, the target in its standard deviations from its mean (see `FittedTarget`), within
 * the bounds of predictions. Graphs, evaluations and predictions all call this.
 */
import type { FittedTarget } from '../../data/prepare/target/fit-target.ts'
import type { Predicted } from '../losses/loss.ts'
import { perLane } from '../network/lanes.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { findInverse } from './index.ts'

/** Finite in float32. */
const mostOwn = 3e38

export interface TargetTensors {
  type: NonNullable<FittedTarget['transform']>['type'] | null // null: y is `own`
  parameters: Record<string, Tensor> // [lanes] or [lanes, …] each
  low: Tensor // [lanes], bounds of `own`
  high: Tensor
}

/**
 * @param targets  of the lanes' folds, all of one transform
 * @returns        the caller disposes; null if predictions are `own` as they are, or of classes
 */
export function targetTensors(
  tf: Tf,
  targets: readonly (FittedTarget | null)[],
): TargetTensors | null {
  const known = targets.flatMap((target) => target ?? [])
  const type = known[0]?.transform?.type ?? null
  if (type === null && known.every(({ bounds }) => bounds === undefined)) return null
  const bound = (side: 'low' | 'high', otherwise: number) =>
    tf.tensor1d(
      known.map(({ bounds, mean, deviation }) => {
        const own = bounds ? (bounds[side] - mean) / deviation : otherwise
        return Math.min(Math.max(own, -mostOwn), mostOwn)
      }),
    )
  const parameters =
    type === null ? {} : findInverse(type).parameters(known.map(({ transform }) => transform))
  return {
    type,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, values]) => [name, tf.tensor(values)]),
    ),
    low: bound('low', -mostOwn),
    high: bound('high', mostOwn),
  }
}

/** All tensors of a target, in a fixed order. */
export function targetInputs({ parameters, low, high }: TargetTensors): Tensor[] {
  return [...Object.values(parameters), low, high]
}

/** The value of each row in `own`, unbounded. @param y  [lanes, batch] */
export function restored(tf: Tf, y: Tensor, target: TargetTensors | null): Tensor {
  if (target === null || target.type === null) return y
  const parameters = Object.entries(target.parameters).map(([name, values]) => {
    const [lanes, ...rest] = values.shape as [number, ...number[]]
    return [name, tf.reshape(values, [lanes, 1, ...rest])] as const
  })
  return findInverse(target.type).restore(tf, y, Object.fromEntries(parameters))
}

/** Within the bounds. @param own  [lanes, batch] */
export function bounded(tf: Tf, own: Tensor, target: TargetTensors | null): Tensor {
  if (target === null) return own
  const { low, high } = target
  return tf.maximum(tf.minimum(own, perLane(tf, high, 2)), perLane(tf, low, 2))
}

/** What metrics compare with the target: the mean in `own`, within the bounds. Probabilities stay as they are. */
export function inOwnUnits(tf: Tf, predicted: Predicted, target: TargetTensors | null): Predicted {
  if ('probabilities' in predicted) return predicted
  return { ...predicted, mean: bounded(tf, restored(tf, predicted.mean, target), target) }
}
