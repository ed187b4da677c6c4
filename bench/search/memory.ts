/** Memory of the trainers of this checkout: resident, and what is left of it when pages that processes share are divided. */
import fs from 'node:fs'
import { trainerEntry } from '../../src/worker/trainer/trainer-env.ts'

/** In megabytes. */
export interface Memory {
  resident: number // all pages in memory: each trainer counts the library's pages in full
  proportional: number // PSS: a page that n processes share counts 1/n
  own: number // of `proportional`: pages that are no file's: heaps, graphs, data
}

/** Largest values among all trainers; 0 if there is none. */
export function trainerMemory(): Memory {
  const all = trainers().map(memoryOf)
  const most = (of: (memory: Memory) => number) => Math.max(0, ...all.map(of))
  return {
    resident: most((one) => one.resident),
    proportional: most((one) => one.proportional),
    own: most((one) => one.own),
  }
}

export function larger(a: Memory, b: Memory): Memory {
  return {
    resident: Math.max(a.resident, b.resident),
    proportional: Math.max(a.proportional, b.proportional),
    own: Math.max(a.own, b.own),
  }
}

/** Process ids. */
function trainers(): string[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && textOf(`/proc/${name}/cmdline`).includes(trainerEntry))
}

function memoryOf(pid: string): Memory {
  const text = textOf(`/proc/${pid}/smaps_rollup`)
  const megabytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024
  return {
    resident: megabytes('Rss'),
    proportional: megabytes('Pss'),
    own: megabytes('Pss_Anon'),
  }
}

/** Empty if the process has ended meanwhile. */
function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
