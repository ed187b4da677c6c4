/** What the rules of a planned study look at: the data, and the machine that will train. */
import { inputEstimate } from '../../data/prepare/check-preparation.ts'
import { PreprocessSpec } from '../../data/prepare/preprocess.ts'
import type { ValidationSpec } from '../../data/split/validation.ts'
import type { ColumnSummary, DatasetSummary } from '../../data/summary.ts'
import { isImage } from '../check/default-space.ts'
import type { Machine } from './machine.ts'

export interface Facts {
  data: DatasetSummary
  task: DatasetSummary['task']
  kind: 'table' | 'image' | 'sequence' | 'tensor'
  rows: number // for training and validation
  columns: { numeric: number; categorical: number; dates: number }
  inputs: number // numbers of one encoded row
  mostLevels: number // of a categorical column
  hasMissing: boolean // in numeric columns
  classes: number // 0 for a regression
  smallestClass: number // rows of the smallest class; `rows` for a regression
  target: ColumnSummary | null
  ownValidation: ValidationSpec | null // the dataset's, if its test rows are not random
  budget: { seconds: number } // as posted
  seconds: number // of the budget
  machine: Machine
}

/** Rows from which a data set counts as large: networks are trained longer, fewer of them, and learn more of each number. */
export const manyRows = 10_000
/** Each becomes several inputs. */
export const mostEmbedded = 30

/** Whether networks get a learned vector for the number of each numeric column. */
export function embedsNumbers({ kind, rows, columns: { numeric } }: Facts): boolean {
  return kind === 'table' && rows >= manyRows && numeric > 0 && numeric <= mostEmbedded
}

export function gatherFacts(
  data: DatasetSummary,
  budget: Facts['budget'],
  machine: Machine,
): Facts {
  const { task, columns, classRows, classes, inputShape } = data
  const inputs = columns.filter(({ role }) => role === 'input')
  const count = (wanted: string) => inputs.filter(({ encoding }) => encoding === wanted).length
  const rows = data.rows - data.testRows
  return {
    data,
    task,
    kind: kindOf(inputShape),
    rows,
    columns: {
      numeric: count('numeric'),
      categorical: count('categorical'),
      dates: count('datetime'),
    },
    inputs: inputEstimate(data, PreprocessSpec.parse({})).shape.reduce(
      (all, side) => all * side,
      1,
    ),
    mostLevels: Math.max(
      0,
      ...inputs.map(({ encoding, distinct }) => (encoding === 'categorical' ? distinct : 0)),
    ),
    hasMissing: inputs.some(({ encoding, missing }) => encoding === 'numeric' && missing > 0),
    classes: task === 'classification' ? (classes?.length ?? 0) : 0,
    smallestClass: task === 'classification' && classRows ? Math.min(...classRows) : rows,
    target: columns.find(({ role }) => role === 'target') ?? null,
    ownValidation: data.validation ?? null,
    budget,
    seconds: budget.seconds,
    machine,
  }
}

function kindOf(shape: readonly number[] | null): Facts['kind'] {
  if (shape === null || shape.length === 1) return 'table'
  if (isImage(shape)) return 'image'
  return shape.length === 2 ? 'sequence' : 'tensor'
}
