/** Trials as lines across one axis per parameter. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { queryNumber } from '../../query-number.ts'
import { rounded } from '../../search/math/rounded.ts'
import { Domain } from '../../search/space/domain.ts'
import { type AnalysedStudy, evenly, objectiveAt, readTable, toLoss } from './analysed-study.ts'
import { defineAnalysis } from './analysis.ts'
import { completeTrials, count, JudgedBy, trialNumber, version } from './answer-fields.ts'
import { chooseParameters } from './choose-parameters.ts'
import { name, objective, several, whole } from './query-fields.ts'

const ParallelAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials: completeTrials,
    parametersLeftOut: count,
    chosen: z
      .strictObject({ best: count, even: count })
      .describe('number of lines of the best trials, and of others spaced evenly over the search'),
    axes: z.array(z.strictObject({ parameter: z.string(), domain: Domain })),
    lines: z.array(
      z.strictObject({
        number: trialNumber,
        value: z.number(),
        isBest: z.boolean(),
        at: z
          .array(z.number().nullable())
          .describe(
            'value on each axis to six digits, or index of the option; null if the trial does not have the parameter',
          ),
      }),
    ),
  })
  .meta({ id: 'Parallel' })
type ParallelAnswer = z.infer<typeof ParallelAnswer>

const parametersShown = 20
const numbersShown = 14_000

export const parallel = defineAnalysis({
  summary: 'Get trials as lines across the parameters',
  description:
    'Half of the lines are the best trials; the others are spaced evenly over the search.',
  query: z.strictObject({
    objective,
    parameter: several(name).describe(
      'name of a parameter, repeatable; default: the 20 most important parameters',
    ),
    lines: queryNumber(whole.min(2).max(1_000).default(300)).describe(
      'maximum number of lines; half of them are the best trials',
    ),
  }),
  example: () => ({ lines: '2' }),
  answer: ParallelAnswer,
  read: (sql, study, { parameter = null, ...query }) =>
    readParallel(sql, study, { ...query, parameters: parameter }),
})

async function readParallel(
  sql: Sql,
  study: AnalysedStudy,
  query: { objective: number; parameters: readonly string[] | null; lines: number },
): Promise<ParallelAnswer> {
  const objective = objectiveAt(study, query.objective)
  const { parameters, leftOut } = await chooseParameters(sql, study, {
    objective,
    names: query.parameters,
    most: parametersShown,
  })
  const count = Math.min(query.lines, Math.floor(numbersShown / (parameters.length + 3)))
  const lines = new Map<number, ParallelAnswer['lines'][number]>()
  const add = async (choice: Parameters<typeof readTable>[2]['choice'], isBest: boolean) => {
    const table = await readTable(sql, study, { parameters, objective, choice })
    for (const [i, number] of table.numbers.entries()) {
      if (lines.has(number)) continue
      const at = table.columns.map(({ values }) => {
        const value = values[i] as number
        return Number.isNaN(value) ? null : rounded(value)
      })
      lines.set(number, { number, value: table.values[i] as number, isBest, at })
    }
    return lines.size
  }
  // if all trials fit, the better half still counts as best
  const half = Math.ceil(Math.min(count, study.trials) / 2)
  const best = await add({ kind: 'best', limit: half, ...toLoss(objective) }, true)
  const all = await add(
    study.trials <= count ? { kind: 'all' } : evenly(study, count - half),
    false,
  )
  return {
    version: study.version,
    objective,
    trials: study.trials,
    parametersLeftOut: leftOut,
    chosen: { best, even: all - best },
    axes: parameters.map(({ name, domain }) => ({ parameter: name, domain })),
    lines: [...lines.values()].sort((a, b) => a.number - b.number),
  }
}
