/** Draws the initial weights of networks, those of several lanes into one array. */
import type { LayerSpec } from '../spec.ts'
import { initialValues } from './initializers.ts'
import type { Network } from './network.ts'

/** Values of all parameters of some lanes: [lanes, weightCount] and [lanes, statisticCount]. */
export interface FlatWeights {
  weights: Float32Array
  statistics: Float32Array
}

export function emptyWeights({ weightCount, statisticCount }: Network, lanes = 1): FlatWeights {
  return {
    weights: new Float32Array(lanes * weightCount),
    statistics: new Float32Array(lanes * statisticCount),
  }
}

/**
 * Initial values from the trial's seed; those of a parameter depend only on its position in the network.
 *
 * @param own   layers of a trial of the same shape: its `startOptions` may differ from those that the network was built from
 * @param into  where they are written, at this lane
 */
export function initialWeights(
  network: Network,
  seed: number,
  own: readonly LayerSpec[] = network.layers.map(({ options }) => options),
  { into = emptyWeights(network), lane = 0 }: { into?: FlatWeights; lane?: number } = {},
): FlatWeights {
  const { layers, shapes, parameters, weightCount, statisticCount } = network
  const started = layers.flatMap(({ layer, context }, index) =>
    layer.parameters(shapes[index]!, own[index]!, context),
  )
  let weightsAt = lane * weightCount
  let statisticsAt = lane * statisticCount
  for (const [stream, { initializer, shape, fanShape, scale }] of started.entries()) {
    const drawn = { seed, purpose: 'weights', stream } as const
    const values = initialValues(initializer, shape, drawn, { fanShape, scale })
    if (parameters[stream]!.trainable) {
      into.weights.set(values, weightsAt)
      weightsAt += values.length
    } else {
      into.statistics.set(values, statisticsAt)
      statisticsAt += values.length
    }
  }
  return into
}
