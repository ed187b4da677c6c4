/**
 * Asks the sampler and inserts its suggestions. Slow suggestions are prepared without the study's lock, and inserted
 * only if no trial was added meanwhile.
 */
import type { Sql } from '../../db/client.ts'
import { markExhausted, takeNumbers } from '../../db/tables/studies/change-study.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { insertTrials, type NewTrial } from '../../db/tables/trials/insert-trials.ts'
import { type PreparedSuggestions, prepareSuggestions } from './prepare-suggestions.ts'
import type { Suggester } from './suggester.ts'

type Claim = NonNullable<NewTrial['claim']>

export interface Suggested {
  trials: readonly NewTrial[] // as inserted
  waiting: number // number of inserted trials that can be trained
  isFull: boolean // as many as requested: there may be more
  isCut: boolean
  isOutOfTime: boolean
}

/** True if no trial was added since. Newer results are left to later suggestions. */
function isCurrent(
  { firstNumber, suggestionCount }: PreparedSuggestions,
  study: Pick<StudyRow, 'nextNumber' | 'suggestionCount'>,
): boolean {
  return firstNumber === study.nextNumber && suggestionCount === study.suggestionCount
}

/**
 * Suggests up to `count` trials and inserts them; the caller holds the study's lock.
 *
 * @param prepared  prepared without the lock, used if still current
 * @param claims    owners of the first, second, … trial, which start as running; other trials wait
 * @returns         null: nothing was inserted, because it is too slow under the lock
 */
export async function suggestTrials(
  sql: Sql,
  suggester: Suggester,
  study: StudyRow,
  {
    count,
    prepared,
    claims = [],
  }: { count: number; prepared: PreparedSuggestions | null; claims?: readonly Claim[] },
): Promise<Suggested | null> {
  const fitting =
    prepared !== null && isCurrent(prepared, study)
      ? prepared
      : await prepareSuggestions(sql, suggester, study, {
          count,
          waits: prepared === null ? 'all' : 'overtaken',
        })
  return fitting && insertPrepared(sql, study, fitting, { count, claims })
}

/** Inserts prepared suggestions, up to `count` feasible trials. */
async function insertPrepared(
  sql: Sql,
  study: StudyRow,
  prepared: PreparedSuggestions,
  { count, claims }: { count: number; claims: readonly Claim[] },
): Promise<Suggested> {
  const trials: NewTrial[] = []
  let waiting = 0
  for (const trial of prepared.trials) {
    if (waiting === count) break
    const claim = trial.state === 'failed' ? undefined : claims[waiting]
    trials.push(claim ? running(trial, claim) : trial)
    if (trial.state !== 'failed') waiting += 1
  }
  const taken = trials.length
  await Promise.all([
    taken > 0 && takeNumbers(sql, { studyId: study.id, count: taken, suggested: taken }),
    insertTrials(sql, study.id, trials),
  ])
  const isWhole = taken === prepared.trials.length
  if (isWhole && prepared.isExhausted) await markExhausted(sql, study.id)
  const isFull = waiting === Math.min(count, prepared.count)
  const { isOutOfTime } = prepared
  return { trials, waiting, isFull, isCut: isWhole && prepared.isCut, isOutOfTime }
}

function running({ shape: _, ...trial }: NewTrial, claim: Claim): NewTrial {
  return { ...trial, state: 'running', claim }
}
