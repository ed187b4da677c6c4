/**
 * Compares the time of a training step on a GPU: this engine, as a TensorFlow graph and compiled by XLA, PyTorch in CUDA
 * graphs, and JAX. It ends within its minutes, with the most important blocks first, and writes a line of JSON for each
 * measurement at once; the tables are made from the lines that there are.
 *
 * Options: --minutes N, --rounds N, --only mlp-100, --lanes 1,16, --contenders 'Sweepd;JAX', --out FILE for the lines.
 * --from A,B makes the tables from files of earlier runs. --device cpu tries everything briefly without a GPU. Set
 * SWEEPD_BENCH_PYTHON to a Python whose PyTorch and JAX support CUDA.
 */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { visibleGpus } from '../../src/worker/trainer/gpus.ts'
import type { Contender, Device } from '../engine/contender.ts'
import { madeRows } from '../engine/made-data.ts'
import { saveResult, thisMachine } from '../results.ts'
import { ensureVenv } from '../venv.ts'
import { type Block, blocksOf } from './blocks.ts'
import { type Kind, kinds, startKind } from './contenders.ts'
import { type Line, parseLines, reportOf } from './lines.ts'

/** A block that cannot start within its last seconds is left out. */
const leastSeconds = 15
/** Whoever takes longer for one answer has failed. */
const mostSeconds = 75
/** A measurement of a slow contender has fewer epochs. */
const longestSeconds = 3

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string' },
      lanes: { type: 'string' },
      contenders: { type: 'string' },
      device: { type: 'string', default: 'gpu' },
      out: { type: 'string', default: path.join('bench', 'results', 'gpu.jsonl') },
      from: { type: 'string' },
    },
  })
  if (values.from !== undefined) {
    const lines = values.from
      .split(',')
      .flatMap((file) => parseLines(fs.readFileSync(file, 'utf8')))
    save(lines)
    return
  }
  const device = values.device === 'cpu' ? 'cpu' : 'gpu'
  const blocks = blocksOf({
    settings: values.only?.split(',') ?? null,
    lanes: values.lanes?.split(',').map(Number) ?? null,
    kinds: values.contenders?.split(';') ?? null,
  })
  const lines: Line[] = []
  fs.mkdirSync(path.dirname(values.out), { recursive: true })
  fs.writeFileSync(values.out, '')
  const write = (line: Line) => {
    lines.push(line)
    fs.appendFileSync(values.out, `${JSON.stringify(line)}\n`)
    process.stderr.write(`${JSON.stringify(line)}\n`)
  }
  write({
    type: 'start',
    gpu: device === 'gpu' ? await nameOfGpu() : 'no GPU',
    machine: thisMachine(),
    date: new Date().toISOString().slice(0, 10),
    command: ['npm run bench -- gpu', ...args].join(' '),
  })
  await measureAll(blocks, {
    device,
    rounds: Number(values.rounds),
    endsAt: performance.now() + Number(values.minutes) * 60_000,
    write,
  })
  save(lines)
}

function save(lines: readonly Line[]): void {
  const starts = lines.filter((line) => line.type === 'start')
  const [first] = starts
  if (!first) throw new Error('there are no lines of a run')
  const gpus = [...new Set(starts.map(({ gpu }) => gpu))].join(', ')
  const commands = starts.map(({ command }) => command).join('`, `')
  const names = kinds.map(({ name }) => name)
  saveResult('gpu', [], `On ${gpus}.\n\n${reportOf(lines, names)}`, lines, 'gpu', {
    command: commands,
    date: first.date,
    machine: first.machine,
  })
}

interface How {
  device: Device
  rounds: number
  endsAt: number // performance.now()
  write(line: Line): void
}

/** Processes are kept from block to block: loading a library takes longer than measuring. */
async function measureAll(blocks: readonly Block[], how: How): Promise<void> {
  const python = ensureVenv()
  const running = new Map<string, Contender>()
  const stop = (name: string) => {
    running.get(name)?.stop()
    running.delete(name)
  }
  const contender = (kind: Kind) => {
    const known = running.get(kind.name) ?? startKind(kind, { python, device: how.device })
    running.set(kind.name, known)
    return known
  }
  try {
    for (const [at, block] of blocks.entries()) {
      if (secondsLeft(how) < leastSeconds) break
      await measure(block, how, { contender, stop })
      const later = new Set(
        blocks.slice(at + 1).flatMap(({ kinds }) => kinds.map((one) => one.name)),
      )
      for (const name of [...running.keys()]) if (!later.has(name)) stop(name)
    }
  } finally {
    for (const name of [...running.keys()]) stop(name)
  }
}

interface Processes {
  contender(kind: Kind): Contender
  stop(name: string): void
}

/** Prepares all contenders of a block at once, then measures them in turns, because they share a GPU. */
async function measure(
  { setting, lanes, epochs: full, kinds: compared }: Block,
  how: How,
  { contender, stop }: Processes,
): Promise<void> {
  const { device, rounds, write } = how
  const ready = new Map<Kind, { epochs: number }>()
  const attempt = async <T>(kind: Kind, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await within(Math.min(mostSeconds, secondsLeft(how)), work())
    } catch (error) {
      ready.delete(kind)
      stop(kind.name) // it may be broken, or still busy
      const reason = (error as Error).message
      if (secondsLeft(how) > 0) {
        write({ type: 'failure', setting: setting.name, lanes, kind: kind.name, reason })
      }
      return null
    }
  }
  const { network, batch } = setting
  await Promise.all(
    compared.map(async (kind) => {
      const prepared = await attempt(kind, async () => {
        await contender(kind).prepare({ ...kind.request, network, batch, lanes })
        return true
      })
      if (prepared) ready.set(kind, { epochs: 1 })
    }),
  )
  for (const kind of [...ready.keys()]) {
    const seconds = await attempt(kind, () => contender(kind).train(1))
    if (seconds === null) continue
    const most = device === 'cpu' ? 1 : full
    const epochs = Math.min(most, Math.max(1, Math.floor(longestSeconds / seconds)))
    ready.set(kind, { epochs })
    // alone: what is tuned by measurement, or compiled for a number of epochs, is so now
    await attempt(kind, () => contender(kind).train(epochs))
  }
  for (let round = 0; round < rounds; round++) {
    for (const [kind, { epochs }] of [...ready]) {
      const seconds = await attempt(kind, () => contender(kind).train(epochs))
      if (seconds === null) continue
      const steps = Math.ceil(madeRows / batch) * epochs
      const micros = (seconds * 1e6) / steps / lanes / (kind.processes ?? 1)
      write({ type: 'time', setting: setting.name, lanes, kind: kind.name, micros })
    }
  }
}

function secondsLeft({ endsAt }: How): number {
  return (endsAt - performance.now()) / 1000
}

/** @throws Error once the seconds are over */
async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`not done within ${Math.round(seconds)} seconds`)),
      Math.max(0, seconds * 1000),
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** @throws Error if the machine has no GPU */
export async function nameOfGpu(): Promise<string> {
  const [gpu] = await visibleGpus(process.env)
  if (!gpu) throw new Error('no GPU found')
  return gpu.name
}
