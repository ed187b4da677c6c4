/** Holds the import table of docs: who may know whom, no cycles, and no TensorFlow outside worker processes. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

/** Folder or file of src/ → what it may import, by the start of its path; `type ` allows types only. */
const mayImport: Record<string, string[]> = {
  'errors.ts': [],
  'config.ts': [],
  'log.ts': [],
  'log-flood.ts': [],
  'philox.ts': [],
  'nearby.ts': [],
  'schema-faults.ts': ['errors.ts', 'nearby.ts', 'schema-words.ts'],
  'schema-words.ts': [],
  'tagged-union.ts': ['schema-faults.ts'],
  'queue.ts': ['errors.ts', 'config.ts', 'db/server/connection.ts'],
  search: ['errors.ts', 'philox.ts'],
  data: ['errors.ts'],
  engine: ['errors.ts', 'philox.ts', 'type data/'],
  db: ['errors.ts', 'type search/'],
  study: ['errors.ts', 'queue.ts', 'search/', 'db/', 'data/', 'engine/'],
  upload: ['errors.ts', 'data/'],
  predict: ['errors.ts', 'engine/', 'data/'],
  worker: ['errors.ts', 'log-flood.ts', 'queue.ts', 'search/', 'study/', 'engine/', 'data/', 'db/'],
  api: [
    'errors.ts',
    'log-flood.ts',
    'queue.ts',
    'search/',
    'study/',
    'predict/',
    'upload/',
    'engine/',
    'data/',
    'db/',
  ],
  // the command line is a client of the API; only `up`, `api` and `worker` join the service's parts
  cli: [],
  'cli/serve': [
    'log-flood.ts',
    'config.ts',
    'errors.ts',
    'log.ts',
    'queue.ts',
    'db/',
    'api/',
    'worker/',
  ],
}
// names and schemas are everybody's; config and log are arguments everywhere but in cli/serve
const forAll = ['nearby.ts', 'schema-faults.ts', 'tagged-union.ts', 'type config.ts', 'type log.ts']

interface Import {
  from: string // path below src/
  to: string // path below src/, or the name of a package
  isType: boolean
}

const root = path.resolve('src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith(path.join('db', 'generated')),
)
const imports = files.flatMap(importsOf)
const valueImports = imports.filter(({ isType }) => !isType)

describe('src', () => {
  it('has imports to look at', () => {
    assert.ok(imports.some(({ from, to }) => from.startsWith('study/') && to.startsWith('search/')))
  })

  it('imports only what the table allows', () => {
    const forbidden = imports.filter((one) => isOurs(one.to) && !isAllowed(one))
    assert.deepEqual(forbidden, [])
  })

  it('has few files a folder, so that one finds them', () => {
    const counts = new Map<string, number>()
    for (const file of files) {
      const folder = path.dirname(file)
      counts.set(folder, (counts.get(folder) ?? 0) + 1)
    }
    // a registry grows by one file for each member
    const full = [...counts].filter(([folder, n]) => n > 15 && folder !== 'engine/layers')
    assert.deepEqual(full, [])
  })

  it('has no import cycle', () => {
    const cyclic = files.filter((file) => reachedFrom(file).some((to) => to === file))
    assert.deepEqual(cyclic, [])
  })

  it('loads no TensorFlow in study/ or api/: they need the engine’s schemas alone', () => {
    const starts = files.filter((file) => /^(study|api)\//.test(file))
    const loading = starts.filter((file) =>
      reachedFrom(file).some((to) => to.startsWith('@tensorflow/')),
    )
    assert.deepEqual(loading, [])
  })
})

function importsOf(from: string): Import[] {
  const text = readFileSync(path.join(root, from), 'utf8')
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm,
  )
  const calls = text.matchAll(/\b(?:import|require)()\('([^']+)'\)/g)
  return [...statements, ...calls].map(([, type, target]) => ({
    from,
    to: target!.startsWith('.') ? path.join(path.dirname(from), target!) : target!,
    isType: type !== undefined && type !== '',
  }))
}

function isAllowed({ from, to, isType }: Import): boolean {
  const folder = from.split('/')[0]!
  if (to.split('/')[0] === folder) return true
  const subfolder = from.split('/').slice(0, 2).join('/')
  const allowed = [...(mayImport[folder] ?? []), ...(mayImport[subfolder] ?? []), ...forAll]
  return allowed.some((rule) =>
    rule.startsWith('type ') ? isType && to.startsWith(rule.slice(5)) : to.startsWith(rule),
  )
}

/** Everything that loading `file` loads, packages included. */
function reachedFrom(file: string): string[] {
  const reached = new Set<string>()
  const visit = (from: string) => {
    for (const { to } of valueImports.filter((one) => one.from === from)) {
      if (reached.has(to)) continue
      reached.add(to)
      visit(to)
    }
  }
  visit(file)
  return [...reached]
}

function isOurs(to: string): boolean {
  return to.endsWith('.ts') && !to.startsWith('db/generated')
}
