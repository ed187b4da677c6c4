/** Trains the trials of a search with a peer, in two single-threaded processes. */
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
import { type Contender, lanesOf, processes } from './contenders.ts'
import type { Measured } from './ours.ts'
import type { BenchData, PeerParams, Workload } from './workloads.ts'

export interface PeerMeasured extends Measured {
  versions: Record<string, string>
}

/** Measures from the first trial to the last one: compiling is part of it, starting Python and loading libraries is not. */
export async function runPeer(
  python: string,
  contender: Contender,
  search: { workload: Workload; data: BenchData; seed: number; params: readonly PeerParams[] },
): Promise<PeerMeasured> {
  const { workload, data, seed, params } = search
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-bench-'))
  try {
    await writeData(folder, data, seed)
    const trials = params.slice(0, contender.most?.(workload))
    const lanes = lanesOf(contender, trials.length)
    fs.writeFileSync(
      path.join(folder, 'workload.json'),
      JSON.stringify({ ...workload.peer, kind: contender.kind, trials, lanes }),
    )
    const script = path.resolve('bench', 'search', 'peer.py')
    const children = Array.from({ length: processes }, (_, index) =>
      spawn(python, [script, folder, String(index)], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
      }),
    )
    const lines = children.map((child) => linesOf(child.stdout))
    const read = async <T>(): Promise<T[]> => {
      const all = await Promise.all(lines.map((line) => line.next()))
      if (all.some(({ done }) => done)) throw new Error(`${contender.name} ended too early`)
      return all.map(({ value }) => JSON.parse(String(value)) as T)
    }
    const [loaded] = await read<{ versions: Record<string, string> }>()
    const startedAt = performance.now()
    for (const child of children) child.stdin.write('go\n')
    const values = (await read<{ values: number[] }>()).flatMap((one) => one.values)
    const seconds = (performance.now() - startedAt) / 1000
    for (const child of children) child.stdin.end()
    if (values.length !== trials.length) throw new Error(`${contender.name} left trials out`)
    // peers minimise: accuracies have a minus
    const best = Math.abs(Math.min(...values))
    return { seconds, trials: trials.length, best, versions: loaded!.versions }
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
