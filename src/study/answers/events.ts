/** What happened in a study, in commit order. */
import type { Sql } from '../../db/client.ts'
import { requireStudy } from '../require.ts'

export interface StudyEvent {
  seq: number
  type: 'study' | 'trial'
  data: Record<string, unknown>
  at: string
}

/** @throws Problem study-not-found */
export async function readEvents(
  sql: Sql,
  studyId: string,
  { after, limit }: { after: number; limit: number },
): Promise<StudyEvent[]> {
  const { rows } = await sql.query<
    { seq: number | null } & Omit<StudyEvent, 'at' | 'seq'> & { at: Date }
  >(
    `SELECT e.seq::float8 AS seq, e.type, e.data, e.at
     FROM study s LEFT JOIN event e ON e.study_id = s.id AND e.seq > $2
     WHERE s.id = $1 ORDER BY e.seq LIMIT $3`,
    [studyId, after, limit],
  )
  requireStudy(rows[0], studyId)
  return rows.flatMap(({ seq, type, data, at }) =>
    seq === null ? [] : [{ seq, type, data, at: at.toISOString() }],
  )
}
