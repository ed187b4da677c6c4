/**
 * Logs when a study starts, improves, pauses, resumes or ends. Every API process logs all studies, so each log is
 * complete even if the process that created the study has stopped.
 */
import type { Db } from '../../db/client.ts'
import { readStudyStatuses, type StudyStatus } from '../../db/tables/studies/read-studies.ts'
import type { Logger } from '../../log.ts'
import { studyLogEntries } from '../../study/answers/studies/study-log-entries.ts'
import type { Notifications } from './notifications.ts'

const everyMs = 1_000
/** Studies that have ended are remembered too, so that late changes are not logged again. */
const maxRemembered = 10_000

/** @param everyMs  interval in which changes are collected */
export function logStudies(
  { db, notifications, log }: { db: Db; notifications: Notifications; log: Logger },
  options: { everyMs?: number } = {},
): { close(): void } {
  const since = new Date()
  const known = new Map<string, StudyStatus>() // in order of their last change
  const changed = new Set<string>()
  let isLooking = false

  const look = async () => {
    if (isLooking || changed.size === 0) return
    isLooking = true
    const ids = [...changed]
    changed.clear()
    try {
      const standings = await readStudyStatuses(db.pool, ids)
      for (const now of standings) tell(now)
      const there = new Set(standings.map(({ id }) => id))
      for (const id of ids) if (!there.has(id)) known.delete(id)
    } catch (error) {
      log.debug({ err: error }, 'study changes not read, will try again')
    }
    isLooking = false
  }
  const tell = (now: StudyStatus) => {
    for (const { message, fields } of studyLogEntries(known.get(now.id), now, since)) {
      log.info(fields, message)
    }
    known.delete(now.id)
    known.set(now.id, now)
    const oldest = known.keys().next().value
    if (known.size > maxRemembered && oldest !== undefined) known.delete(oldest)
  }
  const unheard = notifications.onAny((studyId) => {
    if (studyId !== null) changed.add(studyId)
  })
  const timer = setInterval(() => void look(), options.everyMs ?? everyMs)
  return {
    close() {
      unheard()
      clearInterval(timer)
    },
  }
}
