/** Ranks the finalists of a round from what their copies came to. */
import { countFolds, validationFraction } from '../../data/split/validation.ts'
import type { Copy } from '../../db/tables/trials/copies.ts'
import { costSign, type Direction } from '../../search/compare/direction.ts'
import { type Ranked, type Repeated, rankFinalists } from '../../search/compare/rank-finalists.ts'
import type { StudySpec } from '../study-spec.ts'
import type { FinalRound, Selection } from './finalists-spec.ts'

/** A trial of the search with its copies, in the order of the seeds. */
export interface Finalist extends Repeated {
  trial: number
  value: number // in the search
  copies: Copy[]
}

/** The finalists in the order of the search, with the values of the copies that are complete. */
export function finalistsOf(round: FinalRound, copies: readonly Copy[]): Finalist[] {
  return round.chosen.map(({ trial, value }) => {
    const own = copies.filter(({ source, copyOf }) => source === 'finalist' && copyOf === trial)
    return {
      trial,
      value,
      copies: own,
      values: own.map((copy) => (copy.state === 'complete' ? copy.value : null)),
      isUnsound: own.some(({ state }) => state === 'failed'),
    }
  })
}

export function rankRound(
  round: FinalRound,
  copies: readonly Copy[],
  { spec, direction }: { spec: Pick<StudySpec, 'validation'>; direction: Direction },
): Ranked<Finalist>[] {
  const { validation } = spec
  const others = { share: validationFraction(validation), folds: countFolds(validation) }
  const resampling = round.splits === 'other' ? others : null
  return rankFinalists(finalistsOf(round, copies), { direction, resampling })
}

/** How optimistic the search's best value was; null if none of its copies is complete. */
export function selectionOf(
  round: FinalRound,
  ranked: readonly Ranked<Finalist>[],
  direction: Direction,
): Selection | null {
  const [best] = round.chosen
  const found = ranked.find(({ one }) => one.trial === best?.trial)
  if (!found) return null
  const { one, mean, interval } = found
  return {
    number: one.trial,
    among: round.among,
    value: one.value,
    mean,
    interval,
    optimism: costSign(direction) * (mean - one.value),
  }
}
