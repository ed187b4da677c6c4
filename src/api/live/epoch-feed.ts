/**
 * Epochs of running trials for event streams. All streams of a study in this process share one read, at most every
 * `lookEveryMs`, and only while somebody follows: writing epochs costs workers nothing more.
 */
import type { Sql } from '../../db/client.ts'
import { readRunningEpochs } from '../../db/tables/metrics/running-epochs.ts'
import {
  addEpochs,
  curvePoints,
  knownEpochs,
  presentCurves,
  type RunningCurve,
} from '../../study/answers/running-curves.ts'

export interface EpochFeed {
  /** The caller closes the watch. */
  watch(studyId: string): EpochWatch
}

export interface EpochWatch {
  /** JSON of what is new since the last call; of all running trials at the first. Null: nothing. */
  next(): Promise<string | null>
  /** Does any trial run, as far as is known? */
  isRunning(): boolean
  close(): void
}

interface Followed {
  watches: number
  curves: Map<number, RunningCurve>
  revision: number // rises with new epochs
  newest: string // JSON of what the newest revision brought
  lookedAt: number // performance.now()
  looking: Promise<void> | null
}

export const lookEveryMs = 400

export function createEpochFeed(sql: Sql): EpochFeed {
  const followed = new Map<string, Followed>()

  const look = async (studyId: string, study: Followed) => {
    if (study.looking) return study.looking
    if (performance.now() - study.lookedAt < lookEveryMs) return
    study.lookedAt = performance.now()
    study.looking = read(studyId, study).finally(() => {
      study.looking = null
    })
    return study.looking
  }
  const read = async (studyId: string, study: Followed) => {
    const known = knownEpochs(study.curves)
    const rows = await readRunningEpochs(sql, studyId, { known, pointsEach: curvePoints })
    const fresh = addEpochs(study.curves, rows)
    if (fresh.length === 0) return
    study.revision++
    study.newest = JSON.stringify(presentCurves(fresh))
  }

  return {
    watch(studyId) {
      const study = followed.get(studyId) ?? {
        watches: 0,
        curves: new Map(),
        revision: 0,
        newest: '',
        lookedAt: Number.NEGATIVE_INFINITY,
        looking: null,
      }
      followed.set(studyId, study)
      study.watches++
      let seen: number | null = null
      return {
        async next() {
          await look(studyId, study)
          const [before, now] = [seen, study.revision]
          seen = now
          if (before === now) return null
          if (before === now - 1) return study.newest
          const all = presentCurves([...study.curves.values()])
          return all.trials.length > 0 ? JSON.stringify(all) : null
        },
        isRunning: () => study.curves.size > 0,
        close() {
          study.watches--
          if (study.watches === 0) followed.delete(studyId)
        },
      }
    },
  }
}
