/** Loads a study for an analysis, and resolves the names in a query. */

import type { DatasetSummary } from '../../data/summary.ts'
import type { Sql } from '../../db/client.ts'
import { readStudy } from '../../db/tables/studies/study-row.ts'
import { type Choice, readColumns, type Source } from '../../db/tables/trials/trial-columns.ts'
import { Problem } from '../../errors.ts'
import type { Column } from '../../search/analysis/column.ts'
import { samplers } from '../../search/samplers/index.ts'
import type { Parameter, SearchSpace } from '../../search/space/space.ts'
import type { TrialState } from '../../search/trial.ts'
import { loadStudy } from '../load-study.ts'
import { listObjectives, type Objective } from '../objectives.ts'
import { requireStudy } from '../require.ts'
import { findParameter, unknownParameter } from '../table/names.ts'
import type { JudgedBy } from './answer-fields.ts'

export interface AnalysedStudy {
  id: string
  version: number
  seed: number
  trials: number // number of complete trials
  space: SearchSpace
  objectives: Objective[]
  data: DatasetSummary | null // null for an external study
  isGrid: boolean // its sampler tries every combination of a finite space once
  pruner: string
  counts: Record<TrialState, number> // of the search's trials
}

/** @throws Problem study-not-found */
export async function loadAnalysed(sql: Sql, id: string): Promise<AnalysedStudy> {
  const study = requireStudy(await readStudy(sql, id), id)
  const { spec, space, data } = await loadStudy(sql, study)
  const { version, seed, counts } = study
  return {
    id,
    version,
    seed,
    trials: counts.complete,
    space,
    objectives: listObjectives(spec),
    data,
    isGrid: samplers[spec.sampler.type].isFinite,
    pruner: spec.pruner.type,
    counts,
  }
}

/** @throws Problem invalid-query */
export function objectiveAt({ objectives }: AnalysedStudy, index: number): JudgedBy {
  const objective = objectives[index]
  if (objective) return { index, metric: objective.metric, direction: objective.direction }
  const known = objectives.map(({ metric }, i) => `${i} (${metric})`).join(', ')
  throw invalidQuery('objective', `the study has no objective ${index}; its objectives: ${known}`)
}

/**
 * Finds parameters by name, in the given order.
 *
 * @param field  of the query, for the message
 * @throws Problem invalid-query
 */
export function parametersNamed(
  { space }: AnalysedStudy,
  names: readonly string[],
  field: string,
): Parameter[] {
  return names.map((name) => {
    const found = findParameter(space, name)
    if (found === null) throw invalidQuery(field, unknownParameter(space, name))
    return found
  })
}

export function invalidQuery(field: string, detail: string): Problem {
  const fault = { pointer: `/query/${field}`, detail }
  return new Problem('invalid-query', 'The query does not fit the study.', [fault])
}

/** Complete trials as columns. */
export interface TrialTable {
  numbers: Int32Array // ascending
  columns: Column[]
  losses: Float64Array // lower is better
  values: Float64Array // objective values, not negated
}

export async function readTable(
  sql: Sql,
  study: AnalysedStudy,
  {
    parameters,
    objective,
    choice,
  }: {
    parameters: readonly Parameter[]
    objective: JudgedBy
    choice: Choice
  },
): Promise<TrialTable> {
  const sources: Source[] = parameters.map(({ name, domain }) =>
    domain.type === 'choice'
      ? { kind: 'option', parameter: name, options: domain.options }
      : { kind: 'number', parameter: name },
  )
  const loss: Source = { kind: 'loss', ...toLoss(objective) }
  const { numbers, columns } = await readColumns(sql, study.id, {
    sources: [...sources, loss],
    choice,
  })
  const losses = columns.pop() as Float64Array
  return {
    numbers,
    columns: parameters.map((parameter, i) => ({ parameter, values: columns[i] as Float64Array })),
    losses,
    values: objective.direction === 'maximize' ? losses.map((loss) => -loss) : losses,
  }
}

export function toLoss({ index, direction }: JudgedBy) {
  return { objective: index, isMaximized: direction === 'maximize' }
}

/** Reads at most `limit` complete trials, spaced evenly over the search. */
export function evenly({ trials, seed }: AnalysedStudy, limit: number): Choice {
  return trials <= limit ? { kind: 'all' } : { kind: 'even', limit, seed }
}
