/** A Python with TensorFlow, to load exports as a person would. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { ensureVenv } from '../../bench/venv.ts'

/** Its path; null with the reason where none can be had, which in CI is an error. */
export function pythonWithTensorFlow(): { python: string } | { skip: string } {
  try {
    return { python: ensureVenv(path.resolve('test', 'export', 'requirements.txt')) }
  } catch (error) {
    if (process.env.CI) throw error
    return { skip: `no Python with TensorFlow: ${(error as Error).message}` }
  }
}

/** Runs a script beside this test and parses what it prints. */
export function runPython(python: string, script: string, args: string[]): unknown {
  const out = execFileSync(python, [path.resolve('test', 'export', script), ...args], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return JSON.parse(out.toString().trim().split('\n').at(-1)!)
}
