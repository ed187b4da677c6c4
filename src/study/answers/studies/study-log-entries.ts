/** Log entries for changes of a study: started, improved, paused, resumed, ended. */
import type { StudyStatus } from '../../../db/tables/studies/read-studies.ts'

export interface StudyLogEntry {
  message: string
  fields: Record<string, unknown>
}

/** @param since  studies created earlier are not logged as started */
export function studyLogEntries(
  before: StudyStatus | undefined,
  now: StudyStatus,
  since: Date,
): StudyLogEntry[] {
  const { id, name, state, stopReason, metric, best, ended } = now
  const study = { study: name, id }
  const news: StudyLogEntry[] = []
  const isNew = before === undefined && now.createdAt >= since
  if (before === undefined && !isNew) return news
  if (isNew) news.push({ message: 'study started', fields: study })
  const isBetter =
    best !== null && (best.number !== before?.best?.number || best.value !== before.best.value)
  if (isBetter) {
    const fields = { ...study, metric, value: best.value, trial: best.number, trials: ended }
    news.push({ message: 'study improved', fields })
  }
  const was = before?.state ?? 'running'
  if (state === was) return news
  if (state === 'paused') news.push({ message: 'study paused', fields: study })
  else if (state === 'running') news.push({ message: 'study resumed', fields: study })
  else {
    const result = best === null ? {} : { metric, value: best.value, trial: best.number }
    const fields = { ...study, state, reason: stopReason, trials: ended, ...result }
    news.push({ message: 'study ended', fields })
  }
  return news
}
