/** Events of a study, in commit order. */
import type { Db } from '../../db/client.ts'
import type { EventFields } from '../../db/rows.ts'
import { findNewestEvent, listEvents } from '../../db/tables/events.ts'
import { findStudy } from '../../db/tables/studies/find-studies.ts'
import { requireStudy } from '../require.ts'

export type StudyEvent = Pick<EventFields, 'seq' | 'type' | 'data'> & { at: string }

/** @throws Problem study-not-found */
export async function readEvents(
  db: Pick<Db, 'prisma'>,
  studyId: string,
  page: { after: number; limit: number },
): Promise<StudyEvent[]> {
  const events = await listEvents(db, studyId, page)
  // an existing study has at least the event of its creation, but maybe none after `after`
  if (events.length === 0) requireStudy(await findStudy(db, studyId), studyId)
  return events.map(({ seq, type, data, at }) => ({ seq, type, data, at: at.toISOString() }))
}

/**
 * Number of the newest event.
 *
 * @throws Problem study-not-found
 */
export async function newestEvent(db: Pick<Db, 'prisma'>, studyId: string): Promise<number> {
  return requireStudy(await findNewestEvent(db, studyId), studyId)
}
