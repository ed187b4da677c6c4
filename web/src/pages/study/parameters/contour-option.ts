import { tooltip } from '../../../ui/chart/tooltip.ts'
import { formatValue } from '../../../ui/format.ts'
import type { Contour, Coverage } from '../plots/queries.ts'
import { extent, optionText, scaleFor, shortName } from '../plots/scales.ts'

type Side = Contour['x'] | Coverage['x']

/** The name of a cell: its value, or its range. */
export function cellText({ labels, edges }: Side, cell: number): string {
  if (edges === null) return optionText(labels[cell])
  return `${formatValue(edges[cell], 3)} … ${formatValue(edges[cell + 1], 3)}`
}

const labelsShown = 10

/** Cells side by side, as wide as each other: a logarithm is in their edges. */
export function cellsAxis(side: Side) {
  return {
    type: 'category' as const,
    data: side.labels.map((label) =>
      typeof label === 'number' ? formatValue(label, 2) : shortName(optionText(label), 14),
    ),
    name: shortName(side.parameter, 40),
    nameLocation: 'middle' as const,
    axisLabel: {
      interval: Math.max(0, Math.ceil(side.labels.length / labelsShown) - 1),
      hideOverlap: true,
    },
    splitLine: { show: false },
  }
}

/** The objective over two parameters: measured means where there are trials, estimates between them. */
export function contourOption({ x, y, counts, means, estimates, objective }: Contour) {
  const cellsOf = (rows: Contour['means'], isShown: (mean: number | null) => boolean) =>
    rows.flatMap((row, j) =>
      row.flatMap((value, i) =>
        value !== null && isShown(means[j]?.[i] ?? null) ? [[i, j, value]] : [],
      ),
    )
  const measured = cellsOf(means, () => true)
  const estimated = cellsOf(estimates, (mean) => mean === null)
  const cells = [...measured, ...estimated]
  const [min, max] = extent(cells.map((cell) => cell[2] as number))
  return {
    grid: { left: 36, right: 84, top: 12, bottom: 28, containLabel: true },
    tooltip: {
      trigger: 'item',
      formatter: ({ value: [i, j] }: { value: [number, number] }) => {
        const mean = means[j]?.[i] ?? null
        return tooltip(`${shortName(x.parameter)} ${cellText(x, i)}`, [
          [shortName(y.parameter), cellText(y, j)],
          ['trials', String(counts[j]?.[i] ?? 0)],
          [
            mean === null ? `${objective.metric}, estimated` : `mean ${objective.metric}`,
            formatValue(mean ?? estimates[j]?.[i] ?? null),
          ],
        ])
      },
    },
    xAxis: { ...cellsAxis(x), nameGap: 26 },
    yAxis: { ...cellsAxis(y), nameGap: 60 },
    visualMap: {
      min,
      max: max > min ? max : min + 1,
      calculable: false,
      orient: 'vertical',
      right: 0,
      top: 'center',
      itemHeight: 140,
      text: [formatValue(max, 3), formatValue(min, 3)],
      inRange: { color: scaleFor(objective.direction) },
      seriesIndex: [0, 1],
    },
    series: [
      { type: 'heatmap', name: 'Measured', data: measured, progressive: 0 },
      // paler, so that they differ from what was measured
      {
        type: 'heatmap',
        name: 'Estimated',
        data: estimated,
        progressive: 0,
        itemStyle: { opacity: 0.45 },
      },
    ],
  }
}

export function contourTable({ x, y, counts, means, estimates, objective }: Contour) {
  return {
    columns: [x.parameter, y.parameter, 'trials', `mean ${objective.metric}`, 'estimate'],
    rows: counts.flatMap((row, j) =>
      row.map((count, i) => [
        cellText(x, i),
        cellText(y, j),
        count,
        means[j]?.[i] ?? null,
        estimates[j]?.[i] ?? null,
      ]),
    ),
  }
}
