/** The same search with Optuna and PyTorch: two processes of one thread that share one study. */
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

/** From the start of the study to the end of the last trial; starting Python and loading PyTorch do not count. */
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
    // both are loaded before the clock starts
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

/** The split and the encoding of our own preparation, as float32 files: the peer trains on the same numbers. */
async function writeData(folder: string, { file, spec }: BenchData, seed: number): Promise<void> {
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
