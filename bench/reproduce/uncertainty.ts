/** Predicted deviations of a Gaussian model: do they fit the errors, and what do they grow with? */
import type { StudyResult } from './answers.ts'
import { coverage, type Judged, levels } from './calibration.ts'
import { axis, belowLegend, draw, legend, titled } from './plots/draw.ts'
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

/** Deviations against a numeric column, and their mean for each of its values. */
export function drawDeviation(
  rows: readonly (Judged & { row: number })[],
  { testRows }: ProblemData,
  column: string,
): string {
  const points = rows.map(({ row, deviation }) => [Number(testRows![row]![column]), deviation])
  const levelsOf = [...new Set(points.map(([level]) => level!))].sort((a, b) => a - b)
  const means = levelsOf.map((level) => {
    const own = points.filter(([other]) => other === level).map(([, deviation]) => deviation!)
    return [level, own.reduce((sum, one) => sum + one, 0) / own.length]
  })
  return draw({
    title: titled(`Predicted deviation against ${column}, test rows`),
    legend,
    grid: belowLegend,
    xAxis: axis(column),
    yAxis: { ...axis('predicted deviation'), nameGap: 58 },
    series: [
      { name: 'houses', type: 'scatter', data: points, symbolSize: 5 },
      { name: 'mean', type: 'line', data: means },
    ],
  })
}
