/** Calls a group's graph: prepares the inputs, measures the time and reads the sums. */
import { type CallInputs, inOrder, planInputs } from '../compile/inputs.ts'
import type { GroupPlan } from '../group/plan.ts'
import type { SumLayout } from '../measure/layout.ts'
import { sizeOf, type Tensor, type Tf } from '../tensorflow.ts'
import type { CachedGraph } from './graph-cache.ts'
import type { EpochSums, EpochsToRun } from './runner.ts'

/**
 * Runs the graph and records the time per epoch.
 *
 * @param given  inputs after those of the call
 * @returns      the sums, and the graph's other outputs, which the caller disposes
 */
export function callGraph(
  tf: Tf,
  cached: CachedGraph,
  { plan, epochs }: { plan: GroupPlan; epochs: EpochsToRun },
  given: readonly Tensor[],
): { sums: EpochSums; rest: Tensor[]; ms: number | null } {
  const startedAt = performance.now()
  const call = callInputs(tf, plan, epochs, cached.graph.epochsOfCall ?? epochs.count)
  const { plan: _, ...own } = call
  const [sums, ...rest] = runOnce(tf, own, () =>
    cached.graph.train([...inOrder(call), ...given]),
  ) as [Tensor, ...Tensor[]]
  const [, ...ofEpoch] = sums.shape as [number, number, number]
  const values = (sums.dataSync() as Float32Array).subarray(0, epochs.count * sizeOf(ofEpoch))
  tf.dispose(sums)
  // the first run includes TensorFlow's optimization of the graph
  const ms = cached.runs > 0 ? performance.now() - startedAt : null
  if (ms !== null) cached.msPerEpoch = ms / epochs.count
  cached.runs += 1
  return { sums: partedSums(values, plan.sums), rest, ms }
}

/** Disposes the inputs, also where the run fails. */
function runOnce(tf: Tf, inputs: Record<string, Tensor>, run: () => Tensor[]): Tensor[] {
  try {
    return run()
  } finally {
    tf.dispose(inputs)
  }
}

/** @param length  epochs that the tables are padded to */
function callInputs(
  tf: Tf,
  plan: GroupPlan,
  { count, before, order, hyperparameters }: EpochsToRun,
  length: number,
): CallInputs<Tensor> {
  const { lanes, folds, batches, optimizer } = plan
  return {
    epochCount: tf.scalar(count, 'int32'),
    epochsBefore: tf.scalar(before.epochs, 'int32'),
    updatesBefore: tf.scalar(before.updates, 'int32'),
    order: tf.tensor3d(
      padded(order, length, count),
      [length, folds, batches.count * batches.size],
      'int32',
    ),
    hyperparameters: tf.tensor4d(padded(hyperparameters, length, count), [
      length * batches.count,
      optimizer.hyperparameterNames.length,
      lanes,
      1,
    ]),
    plan: planInputs(plan),
  }
}

/** The values of `count` epochs, followed by zeros for `length` epochs in all. */
function padded<Values extends Int32Array | Float32Array>(
  values: Values,
  length: number,
  count: number,
): Values {
  if (length === count) return values
  const size = (values.length / count) * length
  const all = new (values.constructor as new (size: number) => Values)(size)
  all.set(values)
  return all
}

/** Splits [epochs, lanes, sums of both parts] into one array for each part. */
function partedSums(
  values: Float32Array,
  { train, validation }: Record<'train' | 'validation', SumLayout>,
): EpochSums {
  const width = train.count + validation.count
  const rows = values.length / width
  const takePart = (from: number, count: number) => {
    const sums = new Float32Array(rows * count)
    for (let row = 0; row < rows; row++) {
      const at = row * width + from
      sums.set(values.subarray(at, at + count), row * count)
    }
    return sums
  }
  return { train: takePart(0, train.count), validation: takePart(train.count, validation.count) }
}
