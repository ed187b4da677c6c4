/** Runs the peer's search: two single-threaded Python processes that share an Optuna study. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { linesOf } from '../lines.ts'
import { writeData } from '../search/peer.ts'
import type { BenchData } from '../search/workloads.ts'
import { type Reached, targets } from './space.ts'

const processes = 2

export interface PeerSearch {
  seed: number
  seconds: number
  epochs: number
  minResource: number
  reductionFactor: number
}

/** Measures from the start of the study, without starting Python and loading PyTorch. */
export async function runPeer(
  python: string,
  data: BenchData,
  search: PeerSearch,
): Promise<Reached> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-bench-'))
  try {
    await writeData(folder, data, search.seed)
    fs.writeFileSync(path.join(folder, 'search.json'), JSON.stringify(search))
    const script = path.resolve('bench', 'time-to-target', 'peer.py')
    const children = Array.from({ length: processes }, (_, index) =>
      spawn(python, [script, folder, String(index)], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
      }),
    )
    const lines = children.map((child) => linesOf(child.stdout))
    for (const line of lines) await line.next() // both have loaded
    const reached: Reached = targets.map(() => Number.POSITIVE_INFINITY)
    const startedAt = performance.now()
    const late = setTimeout(() => {
      for (const child of children) child.kill('SIGKILL')
    }, search.seconds * 1_000)
    for (const child of children) child.stdin.write('go\n')
    const read = async (own: (typeof lines)[number]) => {
      for await (const line of own) {
        const at = (performance.now() - startedAt) / 1_000
        for (const [index, target] of targets.entries()) {
          if (Number(line) >= target) reached[index] = Math.min(reached[index]!, at)
        }
        if (reached.every(Number.isFinite)) for (const child of children) child.kill('SIGKILL')
      }
    }
    await Promise.all(lines.map(read))
    clearTimeout(late)
    return reached
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
