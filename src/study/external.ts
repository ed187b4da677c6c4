/** What the client of an external study says of a trial: a report, its end. */
import { type Db, type Sql, transaction } from '../db/client.ts'
import { writeEpochs, writeProgress } from '../db/metrics.ts'
import { lockStudy, rereadStudy } from '../db/studies.ts'
import { endTrial, renewLeases, type TrialEnd } from '../db/trials.ts'
import { Problem } from '../errors.ts'
import type { Queues } from '../queue.ts'
import { endIfDone } from './end-study.ts'
import { shouldPrune } from './prune.ts'
import { objectivesOf, type StudySpec } from './study-spec.ts'
import { rankValueOf } from './tell.ts'

interface RunningTrial {
  studyId: string
  number: number
  fencing: number
  state: string
  values: number[]
  value: number | null
  step: number | null
  elapsedMs: number // since it was given out
  spec: StudySpec
  direction: 'minimize' | 'maximize'
}

/** Stores an intermediate value, renews the lease, and says whether the trial is worth going on. */
export async function reportTrial(
  db: Db,
  studyId: string,
  number: number,
  report: { step: number; value: number | null },
): Promise<{ shouldPrune: boolean }> {
  return transaction(db.pool, async (sql) => {
    const trial = await readRunning(sql, studyId, number)
    const { step, value } = report
    const lease = { studyId, number, fencing: trial.fencing }
    await renewLeases(sql, [lease], trial.spec.leaseSeconds * 1_000)
    await writeEpochs(sql, [{ ...lease, step, value, train: {}, validation: {} }])
    const isBest =
      value !== null &&
      (trial.value === null ||
        rankValueOf(value, trial.direction) < rankValueOf(trial.value, trial.direction))
    const best = isBest ? { value, step } : { value: trial.value, step: trial.step }
    if (best.value !== null && best.step !== null) {
      await writeProgress(sql, [{ ...lease, value: best.value, step: best.step, lastStep: step }])
    }
    const verdict = await shouldPrune(sql, studyId, trial.spec, {
      number,
      steps: [step],
      lastStep: null,
    })
    return { shouldPrune: verdict !== false }
  })
}

export type ExternalEnd =
  | { state: 'complete'; values: number[] }
  | { state: 'failed' | 'pruned' | 'cancelled'; reason: string }

/** Ends a trial; told the same end again, it answers as before. */
export async function completeTrial(
  db: Db,
  queues: Queues,
  studyId: string,
  number: number,
  told: ExternalEnd,
): Promise<void> {
  await transaction(db.pool, async (sql) => {
    await lockStudy(sql, studyId)
    const trial = await readTrial(sql, studyId, number)
    if (isRepeated(trial, told)) return
    assertRunning(trial)
    const objectives = objectivesOf(trial.spec)
    if (told.state === 'complete' && told.values.length !== objectives.length) {
      throw new Problem('invalid-trial', 'One value for each objective.', [
        { pointer: '/values', detail: `the study has ${objectives.length} objectives` },
      ])
    }
    const end: TrialEnd =
      told.state === 'complete'
        ? {
            state: 'complete',
            values: told.values,
            rankValue: rankValueOf(told.values[0] ?? Number.NaN, trial.direction),
            step: null,
          }
        : { ...told, step: null }
    const { fencing } = trial
    await endTrial(sql, { studyId, number, fencing }, end, trial.elapsedMs)
    await endIfDone(sql, await rereadStudy(sql, studyId))
  })
  await queues.addSearch(studyId)
}

function isRepeated(trial: RunningTrial, told: ExternalEnd): boolean {
  if (trial.state !== told.state) return false
  return told.state !== 'complete' || told.values.every((value, i) => value === trial.values[i])
}

async function readRunning(sql: Sql, studyId: string, number: number): Promise<RunningTrial> {
  const trial = await readTrial(sql, studyId, number)
  assertRunning(trial)
  return trial
}

async function readTrial(sql: Sql, studyId: string, number: number): Promise<RunningTrial> {
  const { rows } = await sql.query<RunningTrial & { isExternal: boolean }>(
    `SELECT s.id AS "studyId", t.number, t.fencing::int AS fencing, t.state, t.values, t.value, t.step,
            extract(epoch FROM now() - t.started_at)::float8 * 1000 AS "elapsedMs", s.spec, s.direction, s.dataset_id IS NULL AS "isExternal"
     FROM study s LEFT JOIN trial t ON t.study_id = s.id AND t.number = $2 WHERE s.id = $1`,
    [studyId, number],
  )
  const trial = rows[0]
  if (!trial) throw new Problem('study-not-found', `No study ${studyId}.`)
  if (trial.number === null) {
    throw new Problem('trial-not-found', `Study ${studyId} has no trial ${number}.`)
  }
  if (!trial.isExternal) {
    throw new Problem('wrong-state', 'Workers train this study: only an external study is told.')
  }
  return trial
}

function assertRunning(trial: RunningTrial): void {
  if (trial.state === 'running') return
  throw new Problem('wrong-state', `Trial ${trial.number} is ${trial.state}, not running.`)
}
