/**
 * Asks the sampler, and inserts what it suggests. What takes long is prepared without the study’s lock: then it is
 * inserted only if no trial was added meanwhile.
 */
import type { Sql } from '../../db/client.ts'
import { markExhausted, takeNumbers } from '../../db/tables/studies/change-study.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { insertTrials, type NewTrial } from '../../db/tables/trials/insert-trials.ts'
import { type PreparedSuggestions, prepareSuggestions } from './prepare-suggestions.ts'
import type { Suggester } from './suggester.ts'

type Claim = NonNullable<NewTrial['claim']>

export interface Suggested {
  trials: readonly NewTrial[] // as they were inserted
  waiting: number // trials inserted that can be trained
  isFull: boolean // as many as were asked for: there may be more
  isCut: boolean
  isOutOfTime: boolean
}

/** Were no trials added since? Results that came meanwhile are for later suggestions. */
function isCurrent(
  { firstNumber, suggestionCount }: PreparedSuggestions,
  study: Pick<StudyRow, 'nextNumber' | 'suggestionCount'>,
): boolean {
  return firstNumber === study.nextNumber && suggestionCount === study.suggestionCount
}

/**
 * Suggests up to `count` trials and inserts them; the caller holds the study's lock.
 *
 * @param prepared  what was prepared without the lock, if it still fits
 * @param claims   who gets the first, the second, …: those run from the start; the others wait
 * @returns        null: nothing was inserted, since it takes too long under the lock
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

/** Inserts what was prepared, as far as up to `count` trials can be trained. */
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
