/** Where a value of a parameter is in its domain. */
import { formatParam } from '../../../ui/format.ts'

/** As the API describes a parameter's domain. */
export type Domain =
  | { type: 'float' | 'int'; low: number; high: number; log: boolean }
  | { type: 'choice'; options: readonly unknown[] }

export interface Place {
  share: number // from 0, at the low end, to 1; of a choice, the middle of its option's part
  isAtEdge: boolean // better values may be beyond: within 2 % of an end of a range
  text: string // the range in words
}

const edge = 0.02

/** @returns null for a value that is not in the domain */
export function placeInRange(value: unknown, domain: Domain): Place | null {
  if (domain.type === 'choice') {
    const { options } = domain
    const at = options.findIndex((option) => JSON.stringify(option) === JSON.stringify(value))
    if (at < 0) return null
    const text = `one of ${options.map(formatParam).join(', ')}`
    return { share: (at + 0.5) / options.length, isAtEdge: false, text }
  }
  const { low, high, log } = domain
  if (typeof value !== 'number' || !(value >= low && value <= high)) return null
  const text = `${formatParam(low)} to ${formatParam(high)}${log ? ', by factors' : ''}`
  if (low === high) return { share: 0.5, isAtEdge: false, text }
  const scale = log ? Math.log : (x: number) => x
  const share = (scale(value) - scale(low)) / (scale(high) - scale(low))
  return { share, isAtEdge: share < edge || share > 1 - edge, text }
}
