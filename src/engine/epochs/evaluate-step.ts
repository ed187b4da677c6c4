/** Evaluates a batch without training: its metric sums as a pure function of tensors. */

import { sumRows } from '../measure/sums.ts'
import { metrics } from '../metrics/index.ts'
import type { Collector } from '../metrics/metric.ts'
import { forward, type Network, type Weights } from '../network/network.ts'
import { countShifts } from '../network/test-shifts.ts'
import { inOwnUnits } from '../targets/own-units.ts'
import { sizeOf, type Tensor, type Tf } from '../tensorflow.ts'
import type { Batch, StepContext } from './train-step.ts'

type Context = Pick<StepContext, 'network' | 'hyperparameters' | 'target' | 'sums' | 'collected'>

/** The result of some rows: their sums, and the values per row that `finishEvaluation` needs. */
export interface Evaluated {
  sums: Tensor // [lanes, sums], see `sumRows`
  collected: Tensor | null // [lanes, batch, numbers]
}

/** Call within `tf.tidy`. */
export function evaluateStep(
  tf: Tf,
  { network, hyperparameters, target, sums, collected }: Context,
  { weights, statistics }: Weights,
  batch: Batch,
): Evaluated {
  const { loss, lossOptions: options } = network
  const { outputs } = forward(tf, network, {
    ...batch,
    weights,
    statistics,
    hyperparameters,
    noise: null,
  })
  const perSample = loss.perSample(tf, {
    outputs,
    targets: batch.y,
    hyperparameters: hyperparameters.loss,
    options,
    training: false,
  })
  const predicted = inOwnUnits(tf, loss.predict(tf, outputs), target)
  const { relative = null, weights: rowWeights, own: y = batch.y } = batch.factors
  return {
    sums: sumRows(tf, sums.validation, {
      mask: batch.mask,
      y,
      predicted,
      perSample,
      weighted: rowWeights ? tf.mul(perSample, rowWeights) : perSample,
      relative,
    }),
    collected: joined(
      tf,
      findCollectors(collected).map(({ ofRows }) => ofRows(tf, predicted, y)),
    ),
  }
}

/**
 * The sums of the whole part, in the order of its layout.
 *
 * @param collected  of all rows, [lanes, rows, numbers]
 * @param y          [lanes or 1, rows]
 */
export function finishEvaluation(
  tf: Tf,
  { network, collected: names }: Pick<Context, 'network' | 'collected'>,
  { sums, collected }: Evaluated,
  y: Tensor,
): Tensor {
  if (collected === null) return sums
  const collectors = findCollectors(names)
  const widths = collectors.map(({ numbers }) => numbers(network.outputs))
  const own = collectors.length === 1 ? [collected] : tf.split(collected, widths, 2)
  const made = collectors.map(({ ofAll }, index) => tf.expandDims(ofAll(tf, own[index]!, y), 1))
  return tf.concat([sums, ...made], 1)
}

function findCollectors(names: Context['collected']): Collector[] {
  return names.map((name) => {
    const { collector } = metrics[name]
    if (collector === null) throw new Error(`${name} is not computed from all rows at once`)
    return collector
  })
}

/** [lanes, batch, numbers of all]; null if no metric collects anything. */
function joined(tf: Tf, parts: Tensor[]): Tensor | null {
  return parts.length > 1 ? tf.concat(parts, 2) : (parts[0] ?? null)
}

/** How rows are split into chunks of equal size; the last chunk may begin with rows of the previous one. */
export interface Chunks {
  size: number
  count: number
  repeated: number // rows at the start of the last chunk that the previous one has counted
}

/** Chunks of at most 1,024 rows whose activations stay below 8 MiB. */
export function planChunks(
  { shapes, testShifts }: Pick<Network, 'shapes' | 'testShifts'>,
  rows: number,
  lanes: number,
): Chunks {
  const bytes =
    4 * lanes * countShifts(testShifts) * shapes.reduce((sum, shape) => sum + sizeOf(shape), 0)
  const most = Math.max(1, Math.min(1024, Math.floor((8 * 2 ** 20) / bytes)))
  const count = Math.ceil(rows / most)
  const size = Math.ceil(rows / count)
  return { size, count, repeated: count * size - rows }
}
