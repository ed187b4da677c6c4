/** Stores results: a JSON file per bench, with the machine it ran on. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export interface Result {
  bench: string
  command: string
  date: string
  machine: string
  /** The table in the report, as Markdown. */
  table: string
  /** The data that the table was made from. */
  data: unknown
}

const folder = path.resolve('bench', 'results')

/** How, when and where a result was measured. */
type Origin = Pick<Result, 'command' | 'date' | 'machine'>

/** This machine, as the report names it. AVX-512 decides which kernels TensorFlow, PyTorch and XLA use. */
export function thisMachine(): string {
  const model = os.cpus()[0]?.model ?? 'unknown'
  const hasWideVectors = hasAvx512() ? 'with AVX-512' : 'without AVX-512'
  return `${os.availableParallelism()} cores, ${model} ${hasWideVectors}, Node ${process.version}`
}

function hasAvx512(): boolean {
  try {
    return /\bavx512f\b/.test(fs.readFileSync('/proc/cpuinfo', 'utf8'))
  } catch {
    return false // no Linux: neither has any Mac
  }
}

/**
 * @param section  section of RESULTS.md, if the benchmark has several
 * @param origin   where it was measured, if not by this run
 */
export function saveResult(
  bench: string,
  args: readonly string[],
  table: string,
  data: unknown,
  section = bench,
  origin: Origin = {
    command: ['npm run bench --', bench, ...args].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: thisMachine(),
  },
): void {
  const result: Result = {
    bench: section,
    ...origin,
    table,
    data,
  }
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, `${section}.json`), `${JSON.stringify(result, null, 2)}\n`)
  process.stdout.write(`${table}\n`)
}

export function readResults(): Result[] {
  if (!fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Result)
}
