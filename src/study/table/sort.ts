/** The order of a trial table, as text in a query: `rank`, `durationMs`, `-values[1]`, `params.learningRate`. */
import type { NumberColumn, TrialOrder } from '../../db/tables/trial-table.ts'
import { withHint } from '../../nearby.ts'
import { type AnalysedStudy, invalidQuery } from '../analysis/analysed-study.ts'
import { findParameter, unknownParameter } from './names.ts'

const columns: readonly NumberColumn[] = [
  'value',
  'step',
  'lastStep',
  'durationMs',
  'startedAt',
  'endedAt',
]
const known = ['rank', 'number', ...columns]

/**
 * @param sort  `-` in front: largest first
 * @throws Problem invalid-query
 */
export function orderOf(study: AnalysedStudy, sort: string): TrialOrder {
  const isDescending = sort.startsWith('-')
  const by = isDescending ? sort.slice(1) : sort
  if (by === 'rank') {
    if (isDescending) throw invalidQuery('sort', '"rank" has one direction: best first')
    return { by }
  }
  if (by === 'number') return { by, isDescending }
  const column = columns.find((one) => one === by)
  if (column !== undefined) return { by: { kind: 'column', column }, isDescending }
  const [, index] = /^values\[(\d)\]$/.exec(by) ?? []
  if (index !== undefined) {
    if (Number(index) < study.objectives.length)
      return { by: { kind: 'objective', index: Number(index) }, isDescending }
    throw invalidQuery('sort', `the study has ${study.objectives.length} objectives, from 0`)
  }
  if (!by.startsWith('params.')) {
    const detail = `${JSON.stringify(by)} is no column: use ${known.join(', ')}, values[INDEX] or params.NAME`
    throw invalidQuery('sort', withHint(detail, by, known))
  }
  const name = by.slice('params.'.length)
  const parameter = findParameter(study.space, name)
  if (parameter === null) throw invalidQuery('sort', unknownParameter(study.space, name))
  const { domain } = parameter
  const options = domain.type === 'choice' ? domain.options : null
  return { by: { kind: 'parameter', name: parameter.name, options }, isDescending }
}
