/** Trials as lines across one axis for each parameter. */
import type { Sql } from '../../db/client.ts'
import type { Domain } from '../../search/space/domain.ts'
import {
  type AnalysedStudy,
  evenly,
  type JudgedBy,
  lossOf,
  objectiveAt,
  readTable,
} from './analysed-study.ts'
import { chooseParameters } from './choose-parameters.ts'

export interface ParallelAnswer {
  version: number
  objective: JudgedBy
  trials: number // complete ones
  parametersLeftOut: number
  /** How the lines were chosen; a trial that is both counts among the best. */
  chosen: { best: number; even: number }
  axes: { parameter: string; domain: Domain }[]
  /** By number; `at` has a number for each axis, the index of an option; null: the trial does not have it. */
  lines: { number: number; value: number; isBest: boolean; at: (number | null)[] }[]
}

const parametersShown = 20
const numbersShown = 6_000

export async function readParallel(
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
        return Number.isNaN(value) ? null : value
      })
      lines.set(number, { number, value: table.values[i] as number, isBest, at })
    }
    return lines.size
  }
  // where all fit, the better half is called best all the same
  const half = Math.ceil(Math.min(count, study.trials) / 2)
  const best = await add({ kind: 'best', limit: half, ...lossOf(objective) }, true)
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
