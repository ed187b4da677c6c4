/** `sweepd show <study> [trial]`: details of a study or of one of its trials. */
import type { Study, Trial } from '../answers.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { bestTrial, findStudy } from '../find-study.ts'
import { formatDuration, formatNumber, showWarnings } from '../show/format.ts'
import { formatStatus } from '../show/progress.ts'

export async function show(
  { client, terminal }: Context,
  idOrName: string,
  wanted: number | 'best' | undefined,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const study = await findStudy(client, idOrName)
  if (wanted === undefined) {
    terminal.write(`${json ? JSON.stringify(study) : showStudy(study)}\n`)
    return exitCodes.ok
  }
  const number = wanted === 'best' ? bestTrial(study) : wanted
  const trial = await client.trial(study.id, number)
  terminal.write(`${json ? JSON.stringify(trial) : showTrial(trial)}\n`)
  return exitCodes.ok
}

function showStudy(study: Study): string {
  const { id, name, state, stopReason, objective, createdAt, spec } = study
  return [
    `${name}: ${state}${stopReason === null ? '' : ` (${stopReason})`}`,
    `id         ${id}`,
    `created    ${createdAt}`,
    `objective  ${objective.direction} ${objective.metric}`,
    `trials     ${formatStatus(study)}`,
    ...showWarnings(study),
    'specification (with defaults):',
    indented(spec),
  ].join('\n')
}

function showTrial({ number, state, value, step, reason, durationMs, spec }: Trial): string {
  return [
    `trial ${number}: ${state}${reason === null ? '' : ` (${reason})`}`,
    ...(value === null
      ? []
      : [`value  ${formatNumber(value)}${step === null ? '' : ` at epoch ${step}`}`]),
    ...(durationMs === null ? [] : [`time   ${formatDuration(durationMs)}`]),
    'specification:',
    indented(spec),
  ].join('\n')
}

function indented(json: unknown): string {
  return JSON.stringify(json, null, 2).replace(/^/gm, '  ')
}
