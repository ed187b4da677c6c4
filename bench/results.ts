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

/** @param section  section of RESULTS.md, if the benchmark has several */
export function saveResult(
  bench: string,
  args: readonly string[],
  table: string,
  data: unknown,
  section = bench,
): void {
  const result: Result = {
    bench: section,
    command: ['npm run bench --', bench, ...args].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: `${os.availableParallelism()} cores, ${os.cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
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
