/**
 * A mean of several networks with weights, as plain data: the folds of a trial, or the trials of a blend. Each member
 * has its own preprocessing, because each was fitted to other rows.
 */
import type { Calibration } from '../calibration/calibration.ts'
import {
  decodeContent,
  type ModelContent,
  modelParts,
  type TrainedModel,
} from '../network/model.ts'
import { pack, packedKind, unpack } from '../network/packed.ts'

export interface Member {
  weight: number // all sum to 1
  model: TrainedModel
}

/** A model as bytes, which may be a blend itself, and its share in the mean of several. */
export interface WeightedModel {
  bytes: Uint8Array
  weight: number // above 0; only the ratios count
  calibration?: Calibration | undefined // in place of the model's own
}

interface BlendContent {
  members: { weight: number; arrays: number; content: ModelContent }[]
}

/** A single member is encoded as the model that it is. */
export function encodeBlend(members: readonly Member[]): Buffer {
  const parts = members.map(({ weight, model }) => ({ weight, ...modelParts(model) }))
  const [first] = parts
  if (first && parts.length === 1) return pack('model', first.content, first.arrays)
  const content: BlendContent = {
    members: parts.map(({ weight, content, arrays }) => ({
      weight,
      arrays: arrays.length,
      content,
    })),
  }
  return pack(
    'blend',
    content,
    parts.flatMap(({ arrays }) => arrays),
  )
}

/** @throws Error if the bytes are neither a blend nor a single model, which has weight 1 */
export function decodeBlend(bytes: Uint8Array): Member[] {
  if (packedKind(bytes) !== 'blend') {
    const { content, arrays } = unpack('model', bytes)
    return [{ weight: 1, model: decodeContent(content as ModelContent, arrays) }]
  }
  const { content, arrays: all } = unpack('blend', bytes)
  let at = 0
  return (content as BlendContent).members.map(({ weight, arrays, content }) => {
    const own = all.slice(at, at + arrays)
    at += arrays
    return { weight, model: decodeContent(content, own) }
  })
}

/** The members of several blends as one, each with its share of the weight. */
export function decodeWeighted(models: readonly WeightedModel[]): Member[] {
  const total = models.reduce((sum, { weight }) => sum + weight, 0)
  return models.flatMap(({ bytes, weight, calibration }) =>
    decodeBlend(bytes).map(({ model, ...member }) => ({
      weight: (member.weight * weight) / total,
      model: calibration ? { ...model, calibration } : model,
    })),
  )
}
