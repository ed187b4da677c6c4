/** Asks the study's pruner. */
import type { Sql } from '../db/client.ts'
import { pruners } from '../search/pruners/index.ts'
import { readTrials } from './read-trials.ts'
import { firstObjective, type StudySpec } from './study-spec.ts'

/** Is the trial, which has just reported `step`, to be ended early? */
export async function shouldPrune(
  sql: Sql,
  studyId: string,
  spec: StudySpec,
  { number, step }: { number: number; step: number },
): Promise<boolean> {
  const pruner = pruners[spec.pruner.type as keyof typeof pruners]
  if (!pruner.usesReports) return false
  const trials = await readTrials(sql, studyId)
  const trial = trials.find((one) => one.number === number)
  if (!trial) return false
  const peers = trials.filter((one) => one.number !== number)
  const { direction } = firstObjective(spec)
  return pruner.shouldPrune({ trial, step, peers, direction }, spec.pruner)
}
