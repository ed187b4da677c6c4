/** Chooses the parameters of a plot: the requested ones, otherwise the most important ones. */
import type { Sql } from '../../db/client.ts'
import { valueCount } from '../../search/analysis/column.ts'
import { pedAnova } from '../../search/analysis/ped-anova.ts'
import type { Parameter } from '../../search/space/space.ts'
import {
  type AnalysedStudy,
  evenly,
  invalidQuery,
  parametersNamed,
  readTable,
} from './analysed-study.ts'
import type { JudgedBy } from './answer-fields.ts'
import { inSlices } from './in-slices.ts'

const trialsRead = 1_000

/**
 * Without names: parameters with more than one value, the most important by PED-ANOVA if there are more than `most`.
 *
 * @throws Problem invalid-query for an unknown name, or more than `most` names
 */
export async function chooseParameters(
  sql: Sql,
  study: AnalysedStudy,
  {
    objective,
    names,
    most,
  }: {
    objective: JudgedBy
    names: readonly string[] | null
    most: number
  },
): Promise<{ parameters: readonly Parameter[]; leftOut: number }> {
  if (names !== null) {
    const parameters = parametersNamed(study, [...new Set(names)], 'parameter')
    if (parameters.length > most) {
      throw invalidQuery(
        'parameter',
        `${parameters.length} parameters given; at most ${most} are allowed`,
      )
    }
    return { parameters, leftOut: 0 }
  }
  const varied = study.space.parameters.filter((parameter) => valueCount(parameter) > 1)
  if (varied.length <= most) return { parameters: varied, leftOut: 0 }
  const choice = evenly(study, trialsRead)
  const { columns, losses } = await readTable(sql, study, {
    parameters: varied,
    objective,
    choice,
  })
  const scores = await inSlices(pedAnova(columns, losses))
  const foremost = [...varied.keys()]
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    .slice(0, most)
  return {
    parameters: foremost.map((i) => varied[i] as Parameter),
    leftOut: varied.length - most,
  }
}
