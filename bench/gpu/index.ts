/**
 * Compares the time of a training step on a GPU for several lane counts: this engine with its state kept on the device,
 * with its state passed at each call, and on one CPU core, and PyTorch with CUDA. Options: --rounds N, --only mlp-100,
 * --lanes 1,64. Set SWEEPD_BENCH_PYTHON to a Python whose PyTorch supports CUDA.
 */
import { parseArgs } from 'node:util'
import { visibleGpus } from '../../src/worker/trainer/gpus.ts'
import { type Contender, type Device, startOurs, startPeer } from '../engine/contender.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median } from '../statistics.ts'
import { ensureVenv } from '../venv.ts'

const rows = 934

const settings = [
  { name: 'mlp-100', network: 'mlp', batch: 100, epochs: 20 },
  { name: 'conv-128', network: 'conv', batch: 128, epochs: 5 },
] as const

interface Kind {
  name: string
  device: Device
  request: { kind: string; execution?: string; isResident?: boolean }
  lanes: 'one' | 'all'
  processes: number // number of processes that train at the same time
}

const ours = { request: { kind: 'sweepd' }, lanes: 'all', processes: 1 } as const

const kinds: readonly Kind[] = [
  { ...ours, name: 'Sweepd', device: 'gpu' },
  { ...ours, name: 'Sweepd, four processes', device: 'gpu', processes: 4 },
  {
    ...ours,
    name: 'Sweepd, state handed over',
    device: 'gpu',
    request: { kind: 'sweepd', isResident: false },
  },
  { ...ours, name: 'Sweepd on a CPU core', device: 'cpu' },
  torch('PyTorch fused Adam', 'torch-fused', 'one'),
  torch('PyTorch fused Adam, CUDA graph', 'torch-fused-graph', 'one'),
  torch('PyTorch vmap', 'torch-vmap', 'all'),
  torch('PyTorch vmap, CUDA graph', 'torch-vmap-graph', 'all'),
]

function torch(name: string, kind: string, lanes: 'one' | 'all'): Kind {
  return { name, device: 'gpu', request: { kind }, lanes, processes: 1 }
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      lanes: { type: 'string', default: '1,8,32,128' },
      contenders: { type: 'string' },
    },
  })
  const lanes = values.lanes.split(',').map(Number)
  const python = ensureVenv()
  const chosen = kinds.filter(({ name }) => values.contenders?.split(';').includes(name) ?? true)
  const tables: string[] = []
  const data: Record<string, unknown> = { gpu: await nameOfGpu() }
  for (const setting of settings) {
    if (!(values.only?.split(',').includes(setting.name) ?? true)) continue
    const times = await measure(setting, {
      kinds: chosen,
      lanes,
      python,
      rounds: Number(values.rounds),
    })
    const header = [
      `${setting.name}, µs of a step of one trial`,
      ...lanes.map((count) => `${count} lanes`),
    ]
    const cells = [...times].map(([name, ofLanes]) => [
      name,
      ...lanes.map((count) => shownMedian(ofLanes.get(count))),
    ])
    tables.push(markdownTable(header, cells))
    data[setting.name] = Object.fromEntries([...times].map(([name, of]) => [name, [...of]]))
  }
  saveResult('gpu', args, [`On ${data.gpu}.`, ...tables].join('\n\n'), data)
}

function shownMedian(times: number[] | undefined): string {
  return times ? median(times).toPrecision(3) : ''
}

/** Null if a process dies, with a line on standard error; its cell in the table stays empty. */
async function start(
  { name, device, request, processes }: Kind,
  { prepare, epochs, python }: { prepare: object; epochs: number; python: string },
): Promise<Contender[] | null> {
  const all = Array.from({ length: processes }, () =>
    request.kind === 'sweepd' ? startOurs(device) : startPeer(python, device),
  )
  try {
    for (const one of all) {
      await one.prepare({ ...request, ...prepare })
      await one.train(epochs) // warm-up: compiling and tuning are not measured
    }
    return all
  } catch (error) {
    process.stderr.write(`${name}, ${JSON.stringify(prepare)}: ${error}\n`)
    for (const one of all) one.stop()
    return null
  }
}

/** Starts all contenders, and measures them in turns, because they share a GPU. */
async function measure(
  { network, batch, epochs }: (typeof settings)[number],
  {
    kinds: chosen,
    lanes,
    python,
    rounds,
  }: { kinds: readonly Kind[]; lanes: readonly number[]; python: string; rounds: number },
) {
  const times = new Map<string, Map<number, number[]>>()
  const steps = Math.ceil(rows / batch) * epochs
  for (const count of lanes) {
    const prepare = { network, batch, lanes: count }
    const started = await Promise.all(
      chosen
        .filter((kind) => kind.lanes === 'all' || count === 1)
        .map(async (kind) => [kind.name, await start(kind, { prepare, epochs, python })] as const),
    )
    const running = started.flatMap(([name, all]) => (all === null ? [] : [[name, all] as const]))
    for (let round = 0; round < rounds; round++) {
      for (const [name, all] of running) {
        const seconds = Math.max(...(await Promise.all(all.map((one) => one.train(epochs)))))
        const ofLanes = times.get(name) ?? new Map<number, number[]>()
        const micros = (seconds * 1e6) / steps / count / all.length
        ofLanes.set(count, [...(ofLanes.get(count) ?? []), micros])
        process.stderr.write(`${name}, ${network}, ${count} lanes: ${micros.toPrecision(3)} µs\n`)
        times.set(name, ofLanes)
      }
    }
    for (const [, all] of running) for (const one of all) one.stop()
  }
  return times
}

/** @throws Error if the machine has no GPU */
export async function nameOfGpu(): Promise<string> {
  const [gpu] = await visibleGpus(process.env)
  if (!gpu) throw new Error('no GPU found')
  return gpu.name
}
