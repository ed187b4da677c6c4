/** Empirical distribution of the objective values. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { readSortedLosses } from '../../db/tables/trials/trial-columns.ts'
import { queryNumber } from '../../query-number.ts'
import { DistributionStep, distributionSteps } from '../../search/analysis/distribution.ts'
import { type AnalysedStudy, objectiveAt, toLoss } from './analysed-study.ts'
import { defineAnalysis } from './analysis.ts'
import { count, JudgedBy, version } from './answer-fields.ts'
import { objective, whole } from './query-fields.ts'

const EdfAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials: count.describe('number of complete trials; all are counted'),
    points: z.array(DistributionStep),
  })
  .meta({ id: 'Edf' })
type EdfAnswer = z.infer<typeof EdfAnswer>

export const edf = defineAnalysis({
  summary: 'Get the share of trials that reached each value',
  description: 'The empirical distribution function of the objective.',
  query: z.strictObject({
    objective,
    points: queryNumber(whole.min(2).max(2_000).default(200)),
  }),
  example: () => ({ points: '2' }),
  answer: EdfAnswer,
  read: readEdf,
})

async function readEdf(
  sql: Sql,
  study: AnalysedStudy,
  query: { objective: number; points: number },
): Promise<EdfAnswer> {
  const objective = objectiveAt(study, query.objective)
  const losses = await readSortedLosses(sql, study.id, toLoss(objective))
  const values = objective.direction === 'maximize' ? losses.map((loss) => -loss).reverse() : losses
  return {
    version: study.version,
    objective,
    trials: losses.length,
    points: distributionSteps(values, query.points),
  }
}
