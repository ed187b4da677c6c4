/** Follows a study on the terminal until it ends; shared by `run` and `attach`. */
import type { Study } from '../answers.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { liveDisplay, plainDisplay, silentDisplay } from './displays.ts'
import { formatNumber, showWarnings } from './format.ts'
import { showLeaderboard } from './leaderboard.ts'
import { type Outcome, watchStudy } from './watch.ts'

export interface FollowOptions {
  json?: boolean
  limit: number // number of leaderboard rows at the end
  pollMs?: number
}

/** Ctrl-C stops following; the study keeps running. */
export async function follow(
  { client, terminal, command, onInterrupt }: Context,
  study: Study,
  { json, limit, pollMs = 500 }: FollowOptions,
): Promise<ExitCode> {
  if (!json) {
    const lines = [`Study ${study.id}: ${study.name}`, ...showWarnings(study)]
    terminal.write(`${lines.join('\n')}\n`)
  }
  const shown = terminal.isInteractive ? liveDisplay(terminal) : plainDisplay(terminal)
  const display = json ? silentDisplay : shown
  const signal = onInterrupt()
  let outcome: Outcome
  try {
    outcome = await watchStudy(client, study.id, { display, limit, signal, pollMs })
  } catch (error) {
    if (!signal.aborted) throw error
    terminal.writeError(
      'Stopped following; the study keeps running.\n' +
        `Follow it again: ${command} attach ${study.id}\n` +
        `Cancel it:       ${command} cancel ${study.id}\n`,
    )
    return exitCodes.interrupted
  }
  const text = json ? JSON.stringify(outcome) : showOutcome(outcome, terminal.columns())
  terminal.write(`${text}\n`)
  if (outcome.study.trials.complete === 0) return exitCodes.noTrialCompleted
  if (!json) terminal.write(`Best trial: ${command} show ${study.id} best\n`)
  return exitCodes.ok
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
