/**
 * What the set-up has done in this clone: `node_modules/.sweepd-setup.json`. The service reads
 * `tensorflow` from it: `{ok: true, version, device}` or `{ok: false, advice}`.
 */
import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'

const fileOf = (root) => path.join(root, 'node_modules', '.sweepd-setup.json')

export async function readState(root) {
  try {
    return JSON.parse(await readFile(fileOf(root), 'utf8'))
  } catch {
    return {} // none yet, or torn by a crash: every step looks for itself again
  }
}

export async function writeState(root, state) {
  const staged = `${fileOf(root)}.${process.pid}`
  await writeFile(staged, `${JSON.stringify(state, null, 2)}\n`)
  await rename(staged, fileOf(root))
}
