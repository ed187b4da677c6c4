/** The definition of a loss: the outputs it needs, its value for each sample, and the prediction from the outputs. */
import type { z } from 'zod'
import type { Task } from '../../data/dataset.ts'
import type { Tensor, Tf } from '../tensorflow.ts'

export interface LossContext<Options> {
  outputs: Tensor // [lanes, batch, outputs], of the network's last layer
  targets: Tensor // [lanes or 1, batch]: class indices, int32 or float32, or what the network learns of the target
  hyperparameters: Record<string, Tensor> // [lanes] each
  options: Options
  training: boolean
}

/**
 * A prediction; values are as the network learns them. `deviation` is null unless the loss predicts a distribution, which
 * is a normal one: its 90 % interval reaches `reach` deviations from the mean, by default as far as theory says.
 */
export type Predicted =
  | { probabilities: Tensor } // [lanes, batch, classes]
  | { mean: Tensor; deviation: Tensor | null; reach?: number } // [lanes, batch]

export interface Loss<S extends z.ZodObject = z.ZodObject> {
  summary: string
  options: S
  tasks: readonly Task[]
  /** Options that change values but never ops: read from `hyperparameters`. */
  hyperparameters: readonly (string & keyof z.infer<S>)[]
  /** Hyperparameters that are left out when zero, with their ops. */
  offAtZero?: readonly string[]
  /** Whether the loss is a negative log-likelihood in nats, so that `nll` is reported. */
  isLikelihood: boolean
  /** Outputs per sample that the network must have: the value of `units: "outputs"`. */
  outputs(classCount: number | null): number
  /** [lanes, batch]; pure, and uses only tfjs-core ops; the caller takes the mean and tidies. */
  perSample(tf: Tf, context: LossContext<z.infer<S>>): Tensor
  predict(tf: Tf, outputs: Tensor): Predicted
  /**
   * The outputs of an ensemble, whose prediction is the mean over its members, [lanes, batch, outputs].
   * Default: the mean of the members' outputs.
   *
   * @param outputs  of the members, [lanes, batch, members, outputs]
   */
  combine?(tf: Tf, outputs: Tensor): Tensor
}

export function defineLoss<S extends z.ZodObject>(loss: Loss<S>): Loss<S> {
  return loss
}

/** Whether models trained by the loss predict a deviation with each value. */
export function predictsDeviation({
  isLikelihood,
  tasks,
}: Pick<Loss, 'isLikelihood' | 'tasks'>): boolean {
  return isLikelihood && tasks.includes('regression')
}

/** `outputs` and `predict` of a loss whose network outputs the value itself. */
export const pointPrediction = {
  outputs: () => 1,
  predict: (tf: Tf, outputs: Tensor): Predicted => ({
    mean: squeezeOutputs(tf, outputs),
    deviation: null,
  }),
}

/** [lanes, batch, 1] → [lanes, batch]. */
export function squeezeOutputs(tf: Tf, outputs: Tensor): Tensor {
  return tf.reshape(outputs, outputs.shape.slice(0, 2))
}
