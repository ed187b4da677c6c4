/** Moves a study on after its search: from its finalists to the refit, and to its end. The caller holds its lock. */
import type { Sql } from '../../db/client.ts'
import { setStudyState } from '../../db/tables/studies/change-study.ts'
import {
  type FinalModel,
  readRound,
  setFinalModel,
  setPhase,
  writeRound,
} from '../../db/tables/studies/final-round.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { type Copy, readCandidate, readCopies } from '../../db/tables/trials/copies.ts'
import { countOpen, type OpenTrial, readWaitingTrials } from '../../db/tables/trials/open-trials.ts'
import { workerCapacity } from '../../db/tables/workers.ts'
import { bestFirst, type Direction } from '../../search/compare/direction.ts'
import { groupHeads } from '../lifecycle/group-heads.ts'
import { storedSpec } from '../study-spec.ts'
import type { FinalRound } from './finalists-spec.ts'
import { rankRound, selectionOf } from './rank-round.ts'
import { bestEpochs, insertRefit } from './refit.ts'

/** @returns the first trials of the waiting groups; none once the study has ended */
export async function advanceRound(sql: Sql, study: StudyRow): Promise<OpenTrial[]> {
  if ((await countOpen(sql, study.id)) === 0) {
    const round = (await readRound(sql, study.id)) as FinalRound
    const isRefitting = study.phase === 'finalists' && (await beginRefit(sql, study, round))
    if (!isRefitting) await endRound(sql, study, round)
  }
  const waiting = await readWaitingTrials(sql, study.id)
  const device = await workerCapacity(sql)
  const open = await countOpen(sql, study.id)
  const capacity = Math.max(1, device.trainers)
  return groupHeads(waiting, { open, capacity, device, isAll: true })
}

/** The finalists are trained: notes what they say of the search, and begins the refit of the winner if asked for. */
async function beginRefit(sql: Sql, study: StudyRow, round: FinalRound): Promise<boolean> {
  const { id, direction } = study
  const copies = await readCopies(sql, id, round.from)
  const ranked = rankRound(round, copies, { spec: storedSpec(study), direction })
  const selection = selectionOf(round, ranked, direction)
  const ranking = ranked.map(({ one, mean, interval, isTied }, index) => ({
    ...{ trial: one.trial, rank: index + 1, mean, interval, tied: isTied },
  }))
  const known: FinalRound = { ...round, ranking, ...(selection && { selection }) }
  await writeRound(sql, id, known)
  if (!round.refit) return false
  const winner = ranked[0]?.one
  const of = await readCandidate(sql, id, winner?.trial ?? round.chosen[0]!.trial)
  const steps = winner?.copies.map(({ state, step }) => (state === 'complete' ? step : null))
  const number = await insertRefit(sql, study, {
    of,
    epochs: bestEpochs(steps ?? [of.step], of.spec),
  })
  const phase = { phaseFrom: number, phaseStartSeconds: study.activeSeconds }
  await setPhase(sql, id, { phase: 'refit', round: { ...known, ...phase } })
  return true
}

/** Names the final model, and ends the study as its search had ended. */
async function endRound(sql: Sql, study: StudyRow, round: FinalRound): Promise<void> {
  const { id, direction } = study
  const copies = await readCopies(sql, id, round.from)
  const ranked = rankRound(round, copies, { spec: storedSpec(study), direction })
  const model = finalModel(copies, { winner: ranked[0]?.one.copies ?? [], round, direction })
  await setFinalModel(sql, id, { model, roundFrom: round.from })
  await setStudyState(sql, { studyId: id, from: ['running'], to: 'complete' })
}

/** The refit; without it, the best of the winner's trainings, or the search's best trial if all copies failed. */
function finalModel(
  copies: readonly Copy[],
  {
    winner,
    round,
    direction,
  }: { winner: readonly Copy[]; round: FinalRound; direction: Direction },
): FinalModel {
  const single = (type: 'trial' | 'refit', trial: number): FinalModel => ({
    type,
    members: [{ trial, weight: 1 }],
  })
  const refit = copies.find(({ source, state }) => source === 'refit' && state === 'complete')
  if (refit) return single('refit', refit.number)
  const byValue = bestFirst(direction)
  const [best] = winner
    .filter(({ state }) => state === 'complete')
    .sort((a, b) => byValue(a.value!, b.value!) || a.number - b.number)
  return single('trial', best?.number ?? round.chosen[0]!.trial)
}
