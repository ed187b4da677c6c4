/** The layers of a network as blocks inside blocks, with what a drawing says of each. */
import type { AnswerOf } from '../../../api/types.ts'
import { formatParam } from '../../../ui/format.ts'

export type DrawnLayer = AnswerOf<'getTrialNetwork'>['layers'][number]

export interface LayerBlock {
  kind: 'layer'
  layer: DrawnLayer
  share: number // of the network's parameters
}

/** A block with a skip connection. */
export interface SkipBlock {
  kind: 'skip'
  layer: DrawnLayer
  blocks: NetworkBlock[]
}

export type NetworkBlock = LayerBlock | SkipBlock

/** @param layers  in the order in which they run; blocks open and close */
export function networkBlocks(
  layers: readonly DrawnLayer[],
  parameterCount: number,
): NetworkBlock[] {
  const root: NetworkBlock[] = []
  const open: NetworkBlock[][] = [root]
  for (const layer of layers) {
    const blocks = open.at(-1)!
    if (layer.role === 'close') open.pop()
    else if (layer.role === 'open') {
      const block: SkipBlock = { kind: 'skip', layer, blocks: [] }
      blocks.push(block)
      open.push(block.blocks)
    } else {
      const share = parameterCount === 0 ? 0 : layer.parameterCount / parameterCount
      blocks.push({ kind: 'layer', layer, share })
    }
  }
  return root
}

/** 28 × 28 × 1 */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? '1' : shape.join(' × ')
}

/** Options that say little where they have these values. */
const usual: Readonly<Record<string, unknown>> = {
  useBias: true,
  activation: 'linear',
  padding: 'valid',
  strides: 1,
  depthMultiplier: 1,
  l1: 0,
  l2: 0,
}

/** Options in a line, without those that are usual or are not set: units 32 · relu */
export function optionsText(options: Readonly<Record<string, unknown>>): string {
  return Object.entries(options)
    .filter(([name, value]) => value !== null && value !== undefined && !isUsual(name, value))
    .map(([name, value]) =>
      name === 'activation' ? formatParam(value) : `${name} ${optionText(value)}`,
    )
    .join(' · ')
}

function isUsual(name: string, value: unknown): boolean {
  if (!(name in usual)) return false
  const same = Array.isArray(value)
    ? value.every((one) => one === usual[name])
    : value === usual[name]
  return same
}

function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => formatParam(one)).join(' × ')
  if (typeof value === 'object' && value !== null) {
    return Object.values(value)
      .map((one) => formatParam(one))
      .join(' ')
  }
  return formatParam(value)
}
