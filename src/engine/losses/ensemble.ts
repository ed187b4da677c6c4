/** The outputs of networks that end in the members of an ensemble: [lanes, batch, members, outputs]. */
import type { Tensor, Tf } from '../tensorflow.ts'
import type { Loss, LossContext } from './loss.ts'

/** How a network ends; `members` is null for a single one. */
interface Ending {
  loss: Loss
  members: number | null
}

/** The outputs that give the mean prediction of all members, [lanes, batch, outputs]; others as they are. */
export function combineMembers(tf: Tf, { loss, members }: Ending, outputs: Tensor): Tensor {
  if (members === null) return outputs
  return loss.combine ? loss.combine(tf, outputs) : tf.mean(outputs, 2)
}

/** The loss of each row, [lanes, batch]: the mean over the members, each of which learns on its own. */
export function memberLosses(
  tf: Tf,
  { loss, members }: Ending,
  { outputs, targets, ...rest }: LossContext<Record<string, unknown>>,
): Tensor {
  if (members === null) return loss.perSample(tf, { outputs, targets, ...rest })
  const [lanes, batch, , width] = outputs.shape as [number, number, number, number]
  const rows = targets.shape[0]!
  const repeated = tf.tile(tf.expandDims(targets, 2), [1, 1, members])
  const ofMembers = loss.perSample(tf, {
    outputs: tf.reshape(outputs, [lanes, batch * members, width]),
    targets: tf.reshape(repeated, [rows, batch * members]),
    ...rest,
  })
  return tf.mean(tf.reshape(ofMembers, [lanes, batch, members]), 2)
}
