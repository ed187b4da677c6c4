/** Adds the forward pass of a trained network to a graph, for batches of any size, with its weights as constants. */
import { nativeBackend } from '../engine/graph/binding.ts'
import type { GraphBuilder } from '../engine/graph/builder.ts'
import { replay } from '../engine/graph/replay.ts'
import { type RecordedOp, type Recording, record } from '../engine/graph/trace.ts'
import type { Value } from '../engine/graph/values.ts'
import { ownColumns, type TrainedModel, withModel } from '../engine/network/model.ts'
import { forward, type Network } from '../engine/network/network.ts'
import { networkShape } from '../engine/resize.ts'
import { targetInputs } from '../engine/targets/own-units.ts'
import type { Tensor, Tf } from '../engine/tensorflow.ts'
import {
  addVarying,
  BatchDependence,
  type BatchFree,
  exampleSizes,
  withoutBatch,
} from './batch-free.ts'
import { cannotExport } from './refusal.ts'

/**
 * A network's function: samples [batch, …] → probabilities; or the value and, of a distribution, its deviation and the ends
 * of the interval, in `own` (see engine/targets/own-units.ts).
 */
export interface TracedNetwork extends BatchFree {
  shape: number[] // of a sample, as the network gets it
  layerOf(op: RecordedOp): number // index into the flattened layers, −1 for the loss
}

/** @throws Problem cannot-be-exported, pointing at a layer that cannot be exported */
export async function traceNetwork(tf: Tf, model: TrainedModel): Promise<TracedNetwork> {
  const input = networkShape(model.inputShape, model.spec.preprocess)
  if ('faults' in input) throw new Error(input.faults[0]!.detail)
  return withModel(tf, model, async ({ network, weights, statistics, hyperparameters, target }) => {
    const fixed = [
      weights,
      ...(statistics ? [statistics] : []),
      ...[...hyperparameters.layers, hyperparameters.loss].flatMap((own) => Object.values(own)),
      ...(target ? targetInputs(target) : []),
    ]
    const ends: number[] = [] // of each layer, the id of its result
    const watched = watch(tf, network, (index, y) => {
      ends[index] = nativeBackend(tf).getInputTensorIds([y])[0]!
    })
    const traces = exampleSizes.map((size) => {
      const x = tf.zeros([size, ...input.shape])
      try {
        const compute = () => {
          const { outputs } = forward(tf, watched, {
            x: tf.expandDims(x, 0),
            mask: tf.ones([1, size]),
            noise: null,
            ...{ weights, statistics, hyperparameters },
          })
          const predicted = network.loss.predict(tf, outputs)
          if ('probabilities' in predicted) return [tf.squeeze(predicted.probabilities, [0])]
          const [value, , ...distribution] = ownColumns(tf, predicted, target)
          return [value, ...distribution].map((own) => tf.squeeze(own, [0]))
        }
        return { recording: record(tf, [x], compute, fixed), ends: [...ends] }
      } finally {
        x.dispose()
      }
    })
    const [first, second] = traces as [(typeof traces)[0], (typeof traces)[0]]
    const layerOf = (op: RecordedOp) => findLayer(first.recording, first.ends, op)
    try {
      const free = withoutBatch(first.recording, second.recording)
      return { ...free, shape: input.shape, layerOf }
    } catch (error) {
      if (!(error instanceof BatchDependence)) throw error
      throw cannotExport(model.spec, layerOf(error.op), error.message)
    }
  })
}

/** @param samples  [batch, ...traced.shape] */
export function addNetwork(
  tf: Tf,
  builder: GraphBuilder,
  traced: TracedNetwork,
  samples: Value,
): Value[] {
  const { binding } = nativeBackend(tf)
  const varying = addVarying(builder, traced, samples)
  return replay(builder, binding, traced.recording, [samples], { given: varying })
}

/** The network, telling the result of each layer. */
function watch(tf: Tf, network: Network, told: (index: number, y: Tensor) => void): Network {
  const layers = network.layers.map((own, index) => ({
    ...own,
    layer: {
      ...own.layer,
      apply: (...given: Parameters<typeof own.layer.apply>) => {
        const applied = own.layer.apply(tf, given[1])
        told(index, applied.y)
        return applied
      },
    },
  }))
  return { ...network, layers }
}

/** The layer that an op belongs to: the first whose result comes at or after it. */
function findLayer({ ops }: Recording, ends: readonly number[], op: RecordedOp): number {
  const at = ops.findIndex(({ outputs }) => outputs[0] === op.outputs[0])
  const place = (id: number) => ops.findIndex(({ outputs }) => outputs.includes(id))
  return ends.findIndex((id) => place(id) >= at)
}
