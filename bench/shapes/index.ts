/** Trains many shapes in a row, and measures compile times and the growth of memory. Options: --shapes N. */
import { parseArgs } from 'node:util'
import { limitThreads, loadBackend } from '../../src/engine/backend.ts'
import { uploadData } from '../../src/engine/device-data.ts'
import { createEpochOrders } from '../../src/engine/epochs/epoch-orders.ts'
import { createGraphCache, keptGraphs } from '../../src/engine/epochs/graph-cache.ts'
import { trainGroup } from '../../src/engine/group/train-group.ts'
import { checked } from '../../src/engine/spec.ts'
import { madeData } from '../engine/made-data.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median } from '../statistics.ts'

const activations = ['relu', 'tanh', 'sigmoid']

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { shapes: { type: 'string', default: '500' } } })
  limitThreads(process.env)
  const { tf } = await loadBackend({ device: 'cpu' })
  const data = uploadData(tf, [madeData('mlp')], undefined)
  const graphs = createGraphCache(keptGraphs)
  const orders = createEpochOrders(2 ** 20)
  const count = Number(values.shapes)
  const milliseconds: number[] = []
  const megabytes: number[] = []
  for (let shape = 0; shape < count; shape++) {
    const layers = Array.from({ length: 1 + (shape % 4) }, () => ({
      type: 'dense',
      units: 8 + (Math.floor(shape / 4) % 57),
      activation: activations[shape % 3],
    }))
    const startedAt = performance.now()
    await trainGroup({
      tf,
      lanes: [
        {
          spec: checked({
            layers: [...layers, { type: 'dense', units: 1 }],
            loss: 'meanSquaredError',
            optimizer: { type: 'adam' },
            batchSize: 100,
            epochs: 1,
          }),
          seed: shape,
        },
      ],
      data,
      orderSeed: 1,
      objective: { metric: 'validation.loss', direction: 'minimize' },
      orders,
      graphs,
      execution: 'graph',
      onEpochs: async () => 'continue',
      onEnd() {},
    })
    milliseconds.push(performance.now() - startedAt)
    megabytes.push(process.memoryUsage().rss / 2 ** 20)
  }
  const at = (share: number) => Math.round(megabytes[Math.ceil(share * count) - 1]!).toString()
  const table = markdownTable(
    ['shapes', 'compile and one epoch, ms', 'RSS after a fifth, MB', 'after half', 'after all'],
    [[String(count), median(milliseconds).toFixed(0), at(0.2), at(0.5), at(1)]],
  )
  saveResult('shapes', args, table, { milliseconds, megabytes })
}
