/** Counts the classes that the best networks of a group predict for the validation rows. */

import { type GroupPlan, laneFolds } from '../group/plan.ts'
import { type ClassResults, countClasses } from '../measure/classes.ts'
import { forward, type Weights } from '../network/network.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { sliceRows } from './evaluate.ts'
import { planChunks } from './evaluate-step.ts'

/**
 * Counts of the trial at a place, over the rows of all its folds; null for a regression. The first call predicts for
 * all lanes at once.
 *
 * @param readWeights  of all lanes; their owner disposes them
 */
export function classReader(
  tf: Tf,
  plan: GroupPlan,
  readWeights: () => Weights,
): (place: number) => ClassResults | null {
  const { folds, validation } = plan
  const classes = validation.facts[0]!.support.length
  let chosen: Int32Array | null = null
  let labels: ArrayLike<number> | null = null
  return (place) => {
    if (classes === 0) return null
    chosen ??= chosenClasses(tf, plan, readWeights())
    labels ??= validation.y.dataSync()
    const rows = folds * validation.rows
    const own = chosen.subarray(place * rows, (place + 1) * rows)
    return countClasses(labels, own, classes)
  }
}

/** [lanes, rows], class indices. */
function chosenClasses(tf: Tf, plan: GroupPlan, weights: Weights): Int32Array {
  const { network, hyperparameters, lanes, validation } = plan
  const folds = laneFolds(plan)
  const { size } = planChunks(network, validation.rows, lanes)
  const chosen = new Int32Array(lanes * validation.rows)
  for (let from = 0; from < validation.rows; from += size) {
    const rows = Math.min(size, validation.rows - from)
    const ofChunk = tf.tidy(() => {
      const part = sliceRows(tf, validation.x, from, rows)
      const x = folds ? tf.gather(part, tf.tensor1d(folds, 'int32')) : part
      const given = {
        ...weights,
        x,
        mix: null,
        mask: tf.ones([1, rows]),
        hyperparameters,
        noise: null,
      }
      const { outputs } = forward(tf, network, given)
      const predicted = network.loss.predict(tf, outputs) as { probabilities: Tensor }
      return tf.argMax(predicted.probabilities, 2).dataSync()
    })
    for (let lane = 0; lane < lanes; lane++) {
      const own = ofChunk.subarray(lane * rows, (lane + 1) * rows)
      chosen.set(own, lane * validation.rows + from)
    }
  }
  return chosen
}
