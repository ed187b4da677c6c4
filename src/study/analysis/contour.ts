/** The objective over two parameters, aggregated on a grid. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { queryNumber } from '../../query-number.ts'
import { CellLabels } from '../../search/analysis/cells.ts'
import { Contour, contour } from '../../search/analysis/contour.ts'
import { Domain } from '../../search/space/domain.ts'
import {
  type AnalysedStudy,
  evenly,
  invalidQuery,
  objectiveAt,
  parametersNamed,
  readTable,
} from './analysed-study.ts'
import { defineAnalysis } from './analysis.ts'
import { completeTrials, JudgedBy, version } from './answer-fields.ts'
import { name, objective, whole } from './query-fields.ts'

const Side = z
  .strictObject({ parameter: z.string(), domain: Domain, ...CellLabels.shape })
  .meta({ id: 'ContourSide' })

const ContourAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials: completeTrials,
    ...Contour.shape,
    x: Side,
    y: Side,
  })
  .meta({ id: 'Contour' })
type ContourAnswer = z.infer<typeof ContourAnswer>

const trialsRead = 5_000

export const contourAnalysis = defineAnalysis({
  summary: 'Get the objective over a grid of two parameters',
  description: 'Counts and means on a grid, with gaps estimated by kernel regression.',
  query: z.strictObject({
    objective,
    x: name.describe('name of a parameter'),
    y: name.describe('name of another parameter'),
    cells: queryNumber(whole.min(2).max(50).default(30)).describe(
      'maximum number of cells along each side',
    ),
  }),
  example: (one, other) => ({ x: one, y: other, cells: '2' }),
  answer: ContourAnswer,
  read: readContour,
})

async function readContour(
  sql: Sql,
  study: AnalysedStudy,
  query: { objective: number; x: string; y: string; cells: number },
): Promise<ContourAnswer> {
  const objective = objectiveAt(study, query.objective)
  if (query.x === query.y) throw invalidQuery('y', 'must be a different parameter from `x`')
  const parameters = [
    ...parametersNamed(study, [query.x], 'x'),
    ...parametersNamed(study, [query.y], 'y'),
  ]
  const choice = evenly(study, trialsRead)
  const { columns, values } = await readTable(sql, study, { parameters, objective, choice })
  const [x, y] = columns
  if (x === undefined || y === undefined) throw new Error('two columns were asked for')
  const grid = contour({ x, y }, values, query.cells)
  const named = (side: Contour['x'], { parameter: { name, domain } }: typeof x) => {
    return { parameter: name, domain, ...side }
  }
  return {
    version: study.version,
    objective,
    trials: study.trials,
    ...grid,
    x: named(grid.x, x),
    y: named(grid.y, y),
  }
}
