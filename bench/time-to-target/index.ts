/**
 * Measures how long a search takes from the POST until a trial reaches 97.68 % (the practical's best) and 99.2 %
 * validation accuracy on digits, against Optuna (TPE and successive halving) with PyTorch: the same rows, networks and
 * epochs, two processes each. Options:
 *
 *     --seeds N     default 5
 *     --seconds N   a search that takes longer counts as not reached; default 600
 *     --ours        without the peer
 */
import { parseArgs } from 'node:util'
import { type OwnService, startOwnService } from '../own-service.ts'
import { saveResult } from '../results.ts'
import { type BenchData, benchData } from '../search/workloads.ts'
import { markdownTable, median } from '../statistics.ts'
import { ensureVenv } from '../venv.ts'
import { runPeer } from './peer.ts'
import { epochs, minResource, type Reached, reductionFactor, space, targets } from './space.ts'

const aim = 1 / 3 // of the peer's seconds

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '600' },
      ours: { type: 'boolean', default: false },
    },
  })
  const seconds = Number(values.seconds)
  const python = values.ours ? null : ensureVenv()
  const data = benchData('digits')
  const service = await startOwnService()
  const rounds: { ours: Reached; peer: Reached | null }[] = []
  try {
    for (let seed = 0; seed < Number(values.seeds); seed++) {
      const ours = await search(service, data, { seed, seconds })
      const peer =
        python === null
          ? null
          : await runPeer(python, data, { seed, seconds, epochs, minResource, reductionFactor })
      rounds.push({ ours, peer })
      process.stderr.write(`seed ${seed}: ours ${told(ours)}, peer ${peer ? told(peer) : '–'}\n`)
    }
  } finally {
    await service.stop()
  }
  saveResult('time-to-target', args, tableOf(rounds), rounds)
}

async function search(
  service: OwnService,
  data: BenchData,
  { seed, seconds }: { seed: number; seconds: number },
): Promise<Reached> {
  await service.upload(data)
  const startedAt = performance.now()
  const reached: Reached = targets.map(() => Number.POSITIVE_INFINITY)
  await service.search(
    data,
    {
      name: `time to target ${seed}`,
      objective: { metric: 'validation.accuracy', direction: 'maximize' },
      space,
      sampler: { type: 'tpe' },
      pruner: { type: 'asha', minResource, reductionFactor },
      validation: { type: 'holdout', fraction: 0.2 },
      budget: { target: targets.at(-1), seconds },
      seed,
    },
    ({ best }) => {
      const at = (performance.now() - startedAt) / 1_000
      for (const [index, target] of targets.entries()) {
        if (best && best.value >= target) reached[index] = Math.min(reached[index]!, at)
      }
    },
  )
  return reached
}

function told(reached: Reached): string {
  return reached.map((at) => (Number.isFinite(at) ? `${at.toFixed(1)} s` : 'not')).join(' and ')
}

function tableOf(rounds: readonly { ours: Reached; peer: Reached | null }[]): string {
  const rows = targets.map((target, index) => {
    const ours = median(rounds.map((round) => round.ours[index]!))
    const peers = rounds.flatMap(({ peer }) => peer?.[index] ?? [])
    const peer = peers.length === 0 ? null : median(peers)
    return [
      `${(100 * target).toFixed(2)} %`,
      told([ours]),
      peer === null ? '–' : told([peer]),
      peer === null ? '–' : (ours / peer).toFixed(2),
      `≤ ${aim.toFixed(2)}`,
    ]
  })
  const head = ['validation accuracy', 'Sweepd', 'Optuna + PyTorch', 'ratio', 'aim']
  return markdownTable(head, rows)
}
