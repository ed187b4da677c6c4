/** Holds what ARCHITECTURE.md says of src/: which folder may import which, no cycles, no TensorFlow outside trainers. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

/** Folder or file of src/ → what it may import, by the start of its path; `type ` allows types only. */
const mayImport = readImportTable(readFileSync('ARCHITECTURE.md', 'utf8'))
// messages about invalid input are for all; config and log are passed in, but for cli/serve
const forAll = [
  'decimal.ts',
  'epoch-metrics.ts',
  'nearby.ts',
  'query-number.ts',
  'schema-faults.ts',
  'tagged-union.ts',
  'type config.ts',
  'type log.ts',
]

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

  it('has a row of the table for each folder and file', () => {
    const parts = new Set(files.map((file) => file.split('/')[0]!))
    assert.deepEqual(
      [...parts].filter((part) => !mayImport.has(part)),
      [],
    )
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
    const isRegistry = (folder: string) => files.includes(path.join(folder, 'index.ts'))
    const full = [...counts].filter(([folder, n]) => n > 15 && !isRegistry(folder))
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

function readImportTable(markdown: string): Map<string, string[]> {
  const codes = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)
  const [, table = ''] = markdown.split('| may import from `src/` |')
  const rows = table.split('\n\n')[0]!.split('\n').slice(2)
  return new Map(
    rows.flatMap((row) => {
      const [, names = '', , allowed = ''] = row.split('|')
      return codes(names).map((name) => [name.replace(/\/$/, ''), codes(allowed)] as const)
    }),
  )
}

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
  const allowed = [...(mayImport.get(folder) ?? []), ...(mayImport.get(subfolder) ?? []), ...forAll]
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
