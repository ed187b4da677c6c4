/** Axes and colours that the plots of a study share. */
import type { Theme } from '../../../app/theme.ts'
import { formatParam, formatValue } from '../../../ui/format.ts'
import type { Domain } from './queries.ts'

/** From dark to light, told apart with any colour vision and in grey (viridis). */
export const scale = ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725']

/** The light end is the better one. */
export function scaleFor(direction: string): string[] {
  return direction === 'maximize' ? scale : [...scale].reverse()
}

/** For lines and points, which are too thin to be seen in the lightest colour on a light page. */
export function lineScaleFor(direction: string, theme: Theme): string[] {
  const visible = theme === 'light' ? scale.slice(0, -1) : scale
  return direction === 'maximize' ? visible : [...visible].reverse()
}

export interface AxisLook {
  type: 'value' | 'log' | 'category'
  data?: string[]
  min?: number
  max?: number
  scale?: boolean
  minInterval?: number
  axisLabel: { formatter?: (value: number) => string; hideOverlap: boolean }
}

/** The axis of a parameter, as its domain says: options, a logarithm, integers. */
export function axisFor(domain: Domain): AxisLook {
  if (domain.type === 'choice') {
    return {
      type: 'category',
      data: domain.options.map((option) => optionText(option)),
      axisLabel: { hideOverlap: true },
    }
  }
  const { low, high, log, type } = domain
  return {
    type: log ? 'log' : 'value',
    // a range of one value would be a point
    ...(low < high ? { min: low, max: high } : { scale: true }),
    ...(type === 'int' && !log ? { minInterval: 1 } : {}),
    axisLabel: { formatter: (value) => formatValue(value, 3), hideOverlap: true },
  }
}

/** An option as a word: null is an option too. */
export function optionText(option: unknown): string {
  return option === null ? 'null' : formatParam(option)
}

/** A value on an axis as text: of a choice the option with this index. */
export function valueText(domain: Domain, value: number | null): string {
  if (value === null) return '–'
  return domain.type === 'choice' ? optionText(domain.options[value]) : formatValue(value)
}

/** Names of parameters are paths: their end says most. */
export function shortName(name: string, most = 18): string {
  return name.length <= most ? name : `…${name.slice(1 - most)}`
}

/** Smallest and largest finite number; [0, 1] without any. */
export function extent(values: readonly (number | null)[]): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return least <= most ? [least, most] : [0, 1]
}
