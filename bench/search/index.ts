/**
 * Compares whole searches through the API with the peer's: trials per second, not what they find, because the peer runs
 * fewer trials. Options: --only a,b --trials N --rounds N --ours.
 */
import { parseArgs } from 'node:util'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'
import { ensureVenv } from '../venv.ts'
import { type Measured, startOurs } from './ours.ts'
import { runPeer } from './peer.ts'
import { benchData, type Workload, workloads } from './workloads.ts'

/** Trials per second relative to the peer: the minimum, and the goal. */
const targets: Record<string, [number, number]> = {
  'mlp-100': [6, 10],
  'mlp-10': [15, 25],
  'architectures-100': [2.8, 4],
  'architectures-10': [4.5, 8],
  'conv-10': [1.6, 2.5],
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      trials: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      ours: { type: 'boolean', default: false }, // skips the peer
    },
  })
  const wanted = values.only?.split(',')
  const chosen = workloads
    .filter(({ name }) => wanted?.includes(name) ?? true)
    .map((workload) => ({ ...workload, trials: Number(values.trials ?? workload.trials) }))
  const python = values.ours ? null : ensureVenv()
  const ours = await startOurs()
  const measured: { workload: Workload; ours: Measured[]; peer: Measured[] }[] = []
  try {
    for (const workload of chosen) {
      const data = benchData(workload.data)
      const sides = { workload, ours: [] as Measured[], peer: [] as Measured[] }
      for (let round = 0; round < Number(values.rounds); round++) {
        sides.ours.push(await ours.run(workload, data, round))
        // fewer trials for the peer, because its rate does not depend on their number
        const fewer = { ...workload, trials: Math.max(2, 2 * Math.ceil(workload.trials / 16)) }
        if (python) sides.peer.push(await runPeer(python, fewer, data, round))
        process.stderr.write(
          `${workload.name} ${round + 1}: ours ${rate(sides.ours.at(-1)!)}, peer ${python ? rate(sides.peer.at(-1)!) : '–'} trials/s\n`,
        )
      }
      measured.push(sides)
    }
  } finally {
    await ours.stop()
  }
  saveResult('search', args, tableOf(measured), measured)
}

function rate({ trials, seconds }: Measured): string {
  return shown(trials / seconds)
}

function tableOf(measured: { workload: Workload; ours: Measured[]; peer: Measured[] }[]): string {
  const perSecond = (runs: Measured[]) =>
    median(runs.map(({ trials, seconds }) => trials / seconds))
  const rows = measured.map(({ workload, ours, peer }) => {
    const [least, aim] = targets[workload.name]!
    const own = perSecond(ours)
    const ratio = peer.length > 0 ? own / perSecond(peer) : null
    return [
      `${workload.name}: ${workload.about}`,
      shown(own),
      peer.length > 0 ? shown(perSecond(peer)) : '–',
      ratio === null ? '–' : `${shown(ratio)}×`,
      `≥ ${least}×, aim ${aim}×`,
      ratio === null ? '–' : ratio >= aim ? 'aim met' : ratio >= least ? 'met' : 'missed',
      String(Math.round(Math.max(...ours.map((one) => one.trainerMegabytes ?? 0)))),
    ]
  })
  const header = [
    'search',
    'Sweepd, trials/s',
    'Optuna + PyTorch, trials/s',
    'ratio',
    'target',
    '',
    'trainer, MB',
  ]
  return markdownTable(header, rows)
}
