/** Answers of the analyses: data of plots, at most about 200 kB each. */
import { z } from 'zod'
import { Objective } from '../../study/study-spec.ts'

const number = z.int().min(0).describe('of a trial')
const count = z.int().min(0)
const version = z.int().describe('of the study: the same version and query give the same answer')
const trials = count.describe('complete ones')
const ParamValue = z.union([z.number(), z.string(), z.boolean(), z.null()])

const JudgedBy = Objective.extend({
  index: z.int().min(0).describe('among the objectives of the study'),
}).meta({ id: 'JudgedBy' })

const range = { low: z.number(), high: z.number(), log: z.boolean(), points: z.int().nullable() }
const DomainAnswer = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('float'), ...range, step: z.number().nullable() }),
    z.strictObject({ type: z.literal('int'), ...range, step: z.number() }),
    z.strictObject({ type: z.literal('choice'), options: z.array(ParamValue).readonly() }),
  ])
  .meta({ id: 'Domain' })

const spread = {
  low: z.number().describe('10th percentile'),
  lower: z.number().describe('25th percentile'),
  median: z.number(),
  upper: z.number().describe('75th percentile'),
  high: z.number().describe('90th percentile'),
}

export const ImportanceAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials,
    trialsUsed: count.describe('lie evenly over the search'),
    method: z.enum(['pedAnova', 'fanova']),
    items: z
      .array(
        z.strictObject({
          parameter: z.string(),
          importance: z.number().describe('share of the sum; 0 for all when nothing matters'),
          score: z.number().describe('pedAnova: a divergence; fanova: a share of the variance'),
          deviation: z.number().nullable().describe('of the score over the trees of fanova'),
          trials: count.describe('of those used: that have the parameter'),
        }),
      )
      .describe('the most important first'),
    interactions: z
      .array(
        z.strictObject({
          parameters: z.tuple([z.string(), z.string()]),
          share: z.number().describe('of the variance, beyond what each explains alone'),
        }),
      )
      .nullable()
      .describe('fanova only; the strongest first'),
  })
  .meta({ id: 'Importance' })

export const ParetoAnswer = z
  .strictObject({
    version,
    objectives: z.array(Objective),
    trials: trials.describe('complete ones; all are compared'),
    frontSize: count.describe('of equal trials one counts'),
    items: z
      .array(
        z.strictObject({
          number,
          values: z.array(z.number()),
          params: z.record(z.string(), z.unknown()),
        }),
      )
      .describe('the front; where it is larger than the limit, its ends and the least crowded'),
    others: z
      .array(z.strictObject({ number, values: z.array(z.number()) }))
      .describe('trials that lie evenly over the search, of the front or not'),
    hypervolume: z
      .strictObject({
        reference: z.array(z.number()),
        value: z.number(),
        growth: z
          .array(z.strictObject({ number, value: z.number() }))
          .describe('after each trial that was on the front when it came'),
      })
      .nullable()
      .describe(
        'exact; null with more than four objectives, or more than 1,000 trials on the front',
      ),
  })
  .meta({ id: 'Pareto' })

export const CurvesAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials,
    best: z
      .array(z.strictObject({ number, value: z.number() }))
      .describe('each trial that was better than all with lower numbers'),
    windows: z
      .array(z.strictObject({ from: number, to: number, ...spread }))
      .describe('how the values of runs of trials spread, all trials in 100 runs at most'),
    metric: z.string().describe('of the learning curves'),
    curves: z
      .array(
        z.strictObject({
          number,
          value: z.number().describe('of the objective'),
          steps: z.array(z.int()),
          values: z.array(z.number().nullable()).describe('null: not finite'),
        }),
      )
      .describe('of the best trials, the best first'),
    band: z.strictObject({
      trialsUsed: count,
      points: z
        .array(z.strictObject({ step: z.int(), trials: count, ...spread }))
        .describe('how the reports of trials that lie evenly over the search spread'),
    }),
  })
  .meta({ id: 'Curves' })

export const SliceAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials,
    trialsUsed: count.describe('for the bins; lie evenly over the search'),
    parametersLeftOut: count,
    items: z.array(
      z.strictObject({
        parameter: z.string(),
        domain: DomainAnswer,
        points: z
          .strictObject({
            numbers: z.array(number),
            x: z.array(z.number()).describe('value, or index of the option'),
            values: z.array(z.number()).describe('of the objective'),
          })
          .describe('the best trials, and others that lie evenly over the search'),
        bins: z.array(
          z.strictObject({
            label: ParamValue.describe('the value, or the middle of the range'),
            low: z.number().nullable().describe('of the range; null: one value'),
            high: z.number().nullable(),
            count,
            mean: z.number(),
            best: z.number(),
            spread: z.strictObject(spread),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Slice' })

const Side = z
  .strictObject({
    parameter: z.string(),
    domain: DomainAnswer,
    labels: z.array(ParamValue).describe('of the cells: an option, a step, the middle of a range'),
    edges: z.array(z.number()).nullable().describe('of ranges, one more than cells'),
    isOrdered: z.boolean().describe('false: options, none near another'),
  })
  .meta({ id: 'ContourSide' })

const rowsOf = <T extends z.ZodType>(cell: T) => z.array(z.array(cell))

export const ContourAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials,
    trialsUsed: count.describe('have both parameters; lie evenly over the search'),
    x: Side,
    y: Side,
    counts: rowsOf(count).describe('of trials; a row for each cell of y'),
    means: rowsOf(z.number().nullable()).describe('null: no trial'),
    estimates: rowsOf(z.number().nullable()).describe('smoothed; null: too far from every trial'),
  })
  .meta({ id: 'Contour' })

export const ParallelAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials,
    parametersLeftOut: count,
    chosen: z
      .strictObject({ best: count, even: count })
      .describe('how many lines are of the best trials, and of others that lie evenly'),
    axes: z.array(z.strictObject({ parameter: z.string(), domain: DomainAnswer })),
    lines: z.array(
      z.strictObject({
        number,
        value: z.number(),
        isBest: z.boolean(),
        at: z
          .array(z.number().nullable())
          .describe('value on each axis, or index of the option; null: the trial has none'),
      }),
    ),
  })
  .meta({ id: 'Parallel' })

export const EdfAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials: trials.describe('complete ones; all are counted'),
    points: z.array(
      z.strictObject({
        value: z.number(),
        share: z.number().describe('of the trials whose value is at most this large'),
      }),
    ),
  })
  .meta({ id: 'Edf' })
