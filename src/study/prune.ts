/** Asks the study's pruner. */
import type { Sql } from '../db/client.ts'
import type { Pruner, StopReason } from '../search/pruner.ts'
import { pruners } from '../search/pruners/index.ts'
import { readTrials } from './read-trials.ts'
import { chosen, firstObjective, type StudySpec } from './study-spec.ts'

/** Can the study's pruner end a trial at all? */
export function prunes({ pruner }: Pick<StudySpec, 'pruner'>): boolean {
  return pruners[pruner.type].stops
}

/**
 * Is the trial, which has just reported `step`, to be ended early?
 *
 * @param report.lastStep  after which the trial ends by itself; null: unknown
 * @returns                against what it lost, or false
 */
export async function shouldPrune(
  sql: Sql,
  studyId: string,
  spec: StudySpec,
  { number, step, lastStep }: { number: number; step: number; lastStep: number | null },
): Promise<StopReason | false> {
  if (!prunes(spec)) return false
  const { definition, options } = chosen<Pruner>(pruners, spec.pruner)
  const trials = await readTrials(sql, studyId)
  const trial = trials.find((one) => one.number === number)
  if (!trial) return false
  const peers = trials.filter((one) => one.number !== number)
  const { direction } = firstObjective(spec)
  return definition.shouldPrune({ trial, step, lastStep, peers, direction }, options)
}
