/** Records intermediate values that clients of an external study report. */
import { z } from 'zod'
import { type Db, transaction } from '../../db/client.ts'
import { readStudy, type StudyRow } from '../../db/tables/studies/study-row.ts'
import {
  type ExternalTrial,
  readExternalTrials,
  writeBest,
  writeReports,
} from '../../db/tables/trials/external-trials.ts'
import { isBetter } from '../../search/compare/direction.ts'
import { firstVerdict, prunes } from '../pruning/ask-pruner.ts'
import { recordVerdicts } from '../pruning/record-verdicts.ts'
import { requireTrial } from '../require.ts'
import { storedSpec } from '../study-spec.ts'
import { readTrials } from '../suggest/read-trials.ts'
import { assertValueCount } from '../value-count.ts'
import { type Outcome, toOutcome } from './batch-per-study.ts'
import { assertRunning, requireExternal } from './require-external.ts'

export interface Report {
  number: number // number of the trial
  clientId?: string | undefined
  step: number
  values: readonly (number | null)[] // one per objective; null if not finite
}

export const Verdict = z.strictObject({ shouldPrune: z.boolean() })
export type Verdict = z.infer<typeof Verdict>

/**
 * Stores reports, renews leases, and returns for each trial whether to prune it. Steps may arrive in any order, be
 * skipped or be repeated; the newest report of a step counts.
 */
export async function report(
  db: Db,
  studyId: string,
  reports: readonly Report[],
): Promise<Outcome<Verdict>[]> {
  return transaction(db.pool, async (sql) => {
    const numbers = [...new Set(reports.map(({ number }) => number))]
    const [found, trials] = await Promise.all([
      readStudy(sql, studyId),
      readExternalTrials(sql, studyId, numbers),
    ])
    const study = requireExternal(found, studyId)
    const spec = storedSpec(study)
    const checked = reports.map((one) => toOutcome(() => check(study, trials, one)))
    const accepted = checked.flatMap((outcome) => ('result' in outcome ? outcome.result : []))
    if (accepted.length === 0) return checked as Outcome<never>[]
    // the later of two reports of one step in this batch counts
    const newest = new Map(accepted.map((one) => [`${one.trial.number} ${one.step}`, one]))
    const written = [...newest.values()].map(({ trial, step, values }) => ({
      number: trial.number,
      fencing: trial.fencing,
      step,
      value: values[0] ?? null,
      values: values.length > 1 && values.every((value) => value !== null) ? values : null,
    }))
    await writeReports(sql, studyId, { reports: written, leaseMs: spec.leaseSeconds * 1_000 })
    const bettered = accepted.filter((one) => changesBest(study, one))
    if (bettered.length > 0) {
      const numbers = [...new Set(bettered.map(({ trial }) => trial.number))]
      await writeBest(sql, studyId, { numbers, direction: study.direction })
    }
    const all = prunes(spec) ? await readTrials(sql, studyId) : []
    const judged = accepted.map(({ trial: { number }, step }) => ({
      number,
      verdict: firstVerdict(all, spec, { number, steps: [step], lastStep: null }),
    }))
    const verdicts = await recordVerdicts(sql, { studyId, spec }, judged)
    let at = 0
    return checked.map((outcome) =>
      'problem' in outcome ? outcome : { result: { shouldPrune: verdicts[at++] !== false } },
    )
  })
}

type Accepted = Pick<Report, 'step' | 'values'> & { trial: ExternalTrial }

function check(
  study: StudyRow,
  trials: ReadonlyMap<number, ExternalTrial>,
  { number, clientId, step, values }: Report,
): Accepted {
  const trial = requireTrial(trials.get(number), study.id, number)
  assertRunning(trial, clientId)
  const spec = storedSpec(study)
  // multi-objective pruners need all values; without a pruner the first one suffices
  if (values.length > 1 || prunes(spec)) assertValueCount(spec, values, '/values')
  return { trial, step, values }
}

/** Is the report better than the best so far, or does it replace the best? */
function changesBest({ direction }: StudyRow, { trial, step, values }: Accepted): boolean {
  if (step === trial.step) return true
  return isBetter(values[0] ?? Number.NaN, trial.value ?? Number.NaN, direction)
}
