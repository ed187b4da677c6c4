/**
 * Builds a network from a specification: resolved shapes, and the forward pass as a pure function of flat weights. One
 * vector holds all trainable weights, another all statistics, so that an optimizer's update runs once per step instead of
 * once per parameter.
 */
import { toPointer } from '../../errors.ts'
import { statelessUniform } from '../kernels/stateless-uniform.ts'
import type { Layer, LayerContext, Parameter } from '../layers/layer.ts'
import { combineMembers } from '../losses/ensemble.ts'
import type { Loss } from '../losses/loss.ts'
import { words } from '../rng.ts'
import { findLayer, findLoss, type LayerSpec, type LossSpec, type TrialSpec } from '../spec.ts'
import { type Shape, sizeOf, type Tensor, type Tf } from '../tensorflow.ts'
import { checkNetwork, type DataShape } from './check-network.ts'
import { type FlatLayer, flattenLayers } from './flatten-layers.ts'
import type { HyperparameterTensors } from './hyperparameters.ts'
import { averagedOutputs, countShifts, shiftedCopies, type TestShiftsSpec } from './test-shifts.ts'

export interface NetworkLayer {
  context: LayerContext
  role: FlatLayer['role']
  layer: Layer
  options: LayerSpec
  parameters: Parameter[]
}

export interface Network {
  layers: NetworkLayer[] // of `flattenLayers`
  outputs: number // per sample, that the loss needs
  loss: Loss
  lossOptions: LossSpec
  members: number | null // of the ensemble that the network ends in; null: its outputs are those of one network
  testShifts: TestShiftsSpec | undefined
  shapes: number[][] // [input, after layer 0, …], without the batch axis
  parameters: NetworkParameter[] // of all layers, in order
  weightCount: number // length of the trainable vector
  statisticCount: number // length of the vector of statistics, such as moving averages
}

export interface NetworkParameter extends Parameter {
  layer: number // index into layers
  key: string // 'layers.0.kernel'
}

/** Values of all parameters: [lanes, weightCount] and [lanes, statisticCount]; null without statistics. */
export interface Weights {
  weights: Tensor
  statistics: Tensor | null
}

/** @throws Error for a specification that `checkNetwork` refuses */
export function buildNetwork(spec: TrialSpec, data: DataShape): Network {
  const { faults, shapes, contexts } = checkNetwork(spec, data)
  if (faults.length > 0) {
    const details = faults.map(({ path, detail }) => `${toPointer(path)}: ${detail}`)
    throw new Error(`The network cannot be built: ${details.join('; ')}`)
  }
  const loss = findLoss(spec.loss)
  const outputs = loss.outputs(data.classes?.length ?? null)
  const layers = flattenLayers(spec.layers).map(({ role, spec: options }, index) => {
    const layer = findLayer(options)
    const context = contexts[index]!
    const parameters = layer.parameters(shapes[index]!, options, context)
    return { role, layer, options, context, parameters }
  })
  const parameters = layers.flatMap(({ parameters }, layer) =>
    parameters.map((parameter) => ({
      ...parameter,
      layer,
      key: `layers.${layer}.${parameter.name}`,
    })),
  )
  const count = (trainable: boolean) =>
    parameters.reduce((sum, p) => sum + (p.trainable === trainable ? sizeOf(p.shape) : 0), 0)
  return {
    layers,
    outputs,
    loss,
    lossOptions: spec.loss,
    testShifts: spec.testShifts,
    members: layers.at(-1)!.layer.isOfMembers ? shapes.at(-1)![0]! : null,
    shapes,
    parameters,
    weightCount: count(true),
    statisticCount: count(false),
  }
}

/** Source of random noise, such as for dropout: a key for each layer from the trial's seed, and the step. */
export interface NoiseSource {
  keys: Tensor // int32 [lanes, layers]
  step: Tensor // int32 [], the number of the update
}

/** Keys of the layers' noise, int32. */
export function noiseKeys({ layers }: Network, seed: number): Int32Array {
  return Int32Array.from(words({ seed, purpose: 'noise', stream: 0 }, layers.length))
}

export interface ForwardContext extends Weights {
  x: Tensor // [lanes or 1, batch, ...inputShape]
  mask: Tensor // [lanes or 1, batch]
  hyperparameters: HyperparameterTensors
  noise: NoiseSource | null // null outside training
  mix?: ((x: Tensor) => Tensor) | null // mixes samples of the batch, after layers that read category codes
}

/**
 * Returns the network's outputs, in training those of each member of an ensemble, else the average over `testShifts`; the
 * statistics after this batch, and the layers' penalties, [lanes] each. Pure; the caller tidies, and keeps the tensors that
 * a gradient's scope would dispose.
 */
export function forward(
  tf: Tf,
  network: Network,
  context: ForwardContext,
): { outputs: Tensor; statistics: Tensor | null; penalties: Tensor[] } {
  const { testShifts, loss } = network
  const images = countShifts(testShifts)
  if (context.noise !== null || testShifts === undefined || images === 1) {
    return forwardOnce(tf, network, context)
  }
  const x = shiftedCopies(tf, context.x, testShifts)
  const mask = tf.tile(context.mask, [1, images])
  const ofCopies = forwardOnce(tf, network, { ...context, x, mask })
  return { ...ofCopies, outputs: averagedOutputs(tf, ofCopies.outputs, { images, loss }) }
}

function forwardOnce(
  tf: Tf,
  network: Network,
  { x, weights, statistics, mask, hyperparameters, noise, mix }: ForwardContext,
): { outputs: Tensor; statistics: Tensor | null; penalties: Tensor[] } {
  const lanes = weights.shape[0]!
  const values = unpack(tf, network, { weights, statistics })
  const updated = { ...values }
  const penalties: Tensor[] = []
  // codes cannot be mixed: layers that read codes run before the mixing
  const mixedAfter = network.layers.findLastIndex(({ layer }) => layer.readsCodes)
  let y = mix && mixedAfter < 0 ? mix(x) : x
  const remembered: Tensor[] = []
  for (const [index, { role, layer, options, context, parameters }] of network.layers.entries()) {
    if (role === 'open') remembered.push(y)
    if (role === 'close') y = tf.add(y, remembered.pop()!)
    const own = parameters.map(({ name }) => [name, values[`layers.${index}.${name}`]!])
    const applied = layer.apply(tf, {
      x: y,
      weights: Object.fromEntries(own),
      options,
      context,
      hyperparameters: hyperparameters.layers[index]!,
      training: noise !== null,
      mask,
      noise: (shape) => layerNoise(tf, noise!, index, shape),
    })
    y = mix && index === mixedAfter ? mix(applied.y) : applied.y
    if (applied.penalty) penalties.push(applied.penalty)
    for (const [name, value] of Object.entries(applied.updates ?? {})) {
      updated[`layers.${index}.${name}`] = value
    }
  }
  if (noise === null) y = combineMembers(tf, network, y)
  if (statistics === null || noise === null) return { outputs: y, statistics, penalties }
  const moved = network.parameters
    .filter(({ trainable }) => !trainable)
    .map(({ key, shape }) => tf.reshape(updated[key]!, [lanes, sizeOf(shape)]))
  return { outputs: y, statistics: moved.length === 1 ? moved[0]! : tf.concat(moved, 1), penalties }
}

/** Noise is drawn separately for each lane, so that a trial's noise does not depend on the other lanes. */
function layerNoise(tf: Tf, { keys, step }: NoiseSource, layer: number, shape: Shape): Tensor {
  const lanes = keys.shape[0]!
  const own = tf.reshape(tf.slice(keys, [0, layer], [lanes, 1]), [lanes])
  const drawn = tf.unstack(own).map((key) => statelessUniform(tf, tf.stack([key, step]), shape))
  return lanes === 1 ? tf.expandDims(drawn[0]!, 0) : tf.stack(drawn)
}

/** Every parameter by its key, [lanes, ...shape]. */
function unpack(
  tf: Tf,
  { parameters }: Network,
  { weights, statistics }: Weights,
): Record<string, Tensor> {
  const split = (flat: Tensor | null, trainable: boolean) => {
    const own = parameters.filter((parameter) => parameter.trainable === trainable)
    if (flat === null || own.length === 0) return []
    const sizes = own.map(({ shape }) => sizeOf(shape))
    const parts = own.length === 1 ? [flat] : tf.split(flat, sizes, 1)
    return own.map(
      ({ key, shape }, index) =>
        [key, tf.reshape(parts[index]!, [flat.shape[0]!, ...shape])] as const,
    )
  }
  return Object.fromEntries([...split(weights, true), ...split(statistics, false)])
}
