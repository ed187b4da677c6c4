/** How much of the plane of two parameters has been tried, and what is left of a grid. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { type Axis, countByCell } from '../../db/tables/trial-cells.ts'
import { queryNumber } from '../../query-number.ts'
import { CellLabels } from '../../search/analysis/cells.ts'
import { type CoverageSide, coverageSide, gridCellsIn } from '../../search/analysis/coverage.ts'
import { gridSize } from '../../search/grid/grid.ts'
import { Domain } from '../../search/space/domain.ts'
import type { Parameter } from '../../search/space/space.ts'
import { TrialState } from '../../search/trial.ts'
import { type AnalysedStudy, invalidQuery, parametersNamed } from './analysed-study.ts'
import { defineAnalysis } from './analysis.ts'
import { completeTrials, count, version } from './answer-fields.ts'
import { inSlices } from './in-slices.ts'
import { name, whole } from './query-fields.ts'

const Side = z
  .strictObject({ parameter: z.string(), domain: Domain, ...CellLabels.shape })
  .meta({ id: 'CoverageSide' })
type Side = z.infer<typeof Side>

const Counts = z.array(z.array(count)).describe('one row per cell of y')

const CoverageAnswer = z
  .strictObject({
    version,
    trials: completeTrials,
    gridSize: z
      .number()
      .nullable()
      .describe('number of combinations of a grid search; null for other samplers'),
    x: Side,
    y: Side,
    counts: z
      .strictObject(
        Object.fromEntries(TrialState.options.map((state) => [state, Counts])) as Record<
          TrialState,
          typeof Counts
        >,
      )
      .describe('number of trials in each cell, by state'),
    sizes: Counts.nullable().describe(
      'number of combinations of the grid in each cell; null for other samplers, and where conditions or constraints link the parameters of more than 900 cells',
    ),
  })
  .meta({ id: 'Coverage' })
type CoverageAnswer = z.infer<typeof CoverageAnswer>

export const coverage = defineAnalysis({
  summary: 'Get which values of two parameters have been tried',
  description:
    'Trials of each state on a grid of two parameters; of a grid search also the number of its combinations in each cell, which tells what is left.',
  changesWith: 'events',
  query: z.strictObject({
    x: name.describe('name of a parameter'),
    y: name.describe('name of another parameter'),
    cells: queryNumber(whole.min(2).max(50).default(30)).describe(
      'maximum number of cells along each side',
    ),
  }),
  example: (one, other) => ({ x: one, y: other, cells: '2' }),
  answer: CoverageAnswer,
  read: readCoverage,
})

async function readCoverage(
  sql: Sql,
  study: AnalysedStudy,
  query: { x: string; y: string; cells: number },
): Promise<CoverageAnswer> {
  if (query.x === query.y) throw invalidQuery('y', 'must be a different parameter from `x`')
  const [x] = parametersNamed(study, [query.x], 'x')
  const [y] = parametersNamed(study, [query.y], 'y')
  if (x === undefined || y === undefined) throw new Error('two parameters were asked for')
  const grid = study.isGrid ? gridSize(study.space) : null
  const sides = [
    coverageSide(x, query.cells, study.isGrid),
    coverageSide(y, query.cells, study.isGrid),
  ] as const
  const [across, down] = sides
  const found = await countByCell(sql, study.id, {
    x: axisOf(x, across),
    y: axisOf(y, down),
    states: TrialState.options,
  })
  const empty = () => down.labels.map(() => across.labels.map(() => 0))
  const counts = Object.fromEntries(
    TrialState.options.map((state) => [state, empty()]),
  ) as CoverageAnswer['counts']
  for (const { state, x, y, count } of found) {
    const row = counts[state][y]
    if (row !== undefined) row[x] = count
  }
  return {
    version: study.version,
    trials: study.trials,
    gridSize: grid?.ok ? Number(grid.size) : null,
    x: presentSide(x, across),
    y: presentSide(y, down),
    counts,
    sizes: study.isGrid ? await inSlices(gridCellsIn(study.space, [x, y], sides)) : null,
  }
}

function axisOf({ name }: Parameter, { labels, thresholds }: CoverageSide): Axis {
  return thresholds === null
    ? { parameter: name, options: labels }
    : { parameter: name, thresholds }
}

function presentSide(
  { name, domain }: Parameter,
  { labels, edges, isOrdered }: CoverageSide,
): Side {
  return { parameter: name, domain, labels, edges, isOrdered }
}
