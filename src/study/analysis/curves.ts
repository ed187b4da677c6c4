/** Progress of the search, and learning curves of its trials. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import {
  type LearningCurve,
  type Reported,
  readBand,
  readCurves,
  readEndSeconds,
} from '../../db/tables/metrics/learning-curves.ts'
import { queryNumber } from '../../query-number.ts'
import { downSample } from '../../search/analysis/down-sample.ts'
import { improvements, windows } from '../../search/analysis/progress.ts'
import { Spread } from '../../search/analysis/spread.ts'
import { metricFault } from '../check/metric-fault.ts'
import {
  type AnalysedStudy,
  evenly,
  invalidQuery,
  objectiveAt,
  readTable,
  toLoss,
} from './analysed-study.ts'
import { defineAnalysis } from './analysis.ts'
import { completeTrials, count, JudgedBy, trialNumber, version } from './answer-fields.ts'
import { inSlices } from './in-slices.ts'
import { name, objective, whole } from './query-fields.ts'

const CurvesAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials: completeTrials,
    best: z
      .array(
        z.strictObject({
          number: trialNumber,
          value: z.number(),
          seconds: z
            .number()
            .nullable()
            .describe('from the creation of the study to the end of the trial'),
        }),
      )
      .describe('trials that improved on all earlier trials'),
    windows: z
      .array(z.strictObject({ from: trialNumber, to: trialNumber, ...Spread.shape }))
      .describe('quantiles of the values in windows of consecutive trials, at most 100 windows'),
    metric: z.string().describe('metric of the learning curves'),
    curves: z
      .array(
        z.strictObject({
          number: trialNumber,
          value: z.number().describe('metric of the objective'),
          steps: z.array(z.int()),
          values: z.array(z.number().nullable()).describe('null if not finite'),
        }),
      )
      .describe('learning curves of the best trials, best first'),
    band: z.strictObject({
      trialsUsed: count,
      points: z
        .array(z.strictObject({ step: z.int(), trials: count, ...Spread.shape }))
        .describe('quantiles, by step, of the reports of trials spaced evenly over the search'),
    }),
  })
  .meta({ id: 'Curves' })
type CurvesAnswer = z.infer<typeof CurvesAnswer>

const bestPoints = 500
const windowCount = 100
const curvePoints = 4_000 // for all curves together
const readFactor = 10 // points read per point shown
const bandTrials = 200
const bandPoints = 100

export const curves = defineAnalysis({
  summary: 'Get the best value over time and the learning curves of the best trials',
  description:
    'The trials that improved on all before; quantiles of the values over the search; learning curves of the `top` trials, and quantiles of all reports by step. `metric=train.loss` selects another metric.',
  query: z.strictObject({
    objective,
    top: queryNumber(whole.min(1).max(50).default(10)).describe(
      'number of best trials whose learning curves are returned',
    ),
    points: queryNumber(whole.min(2).max(1_000).default(200)).describe(
      'maximum number of points of each learning curve',
    ),
    metric: name.optional().describe('metric of the learning curves; default: the objective'),
  }),
  example: () => ({ top: '2', points: '2' }),
  answer: CurvesAnswer,
  read: (sql, study, { metric = null, ...query }) =>
    readStudyCurves(sql, study, { ...query, metric }),
})

async function readStudyCurves(
  sql: Sql,
  study: AnalysedStudy,
  query: { objective: number; top: number; points: number; metric: string | null },
): Promise<CurvesAnswer> {
  const objective = objectiveAt(study, query.objective)
  const metric = query.metric ?? objective.metric
  const reported = reportedAs(study, metric)
  const all = await readTable(sql, study, { parameters: [], objective, choice: { kind: 'all' } })
  const at = (i: number) => ({
    number: all.numbers[i] as number,
    value: all.values[i] as number,
  })
  const spreads = await inSlices(windows(all.values, windowCount))
  return {
    version: study.version,
    objective,
    trials: all.numbers.length,
    best: await withSeconds(sql, study.id, thinned(improvements(all.losses).map(at))),
    windows: spreads.map(({ from, to, spread }) => ({
      from: all.numbers[from] as number,
      to: all.numbers[to] as number,
      ...spread,
    })),
    metric,
    curves: await readTop(sql, study, { ...query, objective, reported }),
    band: await readSpread(sql, study, { objective, reported }),
  }
}

/** How a metric is stored. @throws Problem invalid-query */
function reportedAs({ data, objectives }: AnalysedStudy, metric: string): Reported {
  const objective = objectives.findIndex((known) => known.metric === metric)
  if (objective === 0) return { objective }
  if (data === null) {
    if (objective > 0) return { objective }
    const known = objectives.map((one) => one.metric).join(', ')
    throw invalidQuery(
      'metric',
      `${JSON.stringify(metric)} is not reported; the reported metrics are ${known}`,
    )
  }
  const fault = metricFault(metric, data.task, null)
  if (fault !== null) throw invalidQuery('metric', fault)
  const [part, name = ''] = metric.split('.')
  return { part: part === 'train' ? 'train' : 'validation', name }
}

type Improvement = Omit<CurvesAnswer['best'][number], 'seconds'>

async function withSeconds(
  sql: Sql,
  studyId: string,
  points: Improvement[],
): Promise<CurvesAnswer['best']> {
  const seconds = await readEndSeconds(
    sql,
    studyId,
    points.map(({ number }) => number),
  )
  return points.map((point) => ({ ...point, seconds: seconds.get(point.number) ?? null }))
}

function thinned(points: Improvement[]): Improvement[] {
  const curve = { points, x: (p: Improvement) => p.number, series: (p: Improvement) => [p.value] }
  return downSample(curve, bestPoints)
}

async function readTop(
  sql: Sql,
  study: AnalysedStudy,
  query: { objective: JudgedBy; top: number; points: number; reported: Reported },
): Promise<CurvesAnswer['curves']> {
  const { objective, top, reported } = query
  const choice = { kind: 'best' as const, limit: top, ...toLoss(objective) }
  const { numbers, losses, values } = await readTable(sql, study, {
    parameters: [],
    objective,
    choice,
  })
  const points = Math.max(2, Math.min(query.points, Math.floor(curvePoints / top)))
  const found = await readCurves(sql, study.id, {
    numbers: [...numbers],
    reported,
    pointsEach: points * readFactor,
  })
  const byNumber = new Map(found.map((curve) => [curve.number, curve]))
  const ranked = [...numbers.keys()].sort(
    (a, b) => (losses[a] as number) - (losses[b] as number) || a - b,
  )
  return inSlices(shownCurves())

  function* shownCurves(): Generator<void, CurvesAnswer['curves']> {
    const curves: CurvesAnswer['curves'] = []
    for (const i of ranked) {
      const number = numbers[i] as number
      const curve = byNumber.get(number)
      const shown = curve ? shape(curve, points) : { steps: [], values: [] }
      curves.push({ number, value: values[i] as number, ...shown })
      yield
    }
    return curves
  }
}

function shape({ steps, values }: LearningCurve, points: number) {
  const kept = downSample(
    {
      points: [...steps.keys()],
      x: (i) => steps[i] as number,
      series: (i) => [values[i] as number],
    },
    points,
  )
  return {
    steps: kept.map((i) => steps[i] as number),
    values: kept.map((i) => (Number.isNaN(values[i]) ? null : (values[i] as number))),
  }
}

async function readSpread(
  sql: Sql,
  study: AnalysedStudy,
  { objective, reported }: { objective: JudgedBy; reported: Reported },
): Promise<CurvesAnswer['band']> {
  const choice = evenly(study, bandTrials)
  const { numbers } = await readTable(sql, study, { parameters: [], objective, choice })
  const points = await readBand(sql, study.id, {
    numbers: [...numbers],
    reported,
    points: bandPoints,
  })
  return { trialsUsed: numbers.length, points }
}
