/**
 * A line in the log when a study starts, improves or ends, whoever made it do so. Each API process logs every study: a log
 * is whole by itself, and goes on when the process that took the study has stopped.
 */
import type { Db } from '../../db/client.ts'
import { readStudyStatuses, type StudyStatus } from '../../db/tables/studies/read-studies.ts'
import type { Logger } from '../../log.ts'
import { studyLogEntries } from '../../study/answers/study-log-entries.ts'
import type { Notifications } from './notifications.ts'

const everyMs = 1_000
/** Studies that have ended are remembered too: what comes late about them is no news. */
const maxRemembered = 10_000

/** @param everyMs  what happens within such a time is one look */
export function logStudies(
  { db, notifications, log }: { db: Db; notifications: Notifications; log: Logger },
  options: { everyMs?: number } = {},
): { close(): void } {
  const since = new Date()
  const known = new Map<string, StudyStatus>() // the one heard of last is last
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
      log.debug({ err: error }, 'studies not looked at')
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
  const unheard = notifications.onAny((studyId) => changed.add(studyId))
  const timer = setInterval(() => void look(), options.everyMs ?? everyMs)
  return {
    close() {
      unheard()
      clearInterval(timer)
    },
  }
}
