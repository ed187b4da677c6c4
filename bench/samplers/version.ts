/** Hashes the files that results depend on, so that changed code is measured again. */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** Parts of src/search that do not affect suggestions. */
const withoutSay = ['analysis', 'pruners', 'pruner.ts'].map((name) =>
  path.resolve('src', 'search', name),
)

const bench = path.resolve('bench', 'samplers')

/** The files that only one side depends on; the other files affect both. */
const sources = {
  ours: [path.resolve('src', 'search'), path.join(bench, 'ours.ts')],
  peer: [path.resolve('bench', 'requirements.txt'), path.join(bench, 'peer.py')],
}

const shared = ['functions', 'trial-values.ts', 'run.ts'].map((name) => path.join(bench, name))

export function versionOf(side: keyof typeof sources): string {
  const hash = crypto.createHash('sha256')
  for (const file of [...sources[side], ...shared].flatMap(filesBelow)) {
    hash.update(fs.readFileSync(file))
  }
  return `${side}-${hash.digest('hex').slice(0, 12)}`
}

function filesBelow(file: string): string[] {
  if (withoutSay.includes(file)) return []
  if (!fs.statSync(file).isDirectory()) return [file]
  return fs
    .readdirSync(file)
    .sort()
    .flatMap((name) => filesBelow(path.join(file, name)))
}
