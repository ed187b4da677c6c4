/** POST /v1/studies/{id}/trials: a configuration to be tried next, or one whose result is known. */
import { type Db, transaction } from '../db/client.ts'
import { lockStudy, takeNumbers } from '../db/studies.ts'
import { insertTrials } from '../db/trials.ts'
import { Problem } from '../errors.ts'
import type { Queues } from '../queue.ts'
import type { Params } from '../search/params.ts'
import { checkParams } from '../search/space/check-params.ts'
import { fillIn, loadStudy } from './load-study.ts'
import { objectivesOf } from './study-spec.ts'
import { rankValueOf } from './tell.ts'

export interface EnqueuedTrial {
  params: Params
  values?: number[] // of a finished trial, one for each objective
}

/** @returns the new trial's number */
export async function enqueueTrial(
  db: Db,
  queues: Queues,
  studyId: string,
  { params, values }: EnqueuedTrial,
): Promise<number> {
  const number = await transaction(db.pool, async (sql) => {
    const study = await lockStudy(sql, studyId)
    if (!study) throw new Problem('study-not-found', `No study ${studyId}.`)
    if (study.state !== 'running' && study.state !== 'paused') {
      throw new Problem('wrong-state', `The study is ${study.state}: it takes no more trials.`)
    }
    const loaded = await loadStudy(sql, study)
    const faults = checkParams(loaded.space, params).map((fault) => ({
      ...fault,
      pointer: `/params${fault.pointer}`,
    }))
    const objectives = objectivesOf(loaded.spec)
    if (values && values.length !== objectives.length) {
      const detail = `${values.length} values; the study has ${objectives.length} objectives`
      faults.push({ pointer: '/values', detail })
    }
    if (faults.length > 0) throw new Problem('invalid-trial', 'The trial is not valid.', faults)
    const { spec, fault, shape } = fillIn(loaded, params)
    if (fault) {
      throw new Problem('invalid-trial', 'The trial cannot be built.', [
        { pointer: '/params', detail: fault },
      ])
    }
    const first = await takeNumbers(sql, { studyId, count: 1, suggested: 0 })
    const value = values?.[0]
    await insertTrials(sql, studyId, [
      value !== undefined && values
        ? {
            number: first,
            state: 'complete',
            source: 'imported',
            params,
            spec,
            provenance: { phase: 'imported' },
            values,
            rankValue: rankValueOf(value, study.direction),
          }
        : {
            number: first,
            state: 'waiting',
            source: 'enqueued',
            params,
            spec,
            shape,
            provenance: { phase: 'enqueued' },
          },
    ])
    return first
  })
  await queues.addSearch(studyId)
  return number
}
