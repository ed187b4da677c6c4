/** Commands that change an existing study. */

import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { findStudy } from '../find-study.ts'
import { UsageError } from '../usage-error.ts'

/** `sweepd pause|resume|cancel <study>` */
export async function change(
  { client, terminal }: Context,
  verb: 'pause' | 'resume' | 'cancel',
  idOrName: string,
): Promise<ExitCode> {
  const { id } = await findStudy(client, idOrName)
  const { name, state } = await client.change(id, verb)
  terminal.write(`${name}: ${state}\n`)
  return exitCodes.ok
}

export interface Extension {
  trials?: number
  seconds?: number
  target?: number
}

/** `sweepd extend <study>`: adds to its budget; a study that had used up its budget resumes. */
export async function extend(
  { client, terminal, command }: Context,
  idOrName: string,
  { trials, seconds, target }: Extension,
): Promise<ExitCode> {
  const { id, name, budget } = await findStudy(client, idOrName)
  const given = {
    ...(trials === undefined ? {} : { trials: more(budget.trials, trials, '--trials') }),
    ...(seconds === undefined ? {} : { seconds: more(budget.seconds, seconds, '--seconds') }),
    ...(target === undefined ? {} : { target }),
  }
  if (Object.keys(given).length === 0) {
    throw new UsageError('Give --trials, --seconds or --target.')
  }
  const { state } = await client.patch(id, { budget: given })
  const now = Object.entries(given).map(([limit, value]) => `${limit} ${value}`)
  terminal.write(`${name}: ${state}, budget now ${now.join(', ')}\n`)
  terminal.write(`Follow it: ${command} attach ${id}\n`)
  return exitCodes.ok
}

/** `sweepd delete <study>`; a running study only with --force. */
export async function deleteStudy(
  { client, terminal, command }: Context,
  idOrName: string,
  { force }: { force?: boolean },
): Promise<ExitCode> {
  const { id, name, state } = await findStudy(client, idOrName)
  if (!force && (state === 'running' || state === 'paused')) {
    throw new UsageError(
      `${name} is ${state}: end it first with ${command} cancel ${id}, or delete it with --force.`,
    )
  }
  await client.deleteStudy(id)
  terminal.write(`${name}: deleted\n`)
  return exitCodes.ok
}

function more(now: number | null, added: number, option: string): number {
  if (now !== null) return now + added
  throw new UsageError(`The study has no such limit to extend (${option}).`)
}
