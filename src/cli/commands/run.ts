/** `sweepd run study.json` creates a study and follows it; `sweepd attach <study>` follows an existing one. */
import crypto from 'node:crypto'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { findStudy } from '../find-study.ts'
import { readJson } from '../read-json.ts'
import { type FollowOptions, follow } from '../show/follow.ts'

export interface RunOptions extends FollowOptions {
  watch: boolean
}

export async function run(
  context: Context,
  file: string,
  { watch, ...options }: RunOptions,
): Promise<ExitCode> {
  const { client, terminal } = context
  const study = await client.createStudy(await readJson(file), crypto.randomUUID())
  if (watch) return follow(context, study, options)
  terminal.write(options.json ? `${JSON.stringify(study)}\n` : `${study.id}\n`)
  return exitCodes.ok
}

export async function attach(
  context: Context,
  idOrName: string,
  options: FollowOptions,
): Promise<ExitCode> {
  return follow(context, await findStudy(context.client, idOrName), options)
}
