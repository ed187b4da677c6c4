/** Runs a peer in Python on the rows of a fold. */
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { BenchSet } from './data.ts'
import type { Fold } from './folds.ts'
import type { Run } from './ours.ts'

const mostPrinted = 64 * 2 ** 20 // bytes; shown if the peer fails

export const peers = ['catboost', 'lightgbm', 'realmlp', 'sklearn-mlp', 'optuna-torch'] as const

/** While it runs, this process goes on: the connections to its service would go stale. */
export async function runPeer(
  python: string,
  peer: string,
  { set, fold, seconds, seed }: { set: BenchSet; fold: Fold; seconds: number; seed: number },
): Promise<Run> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-bench-'))
  try {
    for (const part of ['train', 'test'] as const) {
      const lines = [set.header, ...fold[part]].map((row) => row.join(','))
      fs.writeFileSync(path.join(folder, `${part}.csv`), lines.join('\n'))
    }
    const { task, target, categorical, options } = set
    const ignore = options.ignore ?? []
    const question = { peer, task, target, categorical, ignore, seconds, seed }
    fs.writeFileSync(path.join(folder, 'question.json'), JSON.stringify(question))
    const script = path.resolve('bench', 'datasets', 'peer.py')
    await promisify(execFile)(python, ['-W', 'ignore', script, folder], { maxBuffer: mostPrinted })
    return JSON.parse(fs.readFileSync(path.join(folder, 'answer.json'), 'utf8')) as Run
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
