/** `sweepd doctor`: checks that the stored data is consistent. */
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { findStudy } from '../find-study.ts'

/** Checks one study, or all of them. Exit code 1 if an invariant is broken. */
export async function doctor(
  { client, terminal }: Context,
  { study, json }: { study?: string; json?: boolean },
): Promise<ExitCode> {
  const studies =
    study === undefined ? await client.studiesMatching('') : [await findStudy(client, study)]
  let faults = 0
  for (const { id, name } of studies) {
    const diagnosis = await client.diagnosis(id)
    faults += diagnosis.broken.length
    if (json) terminal.write(`${JSON.stringify({ study: id, ...diagnosis })}\n`)
    else {
      const { checked, broken } = diagnosis
      const verdict = broken.length === 0 ? 'sound' : `${broken.length} faults`
      terminal.write(`${name} (${id}): ${verdict}, ${checked.length} invariants checked\n`)
      for (const { invariant, trial, detail } of broken) {
        const where = trial === null ? 'the study' : `trial ${trial}`
        terminal.write(`  ${invariant}: ${where}: ${detail}\n`)
      }
    }
  }
  return faults === 0 ? exitCodes.ok : exitCodes.unsound
}
