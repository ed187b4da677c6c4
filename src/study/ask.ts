/** Ask-and-tell: trials for a client that trains by itself. */
import { type Db, type Sql, transaction } from '../db/client.ts'
import { lockStudy, rereadStudy, type StudyRow } from '../db/studies.ts'
import { claimTrials } from '../db/trials.ts'
import { Problem } from '../errors.ts'
import { withoutLostTrials } from './advance.ts'
import { endIfIdle, endIfStopped } from './end-study.ts'
import type { StudySpec } from './study-spec.ts'
import { suggestTrials } from './suggest.ts'
import type { Suggester } from './suggester.ts'

export interface AskedTrial {
  number: number
  params: Record<string, unknown>
  spec: unknown
}

/**
 * Up to `count` trials for `clientId`: first its own that still run, then those that wait (enqueued, or given back
 * by a lost client), then new ones. None when the study is not running or nothing is left to try.
 */
export async function ask(
  db: Db,
  suggester: Suggester,
  studyId: string,
  { count, clientId }: { count: number; clientId: string },
): Promise<AskedTrial[]> {
  return transaction(db.pool, async (sql) => {
    const found = await lockStudy(sql, studyId)
    if (!found) throw new Problem('study-not-found', `No study ${studyId}.`)
    if (found.datasetId !== null) {
      throw new Problem('wrong-state', 'Workers train this study: only an external study is asked.')
    }
    if (found.state !== 'running') return []
    const study = await withoutLostTrials(sql, found)

    const pending = await pendingOf(sql, studyId, clientId)
    if (pending.length >= count) return pending.slice(0, count)
    if (await endIfStopped(sql, study)) return pending

    const wanted = count - pending.length
    const room = await fill(sql, suggester, study, wanted)
    const claimed = await claimTrials(sql, {
      studyId,
      numbers: null,
      limit: Math.min(wanted, room),
      owner: clientId,
      leaseMs: (study.spec as StudySpec).leaseSeconds * 1_000,
      device: null,
    })
    if (claimed.length === 0) await endIfIdle(sql, await rereadStudy(sql, studyId))
    return [...pending, ...claimed.map(({ number, params, spec }) => ({ number, params, spec }))]
  })
}

/** Makes sure that up to `wanted` trials wait; returns how many may be given out. */
async function fill(
  sql: Sql,
  suggester: Suggester,
  study: StudyRow,
  wanted: number,
): Promise<number> {
  const { waiting, running } = study.counts
  const room = study.parallelism === null ? wanted : Math.max(0, study.parallelism - running)
  const missing = Math.min(wanted, room) - waiting
  if (missing > 0) await suggestTrials(sql, suggester, study, missing)
  return room
}

async function pendingOf(sql: Sql, studyId: string, clientId: string): Promise<AskedTrial[]> {
  const { rows } = await sql.query<AskedTrial>(
    `SELECT number, params, spec FROM trial
     WHERE study_id = $1 AND state = 'running' AND lease_owner = $2 ORDER BY number`,
    [studyId, clientId],
  )
  return rows
}
