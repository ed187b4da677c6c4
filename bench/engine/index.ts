/**
 * Compares the time of a training step with the peers, with one thread each, in turns. Options: --rounds N,
 * --only mlp-100, --contenders 'Sweepd;JAX'. In rows named `two`, two processes train at the same time, like two
 * trainers. All but tfjs `model.fit` compute the loss of a validation row after each epoch, and keep the weights of the
 * best one.
 */
import { parseArgs } from 'node:util'
import type { Network } from '../networks.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'
import { ensureVenv } from '../venv.ts'
import { type Contender, startOurs, startPeer } from './contender.ts'

const rows = 934

interface Setting {
  name: string
  network: Network
  batch: number
  epochs: number // in one measurement
  lanes: number // for contenders with lanes
}

const settings: readonly Setting[] = [
  { name: 'mlp-100', network: 'mlp', batch: 100, epochs: 40, lanes: 16 },
  { name: 'mlp-10', network: 'mlp', batch: 10, epochs: 8, lanes: 16 },
  { name: 'conv-10', network: 'conv', batch: 10, epochs: 1, lanes: 1 },
  { name: 'conv-128', network: 'conv', batch: 128, epochs: 4, lanes: 1 },
  { name: 'pool-64', network: 'pool', batch: 64, epochs: 4, lanes: 1 },
]

/** Multiplications and additions of a sample's forward and backward pass; the first layer has no input gradient. */
const operations = {
  mlp: 2 * (2 * 220 * 20 + 3 * (20 * 20 + 20)),
  conv:
    2 *
    (2 * 14 * 14 * 9 * 8 +
      3 * (12 * 12 * 9 * 8 * 16 + 10 * 10 * 9 * 16 * 32 + 8 * 8 * 9 * 32 * 64 + 4096 * 10)),
  pool: 2 * (2 * 16 * 16 * 9 * 16 + 3 * (8 * 8 * 9 * 16 * 16 + 4 * 4 * 9 * 16 * 16 + 64 * 10)),
}

interface Kind {
  name: string
  request: { kind: string; execution?: 'graph' | 'xla' }
  isLaned?: boolean
  processes?: number // 1 by default
  networks?: readonly Network[] // absent: mlp and conv
}

const sweepd = { kind: 'sweepd', execution: 'graph' } as const
const xla = { kind: 'sweepd', execution: 'xla' } as const
const torch = { kind: 'torch-fused' }
const all = ['mlp', 'conv', 'pool'] as const

const kinds: readonly Kind[] = [
  { name: 'Sweepd', request: sweepd, networks: all },
  { name: 'Sweepd, XLA', request: xla },
  { name: 'Sweepd, lanes', request: sweepd, isLaned: true },
  { name: 'Sweepd, XLA, lanes', request: xla, isLaned: true },
  { name: 'Sweepd, lanes, two', request: sweepd, isLaned: true, processes: 2 },
  { name: 'PyTorch eager', request: { kind: 'torch' }, networks: all },
  { name: 'PyTorch fused Adam', request: torch, networks: all },
  {
    name: 'PyTorch fused Adam, torch.compile',
    request: { kind: 'torch-fused-compiled' },
    networks: all,
  },
  { name: 'PyTorch fused Adam, two', request: torch, processes: 2 },
  { name: 'PyTorch vmap', request: { kind: 'torch-vmap' }, isLaned: true },
  {
    name: 'PyTorch vmap, torch.compile',
    request: { kind: 'torch-vmap-compiled' },
    isLaned: true,
  },
  { name: 'JAX', request: { kind: 'jax' } },
  { name: 'JAX vmap', request: { kind: 'jax-vmap' }, isLaned: true },
  {
    name: 'JAX, lanes side by side',
    request: { kind: 'jax-wide' },
    isLaned: true,
    networks: ['mlp'],
  },
  { name: 'Keras tf.function', request: { kind: 'keras' } },
  { name: 'tfjs model.fit', request: { kind: 'tfjs' } },
]

const isOurs = ({ request }: Kind) => ['sweepd', 'tfjs', 'matmul'].includes(request.kind)

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      contenders: { type: 'string' },
      rounds: { type: 'string', default: '5' },
    },
  })
  const python = ensureVenv()
  const chosen = settings.filter(({ name }) => values.only?.split(',').includes(name) ?? true)
  const wanted = values.contenders?.split(';')
  const compared = kinds.filter(({ name }) => wanted?.includes(name) ?? true)
  const tables: string[] = []
  const data: Record<string, unknown> = {}
  for (const setting of chosen) {
    const measured = await measure(setting, compared, { python, rounds: Number(values.rounds) })
    tables.push(tableOf(setting, measured))
    data[setting.name] = Object.fromEntries(measured.times)
  }
  saveResult('engine', args, tables.join('\n\n'), data)
}

/** Milliseconds per step of one trial: a step of `lanes` lanes counts as that many, a step of two processes as two. */
async function measure(
  setting: Setting,
  compared: readonly Kind[],
  { python, rounds }: { python: string; rounds: number },
) {
  const running = new Map<string, { lanes: number; contenders: Contender[] }>()
  for (const kind of compared) {
    const lanes = kind.isLaned ? setting.lanes : 1
    const { processes = 1 } = kind
    const { network, batch, epochs } = setting
    if (kind.isLaned && processes === 1 && lanes === 1) continue
    if (!(kind.networks ?? ['mlp', 'conv']).includes(network)) continue
    const contenders = Array.from({ length: processes }, () =>
      isOurs(kind) ? startOurs() : startPeer(python),
    )
    for (const one of contenders) {
      await one.prepare({ ...kind.request, network, batch, lanes })
      await one.train(epochs) // what is compiled for a number of epochs is compiled now
    }
    running.set(kind.name, { lanes, contenders })
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

/** Lanes are compared with lanes, and one network with one network: either with PyTorch's usual way. */
function tableOf(
  { name, network, batch, lanes }: Setting,
  { times, matmulRate }: { times: Map<string, number[]>; matmulRate: number },
): string {
  const fused = times.get('PyTorch fused Adam')
  const vmap = times.get('PyTorch vmap')
  const pairs = new Set(kinds.filter((kind) => kind.processes === 2).map((kind) => kind.name))
  const laned = new Set(kinds.filter((kind) => kind.isLaned && lanes > 1).map((kind) => kind.name))
  const rowsOfTable = [...times].map(([contender, each]) => {
    const ms = median(each)
    const isLaned = laned.has(contender)
    const alike = pairs.has(contender) ? undefined : isLaned ? vmap : fused
    const rate = (operations[network] * batch) / (ms / 1000) / 1e9
    return [
      contender,
      String(isLaned ? lanes : 1),
      ms.toPrecision(3),
      against(alike, ms),
      against(fused, ms),
      shown(rate),
      `${Math.round((100 * rate) / matmulRate)} %`,
    ]
  })
  const header = [
    `${name}, one step of one trial`,
    'lanes',
    'ms',
    'against PyTorch with as many lanes (fused Adam, vmap)',
    'against one network, PyTorch fused Adam',
    'GFLOP/s',
    `of matmul's ${shown(matmulRate)} GFLOP/s a core`,
  ]
  return markdownTable(header, rowsOfTable)
}

function against(peer: readonly number[] | undefined, ms: number): string {
  return peer ? `${shown(median(peer) / ms)}×` : '–'
}
