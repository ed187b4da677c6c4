/**
 * Compares suggesting and completing trials over HTTP with Optuna on PostgreSQL, in turns.
 * Options: --clients 1,8 --samplers random,tpe --trials N --peer-trials N --rounds N --ours.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startService } from '../../examples/service.ts'
import { startEmbeddedPostgres } from '../../src/db/server/embedded-postgres.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'
import { ensureVenv } from '../venv.ts'
import { type Load, type Measured, runOurs } from './ours.ts'
import { runPeer } from './peer.ts'

/** Target rates with several clients, in trials per second. */
const target = 600

interface Compared {
  sampler: string
  clients: number
  ours: Measured[]
  peer: Measured[]
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      clients: { type: 'string', default: '1,8,32' },
      samplers: { type: 'string', default: 'random,tpe' },
      trials: { type: 'string', default: '1000' },
      'peer-trials': { type: 'string', default: '160' },
      rounds: { type: 'string', default: '3' },
      ours: { type: 'boolean', default: false }, // skips the peer
    },
  })
  const loads = values.samplers.split(',').flatMap((sampler) =>
    values.clients.split(',').map((clients) => ({
      sampler: sampler as Load['sampler'],
      clients: Number(clients),
    })),
  )
  const peer = values.ours ? null : await startPeer()
  const service = startService()
  try {
    await Promise.race([service.ready, service.died])
    const url = service.url()
    while ((await fetch(`${url}/readyz`)).status !== 200) await pause(100)
    // warm-up: the first requests compile the code
    await runOurs(url, { sampler: 'random', clients: 8, trials: 300, seed: 0 })
    const compared: Compared[] = []
    for (const load of loads) {
      const sides: Compared = { ...load, ours: [], peer: [] }
      for (let round = 1; round <= Number(values.rounds); round++) {
        const trials = Number(values.trials)
        sides.ours.push(await runOurs(url, { ...load, trials, seed: round }))
        const fewer = Number(values['peer-trials'])
        if (peer) sides.peer.push(await peer.run({ ...load, trials: fewer, seed: round }))
        const [own, other] = [sides.ours.at(-1)!, sides.peer.at(-1)]
        process.stderr.write(
          `${load.sampler}, ${load.clients} clients, ${round}: ours ${shown(rateOf(own))}, ` +
            `peer ${other ? shown(rateOf(other)) : '–'} trials/s\n`,
        )
      }
      compared.push(sides)
    }
    saveResult('ask', args, tableOf(compared), compared)
  } finally {
    await service.stop()
    await peer?.stop()
  }
}

/** Starts a separate PostgreSQL for the peer, with the same settings as ours. */
async function startPeer() {
  const python = ensureVenv(path.resolve('bench', 'ask', 'requirements.txt'))
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-bench-'))
  // PostgreSQL does not run as root, so its user must be able to access the folder
  fs.chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres(folder)
  return {
    run: (load: Load) => runPeer(python, postgres.url, load),
    async stop() {
      await postgres.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

function rateOf({ trials, seconds }: Measured): number {
  return trials / seconds
}

function tableOf(compared: readonly Compared[]): string {
  const rows = compared.map(({ sampler, clients, ours, peer }) => {
    const own = median(ours.map(rateOf))
    const other = peer.length > 0 ? median(peer.map(rateOf)) : null
    return [
      `${sampler}, ${clients} ${clients === 1 ? 'client' : 'clients'}`,
      shown(own),
      other === null ? '–' : shown(other),
      other === null ? '–' : `${shown(own / other)}×`,
      own >= target ? 'met' : 'missed',
    ]
  })
  const header = [
    'suggest + complete',
    'Sweepd, trials/s',
    'Optuna + PostgreSQL, trials/s',
    'ratio',
    `≥ ${target}/s`,
  ]
  return markdownTable(header, rows)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
