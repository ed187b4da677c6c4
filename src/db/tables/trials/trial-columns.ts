/**
 * Complete trials as numeric columns, by number, for analyses. They are transferred as bytes, some thousand trials per
 * row, so that 100,000 values take milliseconds and do not block the event loop.
 */
import type { ParamValue } from '../../../search/space/params.ts'
import type { Sql } from '../../client.ts'
import { type Bind, numberParam, optionPlace } from '../param-sql.ts'

/** Number to read from each trial. */
export type Source =
  | { kind: 'loss'; objective: number; isMaximized: boolean } // objective from 0; lower is better
  | { kind: 'number'; parameter: string } // NaN: the trial does not have the parameter
  | { kind: 'option'; parameter: string; options: readonly ParamValue[] } // index of the option; NaN: the trial does not have the parameter

/**
 * Which complete trials to read: a sample in the order of their numbers times the golden ratio modulo 1, which is
 * spread evenly over the search and stays stable while it grows (Knuth 1998, TAOCP vol. 3, §6.4); or the best.
 */
export type Choice =
  | { kind: 'all' }
  | { kind: 'even'; limit: number; seed: number }
  | { kind: 'best'; limit: number; objective: number; isMaximized: boolean }

export interface TrialColumns {
  numbers: Int32Array // ascending
  columns: Float64Array[] // one per source
}

const trialsARow = 4_096
const bytesAQuery = 2 ** 20 // parsed in one turn of the event loop
const goldenRatio = 2_654_435_769 // of 2^32

/** Copies are excluded, and trials that violate a constraint, whose rank value is infinite. */
const complete = `t.study_id = $1 AND t.state = 'complete' AND t.copy_of IS NULL AND t.rank_value < 'Infinity'`

export async function readColumns(
  sql: Sql,
  studyId: string,
  { sources, choice }: { sources: readonly Source[]; choice: Choice },
): Promise<TrialColumns> {
  const stride = 4 + 8 * sources.length
  const limit = Math.ceil(bytesAQuery / stride)
  const chunks: Buffer[] = []
  let after = -1
  for (;;) {
    const found = await readChunks(sql, studyId, { sources, choice, after, limit })
    chunks.push(...found)
    const last = found.at(-1)
    const count = found.reduce((sum, bytes) => sum + bytes.length / stride, 0)
    if (last === undefined || count < limit) return decode(chunks, sources.length)
    after = last.readInt32BE(last.length - stride)
  }
}

/** Next chunk of some thousand trials, by number. */
async function readChunks(
  sql: Sql,
  studyId: string,
  {
    sources,
    choice,
    after,
    limit,
  }: {
    sources: readonly Source[]
    choice: Choice
    after: number
    limit: number
  },
): Promise<Buffer[]> {
  const given: unknown[] = [studyId]
  const bind = (value: unknown) => `$${given.push(value)}`
  const parts = sources.map((source) => `float8send(${valueExpression(source, bind)})`)
  const row = ['int4send(t.number)', ...parts].join(' || ')
  // SQL: numbers come as bytes, thousands a row
  const { rows } = await sql.query<{ bytes: Buffer }>(
    `SELECT string_agg(row, ''::bytea ORDER BY number) AS bytes FROM (
       SELECT t.number, ${row} AS row FROM trial t WHERE ${chosenBy(choice, bind)} AND t.number > ${bind(after)}
       ORDER BY t.number LIMIT ${bind(limit)}) AS chosen
     GROUP BY number / ${trialsARow} ORDER BY number / ${trialsARow}`,
    given,
  )
  return rows.map(({ bytes }) => bytes)
}

function valueExpression(source: Source, bind: Bind): string {
  if (source.kind === 'loss') return lossExpression(source)
  const number =
    source.kind === 'option'
      ? `${optionPlace(source.parameter, source.options, bind)}::float8`
      : numberParam(source.parameter, bind)
  return `coalesce(${number}, 'NaN')`
}

/** The first objective is stored in the index. */
function lossExpression({
  objective,
  isMaximized,
}: {
  objective: number
  isMaximized: boolean
}): string {
  if (objective === 0) return 't.rank_value'
  return `${isMaximized ? '-' : ''}t.values[${objective + 1}]`
}

function chosenBy(choice: Choice, bind: (value: unknown) => string): string {
  if (choice.kind === 'all') return complete
  const order =
    choice.kind === 'best'
      ? lossExpression(choice)
      : `(t.number::bigint + ${choice.seed % 1_000_000}) * ${goldenRatio} % 4294967296`
  return `t.study_id = $1 AND t.number IN (
    SELECT t.number FROM trial t WHERE ${complete} ORDER BY ${order}, t.number LIMIT ${bind(choice.limit)})`
}

function decode(chunks: readonly Buffer[], count: number): TrialColumns {
  const stride = 4 + 8 * count
  const total = chunks.reduce((sum, bytes) => sum + bytes.length / stride, 0)
  const numbers = new Int32Array(total)
  const columns = Array.from({ length: count }, () => new Float64Array(total))
  let first = 0
  for (const bytes of chunks) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const rows = bytes.length / stride
    for (let row = 0; row < rows; row++) numbers[first + row] = view.getInt32(row * stride)
    for (const [i, column] of columns.entries()) {
      const offset = 4 + 8 * i
      for (let row = 0; row < rows; row++) {
        column[first + row] = view.getFloat64(row * stride + offset)
      }
    }
    first += rows
  }
  return { numbers, columns }
}

/** Losses of all complete trials, ascending. */
export async function readSortedLosses(
  sql: Sql,
  studyId: string,
  objective: { objective: number; isMaximized: boolean },
): Promise<Float64Array> {
  const source: Source = { kind: 'loss', ...objective }
  // SQL: sorted by the database, and sent as bytes
  const { rows } = await sql.query<{ bytes: Buffer }>(
    `SELECT string_agg(int4send(0) || float8send(loss), ''::bytea ORDER BY place) AS bytes FROM (
       SELECT ${lossExpression(source)} AS loss, row_number() OVER (ORDER BY ${lossExpression(source)}) AS place
       FROM trial t WHERE ${complete}) AS losses
     GROUP BY place / ${trialsARow} ORDER BY place / ${trialsARow}`,
    [studyId],
  )
  const chunks = rows.map(({ bytes }) => bytes)
  return decode(chunks, 1).columns[0] as Float64Array
}

/** Params of the given trials, for plots. */
export async function readParams(
  sql: Sql,
  studyId: string,
  numbers: readonly number[],
): Promise<Map<number, Record<string, unknown>>> {
  // SQL: a hot read like readHistory
  const { rows } = await sql.query<{ number: number; params: Record<string, unknown> }>(
    'SELECT number, params FROM trial WHERE study_id = $1 AND number = ANY($2)',
    [studyId, numbers],
  )
  return new Map(rows.map(({ number, params }) => [number, params]))
}
