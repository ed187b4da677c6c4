/** Runs the same search with Optuna and PyTorch, in two single-threaded processes that share a study. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { prepare } from '../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import { linesOf } from '../lines.ts'
import type { Measured } from './ours.ts'
import type { BenchData, Workload } from './workloads.ts'

const processes = 2

/** Measures from the start of the study to the end of the last trial, without starting Python and loading PyTorch. */
export async function runPeer(
  python: string,
  workload: Workload,
  data: BenchData,
  seed: number,
): Promise<Measured> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-bench-'))
  try {
    await writeData(folder, data, seed)
    fs.writeFileSync(
      path.join(folder, 'workload.json'),
      JSON.stringify({
        ...workload.peer,
        trials: workload.trials,
        direction: workload.direction,
        seed,
      }),
    )
    const script = path.resolve('bench', 'search', 'peer.py')
    const children = Array.from({ length: processes }, (_, index) =>
      spawn(python, [script, folder, String(index)], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
      }),
    )
    const lines = children.map((child) => linesOf(child.stdout))
    // both processes are loaded before the measurement starts
    for (const line of lines) await line.next()
    const startedAt = performance.now()
    for (const child of children) child.stdin.write('go\n')
    const ends = await Promise.all(lines.map((line) => line.next()))
    const seconds = (performance.now() - startedAt) / 1000
    const { trials, best } = JSON.parse(String(ends[0]!.value)) as { trials: number; best: number }
    for (const child of children) child.stdin.end()
    return { seconds, trials, best }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Writes our split and encoded data to float32 files, so that the peer trains on the same numbers. */
export async function writeData(
  folder: string,
  { file, spec }: BenchData,
  seed: number,
): Promise<void> {
  const dataset = await readDataset(DatasetSpec.parse(spec), file)
  const validation = ValidationSpec.parse({ type: 'holdout' })
  const [prepared] = prepare(dataset, { preprocess: PreprocessSpec.parse({}), validation, seed })
  for (const part of ['train', 'validation'] as const) {
    const { x, y } = prepared[part]
    fs.writeFileSync(path.join(folder, `${part}-x.bin`), x)
    fs.writeFileSync(path.join(folder, `${part}-y.bin`), y)
  }
  fs.writeFileSync(
    path.join(folder, 'data.json'),
    JSON.stringify({ shape: prepared.inputShape, deviation: prepared.target?.deviation ?? null }),
  )
}
