/**
 * Measures what a group costs outside of its graph, by lanes: its start, until the graph is called first; each epoch (tables of
 * the call, reports); and its end, when models are stored. CPU time, so that other programs count little. Options: --rounds N,
 * --lanes 1,16,64,256, --epochs N, --device gpu.
 */
import { parseArgs } from 'node:util'
import { limitThreads, loadBackend } from '../../src/engine/backend.ts'
import { uploadData } from '../../src/engine/device-data.ts'
import { createEpochOrders } from '../../src/engine/epochs/epoch-orders.ts'
import { createGraphCache, type GraphCache } from '../../src/engine/epochs/graph-cache.ts'
import { trainGroup } from '../../src/engine/group/train-group.ts'
import { madeData, madeSpec } from '../engine/made-data.ts'
import { ownCpuMs } from '../process-cpu.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median } from '../statistics.ts'

/** Milliseconds of CPU. */
interface Cost {
  start: number
  epochs: number
  end: number
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '15' },
      lanes: { type: 'string', default: '1,16,64,256' },
      epochs: { type: 'string', default: '20' },
      device: { type: 'string', default: 'cpu' },
    },
  })
  const [rounds, epochs] = [Number(values.rounds), Number(values.epochs)]
  limitThreads(process.env)
  const { tf } = await loadBackend({ device: values.device === 'gpu' ? 'gpu' : 'cpu' })
  const data = uploadData(tf, [madeData('mlp')], undefined)
  const orders = createEpochOrders(2 ** 24)
  const timed = timedGraphs(createGraphCache(16))
  const spec = madeSpec({ units: 20, batch: 100, epochs })

  const measure = async (lanes: number): Promise<Cost> => {
    const cost = { start: 0, epochs: 0, end: 0 }
    const graphMs = timed.ms()
    let isOver = false
    let since = ownCpuMs()
    const lap = (part: keyof Cost) => {
      const now = ownCpuMs()
      cost[part] += now - since
      since = now
    }
    await trainGroup({
      tf,
      lanes: Array.from({ length: lanes }, (_, seed) => ({ spec, seed })),
      data,
      orderSeed: 1,
      objective: { metric: 'validation.loss', direction: 'minimize' },
      orders,
      graphs: timed.graphs,
      execution: 'graph',
      callMs: 0, // one epoch a call, so that the number of calls is known
      onCall: async () => lap(cost.start === 0 ? 'start' : 'epochs'),
      onEpochs: async () => 'continue',
      onEnd: () => {
        lap(isOver ? 'end' : 'epochs')
        isOver = true
      },
    })
    lap('end')
    return { ...cost, epochs: cost.epochs - (timed.ms() - graphMs) }
  }

  const table: string[][] = []
  const results: Record<string, Cost[]> = {}
  for (const lanes of values.lanes.split(',').map(Number)) {
    await measure(lanes) // compiles the graph
    const costs: Cost[] = []
    for (let round = 0; round < rounds; round++) costs.push(await measure(lanes))
    const of = (read: (cost: Cost) => number) => median(costs.map(read)).toPrecision(3)
    const cells = [
      of(({ start }) => start),
      of((cost) => cost.epochs / epochs),
      of(({ end }) => end),
    ]
    table.push([String(lanes), ...cells])
    results[lanes] = costs
  }
  timed.graphs.dispose()
  data.dispose()
  const header = ['lanes', 'start of a group, ms', 'each call outside of the graph, ms', 'end, ms']
  saveResult('start', args, markdownTable(header, table), results)
}

/** The same graphs, with the CPU time of their calls. */
function timedGraphs(graphs: GraphCache): { graphs: GraphCache; ms(): number } {
  let ms = 0
  const timed: GraphCache = {
    ...graphs,
    get(key, compile) {
      return graphs.get(key, () => {
        const graph = compile()
        return {
          ...graph,
          train(inputs) {
            const startedAt = ownCpuMs()
            const outputs = graph.train(inputs)
            ms += ownCpuMs() - startedAt
            return outputs
          },
        }
      })
    },
  }
  return { graphs: timed, ms: () => ms }
}
