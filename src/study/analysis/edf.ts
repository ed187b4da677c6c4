/** How many trials reached which value. */
import type { Sql } from '../../db/client.ts'
import { readSortedLosses } from '../../db/tables/trials/trial-columns.ts'
import { type DistributionStep, distributionSteps } from '../../search/analysis/distribution.ts'
import { type AnalysedStudy, type JudgedBy, lossOf, objectiveAt } from './analysed-study.ts'

export interface EdfAnswer {
  version: number
  objective: JudgedBy
  trials: number // complete ones; all are counted
  points: DistributionStep[]
}

export async function readEdf(
  sql: Sql,
  study: AnalysedStudy,
  query: { objective: number; points: number },
): Promise<EdfAnswer> {
  const objective = objectiveAt(study, query.objective)
  const losses = await readSortedLosses(sql, study.id, lossOf(objective))
  const values = objective.direction === 'maximize' ? losses.map((loss) => -loss).reverse() : losses
  return {
    version: study.version,
    objective,
    trials: losses.length,
    points: distributionSteps(values, query.points),
  }
}
