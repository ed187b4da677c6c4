/** Runs Optuna with its RDBStorage on PostgreSQL: one study, and a process for each client. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { linesOf } from '../lines.ts'
import type { Load, Measured } from './ours.ts'

const script = path.resolve('bench', 'ask', 'peer.py')

/** Measures from the first ask to the last tell, without the start of Python and the opening of the study. */
export async function runPeer(
  python: string,
  databaseUrl: string,
  { sampler, clients, trials, seed }: Load,
): Promise<Measured> {
  const url = databaseUrl.replace(/^postgresql:/, 'postgresql+psycopg:')
  const name = `${sampler} ${clients} ${seed}`
  const open = async (client: number) => {
    const child = spawn(python, [script, url, name, sampler, String(seed * 1_000 + client)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const lines = linesOf(child.stdout)
    const says = async (word: string) => {
      const { value, done } = await lines.next()
      if (done || value !== word) throw new Error(`Optuna’s client ${client} ended: ${value ?? ''}`)
    }
    await says('ready')
    return { child, says }
  }
  // the first client runs alone until it has created the tables and the study
  const peers = [await open(0)]
  const others = Array.from({ length: clients - 1 }, (_, at) => open(at + 1))
  peers.push(...(await Promise.all(others)))
  const each = Math.ceil(trials / clients)
  const startedAt = performance.now()
  for (const { child } of peers) child.stdin.write(`${each}\n`)
  await Promise.all(peers.map(({ says }) => says('done')))
  const seconds = (performance.now() - startedAt) / 1000
  // wait for the end before measuring the other side
  await Promise.all(
    peers.map(async ({ child }) => {
      child.stdin.end()
      await once(child, 'exit')
    }),
  )
  return { seconds, trials: each * clients }
}
