/** Flattens nested layers into the order in which they run. Does not load TensorFlow. */
import { findLayer, type LayerSpec } from '../spec.ts'

/** `open` stores its input, which the matching `close` adds; both have the path and the spec of the block. */
export interface FlatLayer {
  role: 'layer' | 'open' | 'close'
  spec: LayerSpec
  path: PropertyKey[] // from the specification's root
}

export function flattenLayers(
  layers: readonly LayerSpec[],
  path: PropertyKey[] = ['layers'],
): FlatLayer[] {
  return layers.flatMap((spec, index): FlatLayer[] => {
    const own = [...path, index]
    const { nested } = findLayer(spec)
    if (nested === undefined) return [{ role: 'layer', spec, path: own }]
    const inner = (spec as unknown as Record<string, LayerSpec[]>)[nested]!
    return [
      { role: 'open', spec, path: own },
      ...flattenLayers(inner, [...own, nested]),
      { role: 'close', spec, path: own },
    ]
  })
}
