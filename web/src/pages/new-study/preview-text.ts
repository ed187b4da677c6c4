/** A space in words; pure. */
import { formatCount, formatParam, formatValue } from '../../ui/format.ts'
import type { Json } from './document/json-document.ts'

type Domain =
  | {
      type: 'float' | 'int'
      low: number
      high: number
      log: boolean
      step?: number | null
      points?: number | null
    }
  | { type: 'choice'; options: readonly unknown[] }

type Requirement = { parameter: string; equals: unknown } | { parameter: string; above: number }

const shownOptions = 8

export function describeDomain(domain: Domain): string {
  if (domain.type === 'choice') {
    const shown = domain.options.slice(0, shownOptions).map(formatParam)
    return `${shown.join(', ')}${domain.options.length > shown.length ? ', …' : ''}`
  }
  const { low, high, log, step, points, type } = domain
  const marks = [
    ...(log ? ['log'] : []),
    ...(typeof step === 'number' && !(type === 'int' && step === 1)
      ? [`step ${formatValue(step)}`]
      : []),
    ...(typeof points === 'number' ? [`${formatCount(points)} points`] : []),
  ]
  return `${formatValue(low)} to ${formatValue(high)}${marks.length > 0 ? `, ${marks.join(', ')}` : ''}`
}

/** Any of the conditions activates a parameter; all requirements of one must hold. */
export function describeConditions(conditions: readonly (readonly Requirement[])[]): string {
  const each = conditions.map((requirements) =>
    requirements
      .map((one) =>
        'equals' in one
          ? `${one.parameter} is ${formatParam(one.equals)}`
          : `${one.parameter} above ${formatValue(one.above)}`,
      )
      .join(' and '),
  )
  return each.join(' or ')
}

/**
 * Estimated seconds of a whole search, without pruning.
 *
 * @param trial  seconds of a middle trial, of one trainer
 * @returns      null where neither trials nor seconds nor a grid bound it
 */
export function searchSeconds(
  trial: number | null,
  {
    study,
    trainers,
    gridSize,
  }: { study: Json | null; trainers: number; gridSize: number | string | null },
): number | null {
  const { budget, sampler } = (study ?? {}) as {
    budget?: { trials?: unknown; seconds?: unknown }
    sampler?: unknown
  }
  const type = typeof sampler === 'string' ? sampler : (sampler as Json | undefined)?.type
  const ofGrid =
    type === 'grid' && typeof gridSize === 'number' ? gridSize : Number.POSITIVE_INFINITY
  const ofBudget = typeof budget?.trials === 'number' ? budget.trials : Number.POSITIVE_INFINITY
  const trials = Math.min(ofGrid, ofBudget)
  const limit = typeof budget?.seconds === 'number' ? budget.seconds : Number.POSITIVE_INFINITY
  const needed =
    trial === null ? Number.POSITIVE_INFINITY : (trials * trial) / Math.max(1, trainers)
  const seconds = Math.min(needed, limit)
  return Number.isFinite(seconds) ? seconds : null
}
