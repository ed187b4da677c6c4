/** Computes the maximum size of a trial's specification. */
import { type Template, timesRange } from '../space.ts'

/** Counts the JSON values of the largest specification: the largest option of each choice, all repetitions. */
export function specSize(node: Template): number {
  switch (node.kind) {
    case 'literal':
    case 'number':
    case 'derived':
      return 1
    case 'array':
      return 1 + total(node.items)
    case 'block':
      return total(node.items)
    case 'object':
      return 1 + total(node.entries.map(([, value]) => value))
    case 'choice':
      return node.options.reduce((largest, option) => Math.max(largest, specSize(option)), 0)
    case 'grown':
      return specSize(node.base)
    case 'repeat': {
      const isShared = node.layers.length === 1
      return total(node.layers) * (isShared ? timesRange(node).most : 1)
    }
  }
}

function total(nodes: readonly Template[]): number {
  return nodes.reduce((sum, node) => sum + specSize(node), 0)
}
