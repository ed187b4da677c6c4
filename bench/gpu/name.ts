import { execFileSync } from 'node:child_process'

/** @throws Error where there is no driver */
export function nameOfGpu(): string {
  const query = ['--query-gpu=name', '--format=csv,noheader']
  return execFileSync('nvidia-smi', query, { encoding: 'utf8' }).trim()
}
