/** Creates a Python environment once from pinned requirements, for the peers of a benchmark and for fuzzing. */
import { execFileSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

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
  if (fs.existsSync(path.join(folder, 'complete'))) return python
  process.stderr.write('installing Python packages, once\n')
  try {
    execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' })
  } catch (error) {
    throw new Error(`${needsPython}: ${(error as Error).message}`)
  }
  const install = ['-m', 'pip', 'install', '--quiet', '-r', requirementsPath]
  execFileSync(python, install, { stdio: 'inherit' })
  fs.writeFileSync(path.join(folder, 'complete'), '')
  return python
}
