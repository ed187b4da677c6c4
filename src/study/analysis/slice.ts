/** The objective along each parameter: points, and statistics in bins. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { SliceBin, sliceBins } from '../../search/analysis/slice.ts'
import { Domain } from '../../search/space/domain.ts'
import {
  type AnalysedStudy,
  evenly,
  objectiveAt,
  readTable,
  type TrialTable,
  toLoss,
} from './analysed-study.ts'
import { defineAnalysis } from './analysis.ts'
import { completeTrials, count, JudgedBy, trialNumber, version } from './answer-fields.ts'
import { chooseParameters } from './choose-parameters.ts'
import { inSlices } from './in-slices.ts'
import { name, objective, several } from './query-fields.ts'

const SliceAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials: completeTrials,
    trialsUsed: count.describe('number of trials in the bins, spaced evenly over the search'),
    parametersLeftOut: count,
    items: z.array(
      z.strictObject({
        parameter: z.string(),
        domain: Domain,
        points: z
          .strictObject({
            numbers: z.array(trialNumber),
            x: z.array(z.number()).describe('value of the parameter, or index of the option'),
            values: z.array(z.number()).describe('value of the objective'),
          })
          .describe('the best trials, and others spaced evenly over the search'),
        bins: z.array(SliceBin),
      }),
    ),
  })
  .meta({ id: 'Slice' })
type SliceAnswer = z.infer<typeof SliceAnswer>

const parametersShown = 12
const trialsRead = 2_000
const pointsShown = 2_400 // for all parameters together
const bestShare = 0.2
const binsShown = 240

export const sliceAnalysis = defineAnalysis({
  summary: 'Get the objective along each parameter',
  description: 'Points, and mean, best and quantiles in bins, for each `parameter`.',
  query: z.strictObject({
    objective,
    parameter: several(name).describe(
      'name of a parameter, repeatable; default: the 12 most important parameters',
    ),
  }),
  example: (one) => ({ parameter: one }),
  answer: SliceAnswer,
  read: (sql, study, { objective, parameter = null }) =>
    readSlice(sql, study, { objective, parameters: parameter }),
})

async function readSlice(
  sql: Sql,
  study: AnalysedStudy,
  query: { objective: number; parameters: readonly string[] | null },
): Promise<SliceAnswer> {
  const objective = objectiveAt(study, query.objective)
  const { parameters, leftOut } = await chooseParameters(sql, study, {
    objective,
    names: query.parameters,
    most: parametersShown,
  })
  const read = { parameters, objective }
  const table = await readTable(sql, study, { ...read, choice: evenly(study, trialsRead) })
  const perParameter = Math.floor(pointsShown / Math.max(1, parameters.length))
  const points = await readPoints(sql, study, read, Math.min(1_000, perParameter))
  const count = Math.min(20, Math.floor(binsShown / Math.max(1, parameters.length)))
  return inSlices(items())

  function* items(): Generator<void, SliceAnswer> {
    const shown: SliceAnswer['items'] = []
    for (const [i, parameter] of parameters.entries()) {
      const column = table.columns[i]
      if (column === undefined) continue
      shown.push({
        parameter: parameter.name,
        domain: parameter.domain,
        points: selectPoints(points, i),
        bins: sliceBins(column, table.values, { count, direction: objective.direction }),
      })
      yield
    }
    return {
      version: study.version,
      objective,
      trials: study.trials,
      trialsUsed: table.numbers.length,
      parametersLeftOut: leftOut,
      items: shown,
    }
  }
}

async function readPoints(
  sql: Sql,
  study: AnalysedStudy,
  read: Pick<Parameters<typeof readTable>[2], 'parameters' | 'objective'>,
  count: number,
): Promise<TrialTable[]> {
  const best = Math.floor(count * bestShare)
  const choice = { kind: 'best' as const, limit: best, ...toLoss(read.objective) }
  const all = evenly(study, count - best)
  if (all.kind === 'all') return [await readTable(sql, study, { ...read, choice: all })]
  return [
    await readTable(sql, study, { ...read, choice }),
    await readTable(sql, study, { ...read, choice: all }),
  ]
}

function selectPoints(tables: readonly TrialTable[], column: number) {
  const points = new Map<number, { x: number; value: number }>()
  for (const { numbers, columns, values } of tables) {
    for (const [i, number] of numbers.entries()) {
      const x = columns[column]?.values[i] as number
      if (!Number.isNaN(x)) points.set(number, { x, value: values[i] as number })
    }
  }
  const sorted = [...points].sort(([a], [b]) => a - b)
  return {
    numbers: sorted.map(([number]) => number),
    x: sorted.map(([, { x }]) => x),
    values: sorted.map(([, { value }]) => value),
  }
}
