/** Change log: triggers write one event per trial that is created or changes its state. */
import type { Db, Sql } from '../client.ts'
import type { EventFields } from '../rows.ts'

/** An event and the transaction that wrote it, because event numbers of rolled-back transactions are reused. */
export interface EventMark {
  seq: number
  transaction: string
}

export interface TrialChanges {
  at: EventMark | null // newest event, or null
  /** False: the given event does not exist, so earlier changes are unknown. */
  isContinued: boolean
  numbers: number[] // trials that changed, without duplicates
}

/** Trials that changed since an event; without an event, only the current position. */
export async function readChangesSince(
  sql: Sql,
  studyId: string,
  since: EventMark | null,
): Promise<TrialChanges> {
  // SQL: a hot read, which needs `xmin` to notice events that were rolled back
  const { rows } = await sql.query<EventMark & { number: number | null }>({
    name: 'changes since',
    text: `SELECT seq::float8 AS seq, xmin::text AS transaction, (data->>'number')::int AS number
     FROM event WHERE study_id = $1
       AND seq >= coalesce($2::bigint, (SELECT max(seq) FROM event WHERE study_id = $1)) ORDER BY seq`,
    values: [studyId, since?.seq ?? null],
  })
  const [first, last] = [rows[0], rows.at(-1)]
  const at = last ? { seq: last.seq, transaction: last.transaction } : null
  const isContinued =
    since !== null && first?.seq === since.seq && first.transaction === since.transaction
  if (since !== null && !isContinued) return readChangesSince(sql, studyId, null)
  const numbers = rows.slice(1).flatMap(({ number }) => number ?? [])
  return { at, isContinued, numbers: [...new Set(numbers)] }
}

/** Events of a study after the event `after`, in commit order. */
export async function listEvents(
  { prisma }: Pick<Db, 'prisma'>,
  studyId: string,
  { after, limit }: { after: number; limit: number },
): Promise<Pick<EventFields, 'seq' | 'type' | 'data' | 'at'>[]> {
  const rows = await prisma.event.findMany({
    where: { studyId, seq: { gt: after } },
    select: { seq: true, type: true, data: true, at: true },
    orderBy: { seq: 'asc' },
    take: limit,
  })
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }) as EventFields)
}

/** Number of the study's newest event; null if the study does not exist. */
export async function findNewestEvent(
  { prisma }: Pick<Db, 'prisma'>,
  studyId: string,
): Promise<number | null> {
  const select = { lastEvent: true }
  const study = await prisma.study.findUnique({ where: { id: studyId }, select })
  return study === null ? null : Number(study.lastEvent)
}
