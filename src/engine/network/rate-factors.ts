/**
 * Factors of the learning rate: of a layer (`learningRateFactor`) and of biases (the optimizer's `biasFactor`), multiplied.
 * A weight's whole update is scaled, decoupled weight decay included, as by the parameter groups of PyTorch.
 */
import type { TrialSpec } from '../spec.ts'
import { sizeOf } from '../tensorflow.ts'
import { flattenLayers } from './flatten-layers.ts'
import type { Network } from './network.ts'

type Rated = Pick<TrialSpec, 'layers' | 'optimizer'>

/** Whether any factor is not 1: part of a trial's shape, because factors cost ops. */
export function hasRateFactors({ layers, optimizer }: Rated): boolean {
  const { biasFactor = 1 } = optimizer
  return biasFactor !== 1 || layerFactors(layers).some((factor) => factor !== 1)
}

/** The factor of each trainable weight, [weightCount]. */
export function rateFactors(
  { parameters, weightCount }: Network,
  { layers, optimizer: { biasFactor = 1 } }: Rated,
): Float32Array {
  const ofLayers = layerFactors(layers)
  const factors = new Float32Array(weightCount)
  let at = 0
  for (const { layer, shape, trainable, isBias } of parameters) {
    if (!trainable) continue
    const size = sizeOf(shape)
    factors.fill(ofLayers[layer]! * (isBias ? biasFactor : 1), at, at + size)
    at += size
  }
  return factors
}

/** Of `flattenLayers`. */
function layerFactors(layers: Rated['layers']): number[] {
  return flattenLayers(layers).map(
    ({ spec }) => (spec as { learningRateFactor?: number }).learningRateFactor ?? 1,
  )
}
