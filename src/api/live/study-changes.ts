/**
 * Which studies have changed, in order, for those who follow all of them. It is kept in memory, once per process, so a
 * position means nothing to another process: whoever comes with one reads everything anew.
 */
import { randomUUID } from 'node:crypto'
import type { Notifications } from './notifications.ts'

export interface StudyChanges {
  /** Where one who starts now begins. */
  newest(): number
  /** Studies that have changed after a position, the latest change last; null: it is not known any more. */
  after(position: number, limit: number): { id: string; position: number }[] | null
  /** A position for clients. */
  write(position: number): string
  /** Null: not a position of this process. */
  read(text: string): number | null
  close(): void
}

const maxRemembered = 10_000

export function rememberChanges(
  notifications: Pick<Notifications, 'onAny'>,
  { most = maxRemembered } = {},
): StudyChanges {
  const run = randomUUID()
  const changed = new Map<string, number>() // study → position of its last change, in that order
  let newest = 0
  let forgotten = 0 // changes up to here are not known any more

  const close = notifications.onAny((studyId) => {
    newest += 1
    if (studyId === null) {
      changed.clear()
      forgotten = newest
      return
    }
    changed.delete(studyId)
    changed.set(studyId, newest)
    const [oldest] = changed
    if (changed.size <= most || oldest === undefined) return
    changed.delete(oldest[0])
    forgotten = oldest[1]
  })
  return {
    newest: () => newest,
    after(position, limit) {
      if (position < forgotten) return null
      return [...changed]
        .flatMap(([id, at]) => (at > position ? { id, position: at } : []))
        .slice(0, limit)
    },
    write: (position) => `${position}.${run}`,
    read(text) {
      const [position, of] = text.split('.')
      return of === run && /^\d+$/.test(position ?? '') ? Number(position) : null
    },
    close,
  }
}
