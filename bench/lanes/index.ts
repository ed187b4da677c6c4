/**
 * Measures which lane counts pay off, as milliseconds per step of one trial in groups of several sizes. The limits in
 * src/engine/group/lane-count.ts come from this table. Options: --rounds N, --lanes 1,16,64, --device gpu.
 */
import { parseArgs } from 'node:util'
import { limitThreads, loadBackend } from '../../src/engine/backend.ts'
import { uploadData } from '../../src/engine/device-data.ts'
import { createEpochOrders } from '../../src/engine/epochs/epoch-orders.ts'
import { createGraphCache } from '../../src/engine/epochs/graph-cache.ts'
import { laneClass } from '../../src/engine/group/lane-count.ts'
import { trainGroup } from '../../src/engine/group/train-group.ts'
import { checkNetwork } from '../../src/engine/network/check-network.ts'
import { madeData, madeRows, madeSpec } from '../engine/made-data.ts'
import { nameOfGpu } from '../gpu/index.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median } from '../statistics.ts'

const settings = [
  { units: 20, batch: 10 },
  { units: 20, batch: 100 },
  { units: 64, batch: 32 },
  { units: 64, batch: 100 },
  { units: 128, batch: 128 },
  { units: 256, batch: 256 },
]

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      lanes: { type: 'string', default: '1,4,8,16,32' },
      device: { type: 'string', default: 'cpu' },
    },
  })
  const lanesTried = values.lanes.split(',').map(Number)
  limitThreads(process.env)
  const { tf } = await loadBackend({ device: values.device === 'gpu' ? 'gpu' : 'cpu' })
  const made = madeData('mlp')
  const data = uploadData(tf, [made], undefined)
  const graphs = createGraphCache(100)
  const orders = createEpochOrders(2 ** 24)

  /** Milliseconds per step of one trial. */
  const time = async (setting: (typeof settings)[number], lanes: number, epochs: number) => {
    const spec = madeSpec({ ...setting, epochs })
    const startedAt = performance.now()
    await trainGroup({
      tf,
      lanes: Array.from({ length: lanes }, (_, seed) => ({ spec, seed })),
      data,
      orderSeed: 1,
      objective: { metric: 'validation.loss', direction: 'minimize' },
      orders,
      graphs,
      execution: 'graph',
      onEpochs: async () => 'continue',
      onEnd() {},
    })
    const steps = Math.ceil(madeRows / setting.batch) * epochs
    return (performance.now() - startedAt) / steps / lanes
  }

  const measured: number[][][] = []
  const rows: string[][] = []
  for (const setting of settings) {
    const times: number[][] = lanesTried.map(() => [])
    for (const lanes of lanesTried) await time(setting, lanes, 1) // compiles the graph
    for (let round = 0; round < Number(values.rounds); round++) {
      // in turns, so that changes in machine load affect all alike
      for (const [at, lanes] of lanesTried.entries()) {
        const epochs = Math.max(
          1,
          Math.round((setting.batch * 4) / Math.sqrt(setting.units * lanes)),
        )
        times[at]!.push(await time(setting, lanes, epochs))
      }
    }
    const spec = madeSpec({ ...setting, epochs: 1 })
    const { multiplications } = checkNetwork(spec, made)
    rows.push([
      `220-${setting.units}-${setting.units}-1, batch ${setting.batch}`,
      laneClass(spec, multiplications),
      ...times.map((each) => median(each).toPrecision(3)),
    ])
    measured.push(times)
  }
  graphs.dispose()
  data.dispose()
  const header = ['network', 'class', ...lanesTried.map((lanes) => `${lanes} lanes, ms`)]
  const table = markdownTable(header, rows)
  if (values.device !== 'gpu') saveResult('lanes', args, table, measured)
  else saveResult('lanes', args, `On ${await nameOfGpu()}.\n\n${table}`, measured, 'lanes, gpu')
}
