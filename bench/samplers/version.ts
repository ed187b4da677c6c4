/** What results depend on, as a hash of files: code that has changed is measured again. */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** Of src/search, what has no say in what is suggested. */
const withoutSay = ['analysis', 'pruners', 'pruner.ts'].map((name) =>
  path.resolve('src', 'search', name),
)

const bench = path.resolve('bench', 'samplers')

/** Definitions of functions and how a run is judged count on both sides; the samplers on theirs. */
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
