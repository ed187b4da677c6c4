/** What a browser loads before it shows the studies, and that every page is loaded when it is first shown. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  src?: string
  isEntry?: boolean
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
}

const dist = path.resolve('web/dist')
const manifest = JSON.parse(
  readFileSync(path.join(dist, '.vite', 'manifest.json'), 'utf8'),
) as Record<string, Chunk>
const entry = Object.keys(manifest).find((key) => manifest[key]!.isEntry)!

/** Names of the chunks that loading `key` loads at once. */
function loadedWith(key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key]?.imports ?? []) loadedWith(next, seen)
  return seen
}

const filesOf = (keys: Iterable<string>): string[] => [
  ...new Set([...keys].flatMap((key) => [manifest[key]!.file, ...(manifest[key]!.css ?? [])])),
]

const gzipped = (file: string): number => gzipSync(readFileSync(path.join(dist, file))).length

describe('the dashboard’s files', () => {
  it('are at most 350 kB, compressed, before the studies are shown', (t) => {
    const page = 'src/pages/studies/studies-page.tsx'
    assert.ok(page in manifest)
    const files = filesOf([...loadedWith(entry), ...loadedWith(page)])
    const all = ['index.html', manifest['style.css']!.file, ...files]
    const bytes = all.reduce((sum, file) => sum + gzipped(file), 0)
    t.diagnostic(`${Math.round(bytes / 1000)} kB in ${all.length} files`)
    assert.ok(bytes <= 350_000, `${bytes} bytes`)
  })

  it('are few before the trials of a study are shown: each costs a request', (t) => {
    const parts = ['src/pages/study/study-page.tsx', 'src/pages/study/trials/trials-tab.tsx']
    const files = filesOf([entry, ...parts].flatMap((part) => [...loadedWith(part)]))
    t.diagnostic(`${files.length} files`)
    assert.ok(files.length <= 20, files.join())
  })

  it('have a chunk for each page, and no plots or editor in the first load', () => {
    const first = loadedWith(entry)
    const pages = Object.keys(manifest).filter((key) => /^src\/pages\/.*-page\.tsx$/.test(key))
    assert.ok(pages.length >= 9, pages.join())
    for (const page of pages) assert.ok(!first.has(page), page)
    const sources = filesOf([...first, ...loadedWith('src/pages/studies/studies-page.tsx')])
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(path.join(dist, file), 'utf8'))
    for (const source of sources) assert.doesNotMatch(source, /zrender|cm-editor/)
  })

  it('have the reader of CSV in a chunk that no page loads by itself', () => {
    const reader = Object.keys(manifest).find((key) => key.includes('papaparse'))
    assert.ok(reader, 'the reader has no chunk')
    for (const page of [entry, ...Object.keys(manifest).filter((key) => /-page\.tsx$/.test(key))]) {
      assert.ok(!loadedWith(page).has(reader), page)
    }
  })
})
