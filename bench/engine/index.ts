/**
 * Compares the time of a training step with the peers, with one thread each, in turns. Options: --rounds N,
 * --only mlp-100. In rows named `two`, two processes train at the same time, like two trainers.
 */
import { parseArgs } from 'node:util'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'
import { ensureVenv } from '../venv.ts'
import { type Contender, startOurs, startPeer } from './contender.ts'

const rows = 934

interface Setting {
  name: string
  network: 'mlp' | 'conv'
  batch: number
  epochs: number // in one measurement
  lanes: number // for contenders with lanes
}

const settings: readonly Setting[] = [
  { name: 'mlp-100', network: 'mlp', batch: 100, epochs: 40, lanes: 16 },
  { name: 'mlp-10', network: 'mlp', batch: 10, epochs: 8, lanes: 16 },
  { name: 'conv-10', network: 'conv', batch: 10, epochs: 1, lanes: 1 },
  { name: 'conv-128', network: 'conv', batch: 128, epochs: 4, lanes: 1 },
]

/** Multiplications and additions of a sample's forward and backward pass; the first layer has no input gradient. */
const operations = {
  mlp: 2 * (2 * 220 * 20 + 3 * (20 * 20 + 20)),
  conv:
    2 *
    (2 * 14 * 14 * 9 * 8 +
      3 * (12 * 12 * 9 * 8 * 16 + 10 * 10 * 9 * 16 * 32 + 8 * 8 * 9 * 32 * 64 + 4096 * 10)),
}

interface Kind {
  name: string
  kind: string
  isOurs: boolean
  isLaned: boolean
  processes: number
}

const kinds: readonly Kind[] = [
  { name: 'Sweepd', kind: 'sweepd', isOurs: true, isLaned: false, processes: 1 },
  { name: 'Sweepd, lanes', kind: 'sweepd', isOurs: true, isLaned: true, processes: 1 },
  { name: 'Sweepd, lanes, two', kind: 'sweepd', isOurs: true, isLaned: true, processes: 2 },
  { name: 'PyTorch eager', kind: 'torch', isOurs: false, isLaned: false, processes: 1 },
  { name: 'PyTorch fused Adam', kind: 'torch-fused', isOurs: false, isLaned: false, processes: 1 },
  {
    name: 'PyTorch fused Adam, two',
    kind: 'torch-fused',
    isOurs: false,
    isLaned: false,
    processes: 2,
  },
  { name: 'PyTorch vmap', kind: 'torch-vmap', isOurs: false, isLaned: true, processes: 1 },
  { name: 'Keras tf.function', kind: 'keras', isOurs: false, isLaned: false, processes: 1 },
  { name: 'tfjs model.fit', kind: 'tfjs', isOurs: true, isLaned: false, processes: 1 },
]

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, rounds: { type: 'string', default: '5' } },
  })
  const python = ensureVenv()
  const chosen = settings.filter(({ name }) => values.only?.split(',').includes(name) ?? true)
  const tables: string[] = []
  const data: Record<string, unknown> = {}
  for (const setting of chosen) {
    const measured = await measure(setting, python, Number(values.rounds))
    tables.push(tableOf(setting, measured))
    data[setting.name] = Object.fromEntries(measured.times)
  }
  saveResult('engine', args, tables.join('\n\n'), data)
}

/** Milliseconds per step of one trial: a step of `lanes` lanes counts as that many, a step of two processes as two. */
async function measure(setting: Setting, python: string, rounds: number) {
  const running = new Map<string, { kind: Kind; lanes: number; contenders: Contender[] }>()
  for (const kind of kinds) {
    const lanes = kind.isLaned ? setting.lanes : 1
    if (kind.isLaned && kind.processes === 1 && lanes === 1) continue
    const contenders = Array.from({ length: kind.processes }, () =>
      kind.isOurs ? startOurs() : startPeer(python),
    )
    const { network, batch } = setting
    for (const one of contenders) await one.prepare({ kind: kind.kind, network, batch, lanes })
    running.set(kind.name, { kind, lanes, contenders })
  }
  const machine = startOurs()
  await machine.prepare({ kind: 'matmul', network: 'mlp', batch: 1, lanes: 1 })
  const times = new Map<string, number[]>()
  const rates: number[] = []
  const steps = Math.ceil(rows / setting.batch) * setting.epochs
  for (let round = 0; round < rounds; round++) {
    rates.push((10 * 2 * 1024 ** 3) / 1e9 / (await machine.train(10)))
    for (const [name, { lanes, contenders }] of running) {
      const epochs = setting.epochs
      const seconds = await Promise.all(contenders.map((one) => one.train(epochs)))
      const each = (Math.max(...seconds) * 1000) / steps / lanes / contenders.length
      times.set(name, [...(times.get(name) ?? []), each])
    }
  }
  for (const { contenders } of running.values()) for (const one of contenders) one.stop()
  machine.stop()
  return { times, matmulRate: median(rates) }
}

function tableOf(
  { name, network, batch }: Setting,
  { times, matmulRate }: { times: Map<string, number[]>; matmulRate: number },
): string {
  const fused = median(times.get('PyTorch fused Adam')!)
  const rowsOfTable = [...times].map(([contender, each]) => {
    const ms = median(each)
    const rate = (operations[network] * batch) / (ms / 1000) / 1e9
    return [
      contender,
      ms.toPrecision(3),
      `${shown(fused / ms)}×`,
      shown(rate),
      `${Math.round((100 * rate) / matmulRate)} %`,
    ]
  })
  const header = [
    `${name}, one step of one trial`,
    'ms',
    'against PyTorch fused Adam',
    'GFLOP/s',
    `of matmul's ${shown(matmulRate)} GFLOP/s a core`,
  ]
  return markdownTable(header, rowsOfTable)
}
