/**
 * Compares whole searches through the API with peers that train the same trials: the same parameters, rows, batches and
 * epochs, validation after each epoch, the weights of the best one kept, in two processes of one thread. Compiling is
 * part of the time. Only Optuna + PyTorch has a study and a storage as Sweepd has; the others only train. Options:
 * --only a,b --contenders 'Sweepd;JAX' --trials N --epochs N --rounds N.
 */
import { parseArgs } from 'node:util'
import { saveResult } from '../results.ts'
import { shown } from '../statistics.ts'
import { ensureVenv } from '../venv.ts'
import { type Contender, contenders, processes } from './contenders.ts'
import { type OwnSearch, startOurs } from './ours.ts'
import { runPeer } from './peer.ts'
import { type Compared, type Measurement, tablesOf } from './table.ts'
import {
  type BenchData,
  benchData,
  type PeerParams,
  type Workload,
  workloads,
} from './workloads.ts'

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      contenders: { type: 'string' }, // Sweepd always runs: the others train its trials
      trials: { type: 'string' },
      epochs: { type: 'string' },
      rounds: { type: 'string', default: '3' },
    },
  })
  const wanted = values.contenders?.split(';')
  const compared = contenders.filter(
    ({ name, trains }) => trains === 'its choice' || (wanted?.includes(name) ?? true),
  )
  const chosen = workloads
    .filter(({ name }) => values.only?.split(',').includes(name) ?? true)
    .map((workload) => resized(workload, values))
  const python = compared.some(({ kind }) => kind !== 'sweepd') ? ensureVenv() : ''
  const ours = await startOurs(processes)
  const measured: Compared[] = []
  try {
    for (const workload of chosen) {
      const sides = compared
        .filter((contender) => contender.runs?.(workload) ?? true)
        .map((contender) => ({ contender, runs: [] as Measurement[] }))
      const data = benchData(workload.data)
      for (let seed = 0; seed < Number(values.rounds); seed++) {
        let params: PeerParams[] = []
        for (const { contender, runs } of sides) {
          const search = { workload, data, seed, params }
          const { params: drawn = params, ...measurement } = await runOne(search, {
            contender,
            python,
            ours,
          })
          params = drawn
          runs.push(measurement)
          const rate = shown(measurement.trials / measurement.seconds)
          process.stderr.write(`${workload.name} ${seed + 1}: ${contender.name} ${rate} trials/s\n`)
        }
      }
      measured.push({ workload, sides })
    }
  } finally {
    await ours.stop()
  }
  saveResult('search', args, tablesOf(measured), measured)
}

function runOne(
  search: { workload: Workload; data: BenchData; seed: number; params: readonly PeerParams[] },
  { contender, python, ours }: { contender: Contender; python: string; ours: OwnSearch },
): Promise<Measurement & { params?: PeerParams[] }> {
  if (contender.kind !== 'sweepd') return runPeer(python, contender, search)
  const { workload, data, seed } = search
  return ours.run(workload, data, { seed, isAlone: contender.trains === 'one at a time' })
}

function resized(workload: Workload, size: { trials?: string; epochs?: string }): Workload {
  const epochs = Number(size.epochs ?? workload.peer.epochs)
  return {
    ...workload,
    trials: Number(size.trials ?? workload.trials),
    space: { ...workload.space, epochs },
    peer: { ...workload.peer, epochs },
  }
}
