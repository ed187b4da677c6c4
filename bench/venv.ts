/** A Python environment for peers, made once from pinned requirements. */
import { execFileSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * @param requirements  pip's arguments, a line each: `--no-deps torch==…` is installed without what it asks for
 * @returns             the path of its Python
 */
export function ensureVenv(name: string, requirementsPath: string): string {
  const requirements = fs.readFileSync(requirementsPath, 'utf8')
  const hash = crypto.createHash('sha256').update(requirements).digest('hex').slice(0, 12)
  const cache = process.env.SWEEPD_CACHE_DIR || path.join(os.homedir(), '.cache', 'sweepd')
  const folder = path.join(cache, 'bench', `${name}-${hash}`)
  const python = path.join(folder, 'bin', 'python')
  if (fs.existsSync(path.join(folder, 'complete'))) return python
  process.stderr.write(`bench: installing the peers of ${name}, once\n`)
  execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' })
  for (const line of requirements.split('\n')) {
    const words = line.split('#')[0]!.trim().split(/\s+/)
    if (words[0] === '') continue
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...words], { stdio: 'inherit' })
  }
  fs.writeFileSync(path.join(folder, 'complete'), '')
  return python
}
