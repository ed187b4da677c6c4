/** Learning curves: each metric's values by epoch, training beside validation. */
import type { AnswerOf } from '../../../api/types.ts'

export type Points = AnswerOf<'getTrialMetrics'>['points']

export interface Curve {
  part: 'train' | 'validation'
  points: [number, number][] // epoch, value; without epochs that have none
}

export interface MetricCurves {
  metric: string
  curves: Curve[]
  canBeLog: boolean // all values are above 0
}

const first = ['loss']

/** By metric: loss, then the others by name. External studies report one value, which is shown as `value`. */
export function metricCurves(points: Points): MetricCurves[] {
  const names = new Set(
    points.flatMap(({ train, validation }) => [...Object.keys(train), ...Object.keys(validation)]),
  )
  if (names.size === 0) {
    const curve: Curve = {
      part: 'validation',
      points: points.flatMap(({ step, value }): [number, number][] =>
        value === null ? [] : [[step, value]],
      ),
    }
    return curve.points.length === 0 ? [] : [described('value', [curve])]
  }
  const sorted = [...names].sort(
    (a, b) => Number(first.includes(b)) - Number(first.includes(a)) || a.localeCompare(b),
  )
  return sorted.map((metric) => {
    const parts = (['train', 'validation'] as const).map(
      (part): Curve => ({
        part,
        points: points.flatMap((point): [number, number][] => {
          const value = point[part][metric]
          return value === undefined ? [] : [[point.step, value]]
        }),
      }),
    )
    return described(
      metric,
      parts.filter((curve) => curve.points.length > 0),
    )
  })
}

function described(metric: string, curves: Curve[]): MetricCurves {
  const canBeLog = curves.every(({ points }) => points.every(([, value]) => value > 0))
  return { metric, curves, canBeLog }
}
