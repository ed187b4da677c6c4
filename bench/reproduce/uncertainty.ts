/** Predicted deviations of a Gaussian model: do they fit the errors, and what do they grow with? */

import { quantile } from '../../src/search/math/quantile.ts'
import type { StudyResult } from './answers.ts'
import { coverage, type Judged, levels } from './calibration.ts'
import { drawLines } from './plots/lines.ts'
import type { ProblemData } from './problem.ts'

/** Predictions beside the true values; null if the result has none. */
export function judged(
  { predictions }: StudyResult,
  { testRows, target }: ProblemData,
): (Judged & { row: number })[] | null {
  if (predictions === null || testRows === null || target === null) return null
  return predictions.map(({ value = Number.NaN, deviation = Number.NaN }, row) => {
    return { row, truth: Number(testRows[row]![target]), value, deviation }
  })
}

export function drawCalibration(models: readonly { name: string; rows: Judged[] }[]): string {
  return drawLines({
    title: 'Calibration of the predicted deviations, test rows',
    ...{ x: 'central interval of the prediction', y: 'share of the prices inside' },
    lines: [
      { name: 'perfect', points: levels.map((level) => [level, level]), isDashed: true },
      ...models.map(({ name, rows }) => ({
        name,
        points: levels.map((level) => [level, coverage(rows, level)] as const),
      })),
    ],
  })
}

/** Mean, 10 % and 90 % quantiles of the deviations for each value of a numeric column. */
export function drawDeviation(
  rows: readonly (Judged & { row: number })[],
  { testRows }: ProblemData,
  column: string,
): string {
  const levelOf = ({ row }: { row: number }) => Number(testRows![row]![column])
  const byLevel = [...new Set(rows.map(levelOf))]
    .sort((a, b) => a - b)
    .map((level) => {
      const own = rows.filter((one) => levelOf(one) === level).map(({ deviation }) => deviation)
      return { level, deviations: own.sort((a, b) => a - b) }
    })
  const line = (name: string, of: (sorted: readonly number[]) => number, isDashed = false) => ({
    ...{ name, isDashed },
    points: byLevel.map(({ level, deviations }) => [level, of(deviations)] as const),
  })
  return drawLines({
    title: `Predicted deviation against ${column}, test rows`,
    ...{ x: column, y: 'predicted deviation' },
    lines: [
      line('mean', (sorted) => sorted.reduce((sum, one) => sum + one, 0) / sorted.length),
      line('10 %', (sorted) => quantile(sorted, 0.1), true),
      line('90 %', (sorted) => quantile(sorted, 0.9), true),
    ],
  })
}
