/** Commands that list studies and their best trials. */
import type { Study } from '../answers.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { findStudy } from '../find-study.ts'
import { formatNumber } from '../show/format.ts'
import { showLeaderboard } from '../show/leaderboard.ts'
import { formatStatus } from '../show/progress.ts'
import { showTable } from '../show/table.ts'

/** `sweepd leaderboard <study>` */
export async function leaderboard(
  { client, terminal }: Context,
  idOrName: string,
  { limit, json }: { limit: number; json?: boolean },
): Promise<ExitCode> {
  const study = await findStudy(client, idOrName)
  const answer = await client.leaderboard(study.id, { limit })
  if (json) {
    terminal.write(`${JSON.stringify(answer)}\n`)
    return exitCodes.ok
  }
  terminal.write(`${study.name}: ${study.state}, ${formatStatus(study)}\n`)
  if (answer.items.length > 0) {
    const { objective } = study
    terminal.write(`${showLeaderboard(answer.items, { objective, width: terminal.columns() })}\n`)
  }
  return exitCodes.ok
}

/** `sweepd studies`: newest first. */
export async function studies(
  { client, terminal }: Context,
  { limit, json }: { limit: number; json?: boolean },
): Promise<ExitCode> {
  const { items } = await client.studies({ limit })
  terminal.write(json ? `${JSON.stringify(items)}\n` : `${showStudies(items)}\n`)
  return exitCodes.ok
}

function showStudies(items: readonly Study[]): string {
  if (items.length === 0) return 'No studies yet.'
  return showTable(
    ['id', 'name', 'state', 'trials', 'metric', 'best', 'created'],
    items.map(({ id, name, state, trials, budget, objective, best, createdAt }) => [
      id,
      name,
      state,
      `${trials.complete}${budget.trials === null ? '' : `/${budget.trials}`}`,
      objective.metric,
      best === null ? '' : formatNumber(best.value),
      createdAt.slice(0, 16).replace('T', ' '),
    ]),
  )
}
