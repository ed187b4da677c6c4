/** `sweepd run study.json`: posts a study, watches it, shows its leaderboard. */
import crypto from 'node:crypto'
import type { Context } from '../context.ts'
import { liveDisplay, noDisplay, plainDisplay } from '../displays.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { readJson } from '../read-json.ts'
import { formatNumber } from '../show/format.ts'
import { showLeaderboard } from '../show/leaderboard.ts'
import { type Outcome, watchStudy } from '../watch.ts'

export interface RunOptions {
  watch: boolean
  json?: boolean
  limit: number
  pollMs?: number
}

export async function run(
  { client, terminal, onInterrupt }: Context,
  file: string,
  options: RunOptions,
): Promise<ExitCode> {
  const { watch, json, limit } = options
  const body = await readJson(file)
  const study = await client.createStudy(body, crypto.randomUUID())
  if (!watch) {
    terminal.write(json ? `${JSON.stringify(study)}\n` : `${study.id}\n`)
    return exitCodes.ok
  }
  if (!json) terminal.write(`Study ${study.id}: ${study.name}\n`)
  const display = json
    ? noDisplay
    : terminal.isInteractive
      ? liveDisplay(terminal)
      : plainDisplay(terminal)
  const { pollMs = 500 } = options
  const signal = onInterrupt()
  let outcome: Outcome
  try {
    outcome = await watchStudy(client, study.id, { display, limit, signal, pollMs })
  } catch (error) {
    if (!signal.aborted) throw error
    terminal.complain(
      `Stopped watching; the study goes on. To see it: sweepd leaderboard ${study.id}\n` +
        `To end it: sweepd cancel ${study.id}\n`,
    )
    return exitCodes.interrupted
  }
  const text = json ? JSON.stringify(outcome) : showOutcome(outcome, terminal.columns())
  terminal.write(`${text}\n`)
  return outcome.study.trials.complete > 0 ? exitCodes.ok : exitCodes.noTrialCompleted
}

function showOutcome({ study, leaderboard }: Outcome, width: number): string {
  const reason = study.stopReason === null ? '' : ` (${study.stopReason})`
  const { metric } = study.objective
  if (study.best === null) return `Study ${study.state}${reason}: no trial completed.`
  return [
    showLeaderboard(leaderboard.items, { objective: study.objective, width }),
    `Study ${study.state}${reason}: best ${metric} ${formatNumber(study.best.value)}, trial ${study.best.number}.`,
  ].join('\n')
}
