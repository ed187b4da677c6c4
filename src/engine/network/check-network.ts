/** Checks whether a specification gives a valid network for the data, without TensorFlow and before allocating anything. */
import type { Task } from '../../data/dataset.ts'
import type { InputBlock } from '../../data/prepare/fitted.ts'
import { classWeightFaults } from '../group/class-weights.ts'
import { mixedColumns } from '../layers/columns.ts'
import { type LayerContext, type LayerFault, shown } from '../layers/layer.ts'
import { networkShape } from '../resize.ts'
import { findLayer, findLoss, findOptimizer, type SpecFault, type TrialSpec } from '../spec.ts'
import { type Shape, sizeOf } from '../tensorflow.ts'
import { flattenLayers } from './flatten-layers.ts'
import { hasRateFactors } from './rate-factors.ts'
import { shiftFault } from './test-shifts.ts'

/** The properties of the data that a network depends on. */
export interface DataShape {
  inputShape: Shape // of a prepared sample, before preprocess.resize
  classes: readonly string[] | null // null for regression
  categorical: readonly InputBlock[] // of a table's samples
  task: Task
}

export interface NetworkCheck {
  faults: SpecFault[] // empty if the network can be built
  shapes: number[][] // [input, after layer 0, after layer 1, …] of `flattenLayers`, up to the first fault
  contexts: LayerContext[] // of each of these layers
  parameterCount: number // trainable numbers
  multiplications: number // in the forward pass of one sample, in layers with weights
  elements: number // that all layers give in the forward pass of one sample
  memoryBytes: number // estimate for training: weights, slots, activations of a batch and their gradients
}

export function checkNetwork(spec: TrialSpec, data: DataShape): NetworkCheck {
  const loss = findLoss(spec.loss)
  if (!loss.tasks.includes(data.task)) {
    const detail = `${spec.loss.type} is a loss for ${loss.tasks.join(' and ')}, but the task is ${data.task}`
    return refused([{ path: ['loss'], detail }], [])
  }
  if (spec.calibration && !(loss.isLikelihood && data.task === 'regression')) {
    const detail = `${spec.loss.type} predicts no deviation that could be calibrated`
    return refused([{ path: ['calibration'], detail }], [])
  }
  const weightFaults = classWeightFaults(spec, data.classes)
  if (weightFaults.length > 0) return refused(weightFaults, [])
  const input = networkShape(data.inputShape, spec.preprocess)
  if ('faults' in input) return refused(input.faults, [])

  const unshiftable = shiftFault(spec.testShifts, input.shape)
  if (unshiftable !== null) return refused([{ path: ['testShifts'], detail: unshiftable }], [])

  const outputs = loss.outputs(data.classes?.length ?? null)
  let context: LayerContext = { outputs, categorical: data.categorical }
  const contexts: LayerContext[] = []
  const shapes = [input.shape]
  let parameterCount = 0
  let multiplications = 0
  const openShapes: number[][] = []
  let isBeforeWeights = true
  const flat = flattenLayers(spec.layers)
  for (const [index, { role, spec: layerSpec, path }] of flat.entries()) {
    const layer = findLayer(layerSpec)
    const inputShape = shapes[index]!
    const at = (faults: readonly LayerFault[]) =>
      faults.map((fault) => ({ path: [...path, ...fault.path], detail: fault.detail }))
    if (role === 'open') openShapes.push(inputShape)
    if (role === 'close') {
      const fault = blockFault(openShapes.pop()!, inputShape, layer.nested!)
      if (fault) return refused(at([fault]), shapes)
    }
    if (layer.isForData && !isBeforeWeights) {
      const detail = `${layerSpec.type} must come before the first layer with weights`
      return refused(at([{ path: ['type'], detail }]), shapes)
    }
    if (layer.isOverBatch && spec.batchSize * sizeOf(inputShape.slice(0, -1)) === 1) {
      const detail = `${layerSpec.type} needs at least two samples in a batch: set batchSize to 2 or more, or use layerNorm`
      return refused([{ path: ['batchSize'], detail }], shapes)
    }
    const inferred = layer.outputShape(inputShape, layerSpec, context)
    if ('faults' in inferred) return refused(at(inferred.faults), shapes)
    shapes.push(inferred.shape)
    contexts.push(context)
    // the weights of a convolution are used at every pixel of its output
    const places = sizeOf(inferred.shape.slice(0, -1))
    for (const { shape, trainable } of layer.parameters(inputShape, layerSpec, context)) {
      isBeforeWeights = false
      if (!trainable) continue
      parameterCount += sizeOf(shape)
      multiplications += sizeOf(shape) * places
    }
    const columns = layer.columns?.(inputShape, layerSpec, context) ?? mixedColumns
    context = { outputs, ...columns }
  }

  const ending = shapes.at(-1)!
  const isOfMembers = flat.at(-1)!.role === 'layer' && findLayer(flat.at(-1)!.spec).isOfMembers
  const faults = checkOutputs(spec, isOfMembers ? ending.slice(1) : ending, outputs)
  if (faults.length === 0 && parameterCount === 0) {
    faults.push({
      path: ['layers'],
      detail: 'the network has no trainable weights: add a layer such as dense',
    })
  }
  // weights, gradient, the copy of the best epoch, the optimizer's slots, average and rate factors; activations of both
  // passes
  const optional = [spec.averaging !== undefined, hasRateFactors(spec)].filter(Boolean).length
  const copies = 3 + optional + findOptimizer(spec.optimizer).slots.length
  const elements = shapes.slice(1).reduce((sum, shape) => sum + sizeOf(shape), 0)
  const activations = spec.batchSize * (sizeOf(input.shape) + elements)
  const memoryBytes = 4 * (copies * parameterCount + 2 * activations)
  return { faults, shapes, contexts, parameterCount, multiplications, elements, memoryBytes }
}

function blockFault(before: Shape, after: Shape, nested: string): LayerFault | null {
  if (String(before) === String(after)) return null
  const detail = `the block turns ${shown(before)} into ${shown(after)}: its output must have the shape of its input`
  return { path: [nested], detail }
}

/** The last shape must be one axis of the length that the loss needs. */
function checkOutputs(spec: TrialSpec, shape: Shape, outputs: number): SpecFault[] {
  const needs = `${spec.loss.type} needs ${shown([outputs])}`
  if (shape.length !== 1) {
    const detail =
      `the network ends in ${shown(shape)}, but ${needs}: ` +
      'end with flatten or globalAveragePool2d and a dense layer with units "outputs", or an ensemble with memberDense'
    return [{ path: ['layers', spec.layers.length - 1], detail }]
  }
  if (shape[0] === outputs) return []
  const detail = `the output of the network is ${shown(shape)}, but ${needs}: set units to "outputs"`
  const last = spec.layers.findLastIndex((layer) => findLayer(layer).width !== undefined)
  if (last === -1) return [{ path: ['layers', spec.layers.length - 1], detail }]
  return [{ path: ['layers', last, findLayer(spec.layers[last]!).width!], detail }]
}

function refused(faults: SpecFault[], shapes: number[][]): NetworkCheck {
  const sizes = { parameterCount: 0, multiplications: 0, elements: 0, memoryBytes: 0 }
  return { faults, shapes, contexts: [], ...sizes }
}
