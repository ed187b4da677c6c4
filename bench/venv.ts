/** Creates a Python environment once from pinned requirements, for the peers of a benchmark and for fuzzing. */
import { execFileSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isAlive } from '../src/is-alive.ts'

const needsPython =
  'this needs Python 3.11 or later with venv (on Debian: apt-get install python3-venv)'

/**
 * @returns  the path of its Python, or the value of SWEEPD_BENCH_PYTHON; on a GPU, that must be a Python whose PyTorch
 *           supports CUDA
 */
export function ensureVenv(requirementsPath = path.resolve('bench', 'requirements.txt')): string {
  const given = process.env.SWEEPD_BENCH_PYTHON
  if (given) return given
  const requirements = fs.readFileSync(requirementsPath, 'utf8')
  const hash = crypto.createHash('sha256').update(requirements).digest('hex').slice(0, 12)
  const cache = process.env.SWEEPD_CACHE_DIR || path.join(os.homedir(), '.cache', 'sweepd')
  const folder = path.join(cache, 'python', hash)
  const python = path.join(folder, 'bin', 'python')
  const isComplete = () => fs.existsSync(path.join(folder, 'complete'))
  if (isComplete()) return python
  const unlock = lock(`${folder}.lock`)
  try {
    if (!isComplete()) install(folder, python, requirementsPath)
  } finally {
    unlock()
  }
  return python
}

function install(folder: string, python: string, requirementsPath: string): void {
  process.stderr.write('installing Python packages, once\n')
  try {
    execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' })
  } catch (error) {
    throw new Error(`${needsPython}: ${(error as Error).message}`)
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '-r', requirementsPath]
  execFileSync(python, pip, { stdio: 'inherit' })
  fs.writeFileSync(path.join(folder, 'complete'), '')
}

const pollMs = 200

/** Waits while another process installs; a lock whose process has gone is taken. */
function lock(file: string): () => void {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => fs.rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = holderOf(file)
      if (holder > 0 && !isAlive(holder)) fs.rmSync(file, { force: true })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs)
    }
  }
}

/** Its process; 0 where the lock has just been made or removed. */
function holderOf(file: string): number {
  try {
    return Number(fs.readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
